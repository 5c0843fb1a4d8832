import Archive
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
    arguments: [
      ("50M", 50 << 20), ("1k", 1024), ("2G", 2 << 30), ("77", 77),
      ("", nil), ("M", nil), ("-1M", nil), ("9999999999999G", nil), ("5 M", nil),
    ] as [(String, Int?)])
  func sizesAreReadWithTheirUnit(_ text: String, _ octets: Int?) {
    #expect(parseOctets(text) == octets)
  }
}
