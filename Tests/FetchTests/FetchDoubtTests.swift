import Archive
import Fetch
import Foundation
import Net
import Store
import TestSupport
import TestThreads
import Testing

/// What the server sends is held against what it announced: whatever does not fit is kept, marked, and
/// never deleted there.
@Suite(.waiting) struct FetchDoubtTests {
  typealias Message = FakeMaildrop.Message

  /// A message of at least this many bytes.
  static func mail(_ name: String, bytes: Int = 0, header: String = "") -> [UInt8] {
    let head = "Subject: \(name)\r\nMessage-ID: <\(name)@example.org>\r\n\(header)\r\n"
    let line = "A line of \(name).\r\n"
    let lines = 1 + max(0, bytes - head.utf8.count - line.utf8.count) / line.utf8.count
    return Array((head + String(repeating: line, count: lines)).utf8)
  }

  /// An archive that fetches from one server.
  final class Fixture {
    let server: FakePOP3Server
    let test: TestArchive
    var account: AccountSettings

    init(_ maildrop: FakeMaildrop, _ policy: ServerPolicy = .delete) throws {
      server = try FakePOP3Server(maildrop)
      test = try TestArchive()
      account = try test.account(
        "fake", at: server.endpoint, user: "ada", password: "secret", security: .none)
      account.onServer = policy
    }

    deinit { server.stop() }

    @discardableResult
    func fetch() throws -> FetchReport { try test.fetch(account) }

    /// Commands of this kind since the last time.
    func count(_ command: String) -> Int {
      let count = server.commands.count { $0.hasPrefix(command) }
      defer { counted[command] = count }
      return count - (counted[command] ?? 0)
    }

    private var counted: [String: Int] = [:]

    var left: [String?] { server.maildrop.messages.map(\.uid) }

    func tagged(_ tag: String) throws -> Int {
      try test.archive.messages(matching: "tag:\(tag)").count
    }

    func expect(
      holds messages: [[UInt8]], _ source: SourceLocation = #_sourceLocation
    ) throws {
      #expect(try test.digests() == sortedDigests(messages), sourceLocation: source)
    }

    func change(_ index: Int, _ body: (inout Message) -> Void) {
      var maildrop = server.maildrop
      body(&maildrop.messages[index])
      server.maildrop = maildrop
    }
  }

  // MARK: Sizes

