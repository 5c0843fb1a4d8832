import Archive
import Foundation
import TestSupport
import Testing

@Suite struct ConfigurationTests {
  static let account = """
    [accounts.work]
    host = "pop.example.org"
    user = "ada"

    """

  @Test func theFileThatInitWritesIsValidAndSaysNothing() throws {
    #expect(try Configuration.parse(Configuration.template, file: "t") == Configuration())
  }

  /// What the template shows commented out must be understood when the comments are taken off.
  @Test func everyExampleOfTheTemplateIsUnderstood() throws {
    let uncommented = Configuration.template.split(separator: "\n").map { line in
      line.hasPrefix("# ")
        && (line.contains(" = ") || line.hasPrefix("# ["))
        && !line.contains("password_file") && !line.contains("password_env")
        && !line.contains("password_keyring") && !line.hasPrefix("# oauth = ")
        ? line.dropFirst(2) : line
    }.joined(separator: "\n")
    let configuration = try Configuration.parse(uncommented, file: "t")
    #expect(configuration.accounts.map(\.name) == ["work"])
    #expect(configuration.accounts.first?.secret == .command("pass show mail/ada"))
  }

  @Test func anAccountHasSafeDefaults() throws {
    let account = try #require(
      try Configuration.parse(Self.account, file: "t").account(named: "work"))
    #expect(account.security == .implicit)
    #expect(account.port == 995)
    #expect(account.onServer == .keep)
    #expect(account.secret == .prompt)
  }

  @Test(arguments: [
    ("starttls", 110), ("none", 110), ("implicit", 995),
  ])
  func thePortFollowsTheTransport(_ tls: String, _ port: Int) throws {
    let configuration = try Configuration.parse(Self.account + "tls = \"\(tls)\"", file: "t")
    #expect(configuration.accounts.first.map { Int($0.port) } == port)
  }

  @Test(arguments: [
    ("keep", ServerPolicy.keep),
    ("delete", .delete),
    ("delete after 30d", .deleteAfter(days: 30)),
    ("delete after 7 days", .deleteAfter(days: 7)),
    ("keep newest 1000", .keepNewest(count: 1000)),
  ])
  func policiesReadAsTheyAreSaid(_ text: String, _ policy: ServerPolicy) throws {
    let configuration = try Configuration.parse(Self.account + "on_server = \"\(text)\"", file: "t")
    #expect(configuration.accounts.first?.onServer == policy)
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    let toml: String
    let line: Int
    let says: String
    var testDescription: String { says }
  }

  @Test(arguments: [
    Mistake(toml: "[acounts.work]\nhost = \"h\"", line: 1, says: "Did you mean \"accounts\"?"),
    Mistake(toml: account + "pasword_command = \"x\"", line: 4, says: "\"password_command\"?"),
    Mistake(toml: account + "port = \"995\"", line: 4, says: "a whole number"),
    Mistake(toml: account + "port = 70000", line: 4, says: "70000 is no port"),
    Mistake(toml: account + "tls = \"ssl\"", line: 4, says: "one of \"implicit\""),
    Mistake(toml: account + "on_server = \"delete after\"", line: 4, says: "not understood"),
    Mistake(toml: account + "max_size = \"huge\"", line: 4, says: "no size"),
    Mistake(toml: "# x\n[accounts.work]\nuser = \"ada\"", line: 2, says: "no \"host\""),
    Mistake(
      toml: account + "password_env = \"A\"\npassword_file = \"b\"", line: 1, says: "more than one"),
    Mistake(toml: "[search]\nlanguages = \"english\"", line: 2, says: "a list of texts"),
    Mistake(toml: "[search]\nlanguages = [\"en\", \"klingon\"]", line: 2, says: "\"klingon\""),
    Mistake(
      toml: account + "password = \"x\"", line: 4, says: "Did you mean password_command, "),
    Mistake(toml: "\n\nhost = = 1", line: 3, says: "line 3"),
    Mistake(
      toml: "[accounts.work]\nhost = \"h\"\nuser = \"a\\r\\nDELE 1\"", line: 3, says: "end of line"),
  ])
  func aMistakeIsToldWithItsLineAndTheWayOut(_ mistake: Mistake) {
    let error = #expect(throws: ArchiveError.self) {
      try Configuration.parse(mistake.toml, file: "mailcask.toml")
    }
    #expect(error?.code == .configuration)
    #expect(
      error?.description.contains("mailcask.toml, line \(mistake.line)") == true,
      "\(String(describing: error))")
    #expect(error?.description.contains(mistake.says) == true, "\(String(describing: error))")
  }

  @Test(
    "All mistakes are told at once, in the order of the lines",
    arguments: [
      ("", []),
      (account, []),
      ("x = = 1\n[acounts]", ["line 1: "]),
      (
        "[acounts.a]\n[serch]\n",
        ["line 1: unknown key \"acounts\"", "line 2: unknown key \"serch\""]
      ),
      (
        account + "prt = 5\ntls = 3\nmax_size = \"huge\"\nenabled = \"yes\"",
        [
          "line 4: unknown key \"prt\" in [accounts.work]. Did you mean \"port\"?",
          "line 5: \"tls\" must be one of", "line 6: \"huge\" is no size",
          "line 7: \"enabled\" must be true or false",
        ]
      ),
      (
        "[accounts.a]\nhost = 7\n[accounts.b]\nuser = \"\"\nport = 0",
        [
          "line 1: [accounts.a] has no \"user\"", "line 2: \"host\" must be text in quotes",
          "line 3: [accounts.b] has no \"host\"", "line 3: [accounts.b] has no \"user\"",
          "line 5: 0 is no port",
        ]
      ),
      (
        "[search]\nlanguages = [\"en\", \"xx\", \"yy\"]\n[saved]\na = \"form:x\"\nb = 1\nc = \"(\"",
        [
          "line 2: no word forms are known of \"xx\"", "line 2: no word forms are known of \"yy\"",
          "line 4: the search \"a\" cannot be understood", "line 5: \"b\" must be text in quotes",
          "line 6: the search \"c\" cannot be understood",
        ]
      ),
      (
        "[[rules]]\nquery = \"form:a\"\ntags = [\"b c\", \"+d\"]\n[[rules]]\nqury = \"a\"",
        [
          "line 2: unknown field", "line 3: \"b c\" can be no tag", "line 3: \"+d\" can be no tag",
          "line 4: [rules] has no \"query\"", "line 4: [[rules]] has no \"tags\"",
          "line 5: unknown key \"qury\" in [rules]. Did you mean \"query\"?",
        ]
      ),
      (
        account + "oauth = \"custom\"\npassword_env = \"A\"\npassword_file = \"b\"",
        [
          "line 1: [accounts.work] has no \"oauth_client_id\"",
          "line 1: [accounts.work] has no \"oauth_token_url\"",
          "line 1: [accounts.work] has no \"oauth_scope\"",
          "line 1: [accounts.work] names more than one place",
        ]
      ),
    ])
  func mistakes(_ toml: String, _ says: [String]) throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(toml.utf8, to: "mailcask.toml").path
    let found = Configuration.check(file: file).mistakes.map(\.description)
    #expect(found.count == says.count, "\(found)")
    for (mistake, text) in zip(found, says) {
      #expect(mistake.hasPrefix("read \(file), \(text)"), "\(mistake)")
    }
  }

  @Test(
    arguments: [
      ("50M", 50 << 20), ("1k", 1024), ("2G", 2 << 30), ("77", 77),
      ("", nil), ("M", nil), ("-1M", nil), ("9999999999999G", nil), ("5 M", nil),
    ] as [(String, Int?)])
  func sizesAreReadWithTheirUnit(_ text: String, _ bytes: Int?) {
    #expect(parseBytes(text) == bytes)
  }
}
