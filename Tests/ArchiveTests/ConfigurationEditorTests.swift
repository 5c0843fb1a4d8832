import Archive
import Foundation
import TestSupport
import Testing

/// Accounts are added and removed without touching anything else in the file.
@Suite struct ConfigurationEditorTests {
  static let edited = """
    # My settings; do not lose this line.
    [search]
    languages = ["en"]   # and this

    [accounts.first]  # about the first
    host = "pop.example.org"
    user = "ada"
    # inside first

    # above second
    [accounts."second one"]
    host = "pop.example.net"
    user = "bob"
    """

  private func file(_ text: String) throws -> (TemporaryDirectory, String) {
    let directory = try TemporaryDirectory()
    return (directory, try directory.write(text.utf8, to: "mailcask.toml").path)
  }

  private func contents(_ file: String) throws -> String {
    try String(contentsOfFile: file, encoding: .utf8)
  }

  @Test(arguments: [
    "", edited, "[saved]\nold = \"a\"", "[saved] # mine\r\nold = \"a\"\r\n",
    "[ saved ]\n\n[search]\nlanguages = [\"en\"]\n", "# [saved]\n",
  ])
  func aSearchIsSavedAndAllElseIsKept(_ before: String) throws {
    let (directory, file) = try file(before)
    defer { withExtendedLifetime(directory) {} }
    let query = #"from:"Ada \ B" subject:/x\d/"#
    try Configuration.save(query: query, as: "büro-2", to: file)
    try Configuration.save(query: "b", as: "other", to: file)
    let saved = try Configuration.parse(contents(file), file: file).search.saved
    #expect(saved["büro-2"] == query)
    #expect(saved["other"] == "b")
    #expect(saved.count == 2 + (before.contains("old") ? 1 : 0))
    for line in before.split(whereSeparator: \.isNewline) {
      #expect(try contents(file).contains(line), "\(line)")
    }
    let after = try contents(file)
    for name in ["other", "", "a b", "a\"b", "[x]"] {
      #expect(throws: ArchiveError.self, "\(name)") {
        try Configuration.save(query: "c", as: name, to: file)
      }
    }
    #expect(try contents(file) == after)
  }

  @Test func changingTouchesOnlyTheLinesOfWhatIsDifferent() throws {
    let (directory, file) = try file(Self.edited)
    defer { withExtendedLifetime(directory) {} }
    var first = try #require(try Configuration.read(file: file).account(named: "first"))
    first.host = "mail.example.org"
    first.port = 1_995
    first.isEnabled = false
    first.submission = SubmissionSettings(host: "smtp.example.org", port: 587, security: .starttls)
    try Configuration.change(first, in: file)
    #expect(
      try contents(file)
        == Self.edited.replacing(
          "user = \"ada\"",
          with: """
            user = "ada"
            port = 1995
            smtp_host = "smtp.example.org"
            smtp_tls = "starttls"
            enabled = false
            """
        ).replacing("pop.example.org", with: "mail.example.org"))
    #expect(try Configuration.read(file: file).account(named: "first") == first)

    var second = try #require(try Configuration.read(file: file).account(named: "second one"))
    second.user = "bert # \"b\""
    try Configuration.change(second, in: file)
    second.secret = .command("pass")
    try Configuration.change(second, in: file)
    second.secret = .file("/x")
    try Configuration.change(second, in: file)
    #expect(try contents(file).hasSuffix("user = \"bert # \\\"b\\\"\"\npassword_file = \"/x\""))
    second.name = "third"
    #expect(throws: ArchiveError.self) { try Configuration.change(second, in: file) }
  }

  @Test(arguments: [
    ("host = \"pop.example.org\"  # at home", "host = \"b.example.org\"  # at home"),
    ("  host=\"pop.example.org\"", "host = \"b.example.org\""),
    ("\"host\" = 'pop.example.org'", "host = \"b.example.org\""),
  ])
  func aValueIsChangedHoweverItIsWritten(_ before: String, _ after: String) throws {
    let (directory, file) = try file("[accounts.a]\nuser = \"a\"\n\(before)\n# end\n")
    defer { withExtendedLifetime(directory) {} }
    var account = try #require(try Configuration.read(file: file).accounts.first)
    account.host = "b.example.org"
    try Configuration.change(account, in: file)
    #expect(try contents(file) == "[accounts.a]\nuser = \"a\"\n\(after)\n# end\n")
  }

  @Test(arguments: [
    "we \"ird.name #1", "a b", "it's", "[x]", "Büro", "\\", "a.b.c", "\u{07}", "accounts",
  ])
  func everyNameCanBeChangedAndRemoved(_ name: String) throws {
    let (directory, file) = try file(Self.edited)
    defer { withExtendedLifetime(directory) {} }
    var account = AccountSettings(
      name: name, host: "a.example.org", port: 995, security: .implicit, user: "a", secret: .prompt)
    try Configuration.add(account, to: file)
    account.host = "b.example.org"
    try Configuration.change(account, in: file)
    #expect(try Configuration.read(file: file).account(named: name) == account)
    try Configuration.remove(account: name, from: file)
    #expect(try contents(file).trimmingCharacters(in: .newlines) == Self.edited)
  }

  /// What is not written as lines of a table of its own is left to a person.
  @Test(arguments: [
    "accounts.a = { host = \"pop.example.org\", user = \"a\" }\n",
    "[accounts]\na.host = \"pop.example.org\"\na.user = \"a\"\n",
    "[accounts.a]\nuser = \"a\"\nhost = \"\"\"\npop.example.org\"\"\"\n",
  ])
  func whatIsWrittenInAnotherWayIsRefused(_ text: String) throws {
    let (directory, file) = try file(text)
    defer { withExtendedLifetime(directory) {} }
    var account = try #require(try Configuration.read(file: file).accounts.first)
    account.host = "b.example.org"
    #expect(throws: ArchiveError.self) { try Configuration.change(account, in: file) }
    #expect(try contents(file) == text)
  }

  @Test func addingKeepsAllThatIsThereAndReadsBackTheSame() throws {
    let (directory, file) = try file(Self.edited)
    defer { withExtendedLifetime(directory) {} }
    var account = AccountSettings(
      name: "a \"name\"", host: "h", port: 1995, security: .starttls, user: "u\\s\"er",
      secret: .command("pass show 'x' \"y\"\t"))
    account.pins = [String(repeating: "ab", count: 32)]
    account.onServer = .deleteAfter(days: 30)
    account.proxy = "socks5://localhost:9050"
    account.sessionLimit = 7
    try Configuration.add(account, to: file)
    #expect(try contents(file).hasPrefix(Self.edited))
    #expect(try Configuration.read(file: file).account(named: account.name) == account)
    let error = #expect(throws: ArchiveError.self) { try Configuration.add(account, to: file) }
    #expect(error?.code == .alreadyThere)
  }

  @Test func anOAuthAccountReadsBackTheSame() throws {
    let (directory, file) = try file("")
    defer { withExtendedLifetime(directory) {} }
    let settings = try OAuthSettings(.microsoft, clientID: "id", clientSecret: nil)
    let account = AccountSettings(
      name: "m", host: "h", port: 995, security: .implicit, user: "u", secret: .oauth(settings))
    try Configuration.add(account, to: file)
    #expect(try Configuration.read(file: file).account(named: "m") == account)
  }

  @Test(arguments: [("first", "second one"), ("second one", "first")])
  func removingLeavesTheOthersAndTheirComments(_ removed: String, _ kept: String) throws {
    let (directory, file) = try file(Self.edited)
    defer { withExtendedLifetime(directory) {} }
    try Configuration.remove(account: removed, from: file)
    let text = try contents(file)
    #expect(text.contains("do not lose this line") && text.contains("# and this"))
    #expect(text.contains("# above second"))
    #expect(try Configuration.read(file: file).accounts.map(\.name) == [kept])
    let error = #expect(throws: ArchiveError.self) {
      try Configuration.remove(account: removed, from: file)
    }
    #expect(error?.code == .notFound)
  }

  @Test func whatIsWrittenInAnotherWayIsNotTouched() throws {
    let inline = "[accounts]\nfirst = { host = \"h\", user = \"u\" }\n"
    let (directory, file) = try file(inline)
    defer { withExtendedLifetime(directory) {} }
    #expect(throws: ArchiveError.self) { try Configuration.remove(account: "first", from: file) }
    #expect(try contents(file) == inline)
  }
}