  struct Suspect: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let wire: [UInt8]
    let listed: Int?
  }

  static let suspects = [
    Suspect(testDescription: "nothing", wire: [], listed: 5_000),
    Suspect(testDescription: "nothing, and listed as that", wire: [], listed: 0),
    Suspect(
      testDescription: "an error page", wire: Array("<html>\r\nbusy\r\n</html>\r\n".utf8),
      listed: nil),
    Suspect(
      testDescription: "a header alone", wire: Array("Subject: b\r\n\r\n".utf8), listed: 400),
    Suspect(testDescription: "half of it", wire: mail("b", bytes: 5_000), listed: 10_000),
    Suspect(testDescription: "94 % of it", wire: mail("b", bytes: 9_400), listed: 10_000),
    Suspect(testDescription: "a listed size beyond all", wire: mail("b"), listed: 1_000_000),
  ]

  @Test(arguments: suspects)
  func whatIsSuspectStaysThereAndIsFetchedOnceMore(_ suspect: Suspect) throws {
    let fixture = try Fixture(
      FakeMaildrop([
        Message(uid: "a", Self.mail("a")),
        Message(uid: "b", suspect.wire, listedSize: suspect.listed),
        Message(uid: "c", Self.mail("c")),
      ]))
    let first = try fixture.fetch()
    #expect(first.suspect.count == 1 && first.suspect[0].hasPrefix("b: "))
    #expect(!first.isComplete)
    #expect(first.deleted == 2)
    #expect(fixture.left == ["b"])
    #expect(try fixture.tagged("suspect") == 1)
    #expect(fixture.count("RETR") == 3)
    #expect(try fixture.fetch().suspect.count == 1)
    #expect(fixture.count("RETR") == 1, "once more")
    let third = try fixture.fetch()
    #expect(fixture.count("RETR") == 0, "the same twice is enough")
    #expect(third.held == 1 && third.isComplete)
    #expect(fixture.left == ["b"])
    try fixture.expect(holds: [Self.mail("a"), suspect.wire, Self.mail("c")])
    // Until somebody decides.
    let id = try #require(try fixture.test.archive.messages(matching: "tag:suspect").first)
    _ = try fixture.test.archive.tag([id], [try #require(TagChange("-suspect"))])
    #expect(try fixture.fetch().deleted == 1)
    #expect(fixture.left.isEmpty)
  }

  @Test func whatComesWholeTheSecondTimeIsNoMoreSuspect() throws {
    let whole = Self.mail("b", bytes: 4_000)
    let fixture = try Fixture(
      FakeMaildrop([Message(uid: "b", Array(whole.prefix(2_000)), listedSize: whole.count)]))
    #expect(try fixture.fetch().suspect.count == 1)
    fixture.change(0) { $0.wire = whole }
    let report = try fixture.fetch()
    #expect(report.suspect.isEmpty && report.deleted == 1)
    try fixture.expect(holds: [Array(whole.prefix(2_000)), whole])
    #expect(try fixture.tagged("suspect") == 1, "the half stays marked")
  }

  @Test(arguments: [
    // Bytes that arrive, and as how many they are listed.
    (10_000, 10_100), (10_000, 10_520), (700, 764), (10_000, 9_000), (10_000, 1), (10_000, 10_000),
  ])
  func smallDifferencesAndMoreThanAnnouncedAreNoReason(_ bytes: Int, _ listed: Int) throws {
    var wire = Self.mail("b", bytes: bytes + 100)
    wire = Array(wire.prefix(bytes - 2)) + [13, 10]
    let fixture = try Fixture(FakeMaildrop([Message(uid: "b", wire, listedSize: listed)]))
    let report = try fixture.fetch()
    #expect(report.isComplete && report.deleted == 1, "\(report.suspect)")
  }

  @Test func dotsThatAreDoubledCount() throws {
    let wire = Self.mail("b") + Array(String(repeating: "..\r\n", count: 200).utf8)
    let fixture = try Fixture(FakeMaildrop([Message(uid: "b", wire)]))
    #expect(try fixture.fetch().deleted == 1)
  }

  @Test func wrongListsAreToldOfAndCanBeIgnored() throws {
    let fixture = try Fixture(
      FakeMaildrop((0..<5).map { Message(uid: "u\($0)", Self.mail("m\($0)"), listedSize: 4_000) }))
    let report = try fixture.fetch()
    #expect(report.suspect.count == 5)
    #expect(report.warnings.contains { $0.contains("list_sizes = \"ignore\" in [accounts.fake]") })
    fixture.account.listSizes = .ignore
    let ignoring = try fixture.fetch()
    #expect(ignoring.isComplete && ignoring.deleted == 5)
    #expect(try fixture.tagged("suspect") == 0)
    // What is no question of size is suspect all the same.
    fixture.server.maildrop = FakeMaildrop([Message(uid: "e", [], listedSize: 4_000)])
    #expect(try fixture.fetch().suspect.count == 1)
  }

  @Test(arguments: [0, 700])
  func theSameBytesForOthersAreNotTheOthers(_ more: Int) throws {
    // Sizes so near that they alone tell nothing, or far apart.
    let fixture = try Fixture(
      FakeMaildrop(
        (0..<4).map {
          Message(
            uid: "u\($0)", Self.mail("first", bytes: 3_000),
            listedSize: Self.mail("first", bytes: 3_000).count + $0 * (more + 10))
        }))
    let report = try fixture.fetch()
    #expect(report.suspect.count == 3)
    #expect(fixture.left == ["u1", "u2", "u3"])
    #expect(report.totals.stored == 1)
  }

  // MARK: Sizes that change

  private func thirty(_ name: String = "m", listed: Int? = nil) -> FakeMaildrop {
    FakeMaildrop(
      (0..<30).map {
        let wire = Self.mail("\(name)\($0)", bytes: 1_000 + $0 * 100)
        return Message(uid: "\($0 + 1)", wire, listedSize: listed.map { wire.count + $0 })
      })
  }

  @Test func oneUIDWithAnotherSizeIsFetchedOnce() throws {
    let fixture = try Fixture(thirty(), .keep)
    try fixture.fetch()
    #expect(fixture.count("RETR") == 30)
    fixture.change(4) { $0.listedSize = 1_390 }
    #expect(try fixture.fetch().totals.copies == 1)
    #expect(fixture.count("RETR") == 1)
    #expect(try fixture.fetch().totals.offered == 0, "the new size is known now")
    // Another message under an old UID.
    fixture.change(7) { $0.wire = Self.mail("another", bytes: 5_000) }
    #expect(try fixture.fetch().totals.stored == 1)
    #expect(try fixture.test.digests().count == 31)
    #expect(try fixture.fetch().totals.offered == 0)
  }

  @Test(arguments: [-40, 60])
  func aServerThatCountsOtherwiseHasNothingFetchedAgain(_ difference: Int) throws {
    let fixture = try Fixture(thirty(), .keep)
    try fixture.fetch()
    fixture.server.maildrop = thirty(listed: difference)
    _ = fixture.count("RETR")
    #expect(try fixture.fetch().totals.offered == 0)
    #expect(fixture.count("RETR") == 0)
    #expect((1...20).contains(fixture.count("TOP")))
    try fixture.fetch()
    #expect(fixture.count("TOP") == 0, "the new sizes are known now")
  }

  @Test func aServerThatBeginsAgainWithItsUIDsHasAllFetched() throws {
    let fixture = try Fixture(thirty(), .keep)
    try fixture.fetch()
    fixture.server.maildrop = thirty("other", listed: 30)
    #expect(try fixture.fetch().totals.stored == 30)
    #expect(try fixture.test.digests().count == 60)
    #expect(try fixture.fetch().totals.offered == 0)
  }

  @Test func aMailboxOfBeforeSizesWereKeptTakesTodays() throws {
    let fixture = try Fixture(thirty(), .keep)
    try fixture.fetch()
    let forget = ["sqlite3", fixture.test.location.directory + "/mail.sqlite"]
    try #require(try runCommand(forget + ["UPDATE maildrop SET listed = NULL"]).status == 0)
    // Some line ends counted as one byte; one message is another.
    fixture.server.maildrop = thirty(listed: -50)
    fixture.change(3) { $0 = Message(uid: "4", Self.mail("another", bytes: 9_000)) }
    #expect(try fixture.fetch().totals.stored == 1)
    #expect(try fixture.fetch().totals.offered == 0)
    let sizes = try runCommand(
      forget + ["SELECT count(*) FROM maildrop WHERE listed IS NULL"])
    #expect(sizes.text == "0\n")
  }

  @Test func whatIsDeletedThereAndComesBackIsFetched() throws {
    let fixture = try Fixture(FakeMaildrop([Message(uid: "1", Self.mail("a"))]))
    #expect(try fixture.fetch().deleted == 1)
    // Of the same size.
    fixture.server.maildrop = FakeMaildrop([Message(uid: "1", Self.mail("b"))])
    fixture.account.onServer = .keep
    #expect(try fixture.fetch().totals.stored == 1)
    #expect(try fixture.fetch().totals.offered == 0)
  }

  @Test func aNewMessageUnderAnOldUIDIsNotOldEnough() throws {
    let fixture = try Fixture(FakeMaildrop([Message(uid: "1", Self.mail("a"))]), .keep)
    try fixture.fetch()
    let age = "UPDATE maildrop SET first_seen = 1000"
    let database = fixture.test.location.directory + "/mail.sqlite"
    try #require(try runCommand(["sqlite3", database, age]).status == 0)
    fixture.account.onServer = .deleteAfter(days: 30)
    fixture.server.maildrop = FakeMaildrop([
      Message(uid: "1", Self.mail("b", bytes: 900))
    ])
    for _ in 0..<2 { #expect(try fixture.fetch().deleted == 0) }
    #expect(fixture.left == ["1"])
    try fixture.expect(holds: [Self.mail("a"), Self.mail("b", bytes: 900)])
  }

  // MARK: The server's notes

  struct Rewriting: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let before: String
    let after: String
    var isSame = true
  }

  static let rewritings = [
    Rewriting(testDescription: "Status", before: "", after: "Status: RO\r\n"),
    Rewriting(
      testDescription: "UW", before: "Status: O\r\nX-UID: 4\r\n",
      after: "Status: RO\r\nX-Status: \r\nX-Keywords:\r\n  more\r\nX-UID: 17\r\n"),
    Rewriting(
      testDescription: "GNU", before: "X-IMAPbase: 1 2\r\nContent-Length: 10\r\n",
      after: "X-IMAP: 1 3\r\nContent-Length: 11\r\nLines: 3\r\nstatus:R\r\n"),
    Rewriting(
      testDescription: "another subject", before: "Subject: x\r\n", after: "Subject: y\r\n",
      isSame: false),
    Rewriting(
      testDescription: "a field whose name only begins so", before: "X-UIDLike: 1\r\n",
      after: "X-UIDLike: 2\r\n", isSame: false),
  ]

  @Test(arguments: rewritings)
  func aServersNotesMakeNoSecondMessage(_ sample: Rewriting) throws {
    let fixture = try Fixture(
      FakeMaildrop([
        Message(uid: "a", Self.mail("a", header: sample.before)), Message(uid: "b", Self.mail("b")),
      ]), .keep)
    try fixture.fetch()
    fixture.change(0) { $0.wire = Self.mail("a", header: sample.after) }
    fixture.account.onServer = .delete
    let report = try fixture.fetch()
    #expect(report.totals.stored == (sample.isSame ? 0 : 1))
    #expect(report.deleted == 2 && fixture.left.isEmpty)
    #expect(try fixture.test.digests().count == (sample.isSame ? 2 : 3))
    // Both digests are in the books.
    let digests = try runCommand([
      "sqlite3", fixture.test.location.directory + "/mail.sqlite",
      "SELECT count(digest) FROM ledger",
    ])
    #expect(digests.text == (sample.isSame ? "1\n" : "0\n"))
    #expect(try fixture.test.archive.verify().isClean)
  }

  @Test func aLargeMessageWithNotesIsTheSame() throws {
    let fixture = try Fixture(
      FakeMaildrop([Message(uid: "a", Self.mail("a", bytes: 9 << 20))]), .keep)
    try fixture.fetch()
    fixture.change(0) { $0.wire = Array("Status: RO\r\n".utf8) + $0.wire }
    fixture.account.onServer = .delete
    #expect(try fixture.fetch().totals.copies == 1)
    #expect(fixture.left.isEmpty)
  }
}
