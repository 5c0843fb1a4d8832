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
