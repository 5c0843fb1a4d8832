import Digests
import Files
import Foundation
import GRDB
import Mail
import Testing

@testable import Store

/// An archive of each released version of the schema is kept in Fixtures, with the fingerprint of
/// its mail. That of a new version is made by
/// `MAILCASK_KEEP_ARCHIVE=1 swift test --filter MigrationTests`, once, before its release.
@Suite struct MigrationTests {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures")

  private static func archive(_ version: Int) -> URL {
    fixtures.appending(path: "v\(String(1000 + version).dropFirst()).sqlite")
  }

  private static func fingerprint(_ version: Int) -> URL {
    archive(version).appendingPathExtension("fingerprint")
  }

  @Test(arguments: 1...MailStore.version)
  func anArchiveOfEachVersionKeepsItsMail(_ version: Int) throws {
    let directory = try Directory()
    try FileManager.default.copyItem(
      at: Self.archive(version), to: URL(filePath: directory.store))
    let store = try MailStore.open(at: directory.store, .writing())
    #expect(try store.verify().problems == [])
    let expected = try String(contentsOf: Self.fingerprint(version), encoding: .utf8)
    #expect(try store.fingerprint().hex == expected.filter { !$0.isNewline })
    let first = try #require(try store.messages(withMessageID: "1@x").first)
    #expect(try store.bytes(of: first.id) == Self.samples[0].bytes)
    #expect(try store.newest(1).first?.tags == ["work"])
    #expect(try store.add([mail("new@x")]) != [])
  }

  /// Who only reads need not care, and whoever may not write is told.
  @Test(arguments: 1..<MailStore.version)
  func anOlderArchiveIsBroughtUpToDateByAReader(_ version: Int) throws {
    let directory = try Directory()
    try FileManager.default.copyItem(
      at: Self.archive(version), to: URL(filePath: directory.store))
    let reader = try MailStore.open(at: directory.store)
    #expect(try reader.verify().problems == [])
  }

  @Test(arguments: 1..<MailStore.version)
  func anOlderBackupIsRestoredAsItIsAndReplacedByANewOne(_ version: Int) throws {
    let directory = try Directory()
    let backup = directory.path + "/backup.sqlite"
    try FileManager.default.copyItem(at: Self.archive(version), to: URL(filePath: backup))
    let before = try Data(contentsOf: URL(filePath: backup))
    let fingerprint = try MailStore.restore(from: backup, to: directory.store)
    #expect(try Data(contentsOf: URL(filePath: backup)) == before)
    let store = try MailStore.open(at: directory.store, .writing())
    #expect(try store.fingerprint() == fingerprint)
    #expect(try store.backup(to: backup) == fingerprint)
    #expect(try MailStore.open(at: backup, .copying).verify().problems == [])
  }

  /// The version whose kept archive follows the rules of today for what is read out of messages: none yet.
  private static let latestRules = 3

  /// Where nobody may write, or another writes, an older archive serves as it is.
  @Test(arguments: 1..<MailStore.version)
  func anOlderArchiveIsReadAsItIsWhereItCannotBeWrittenTo(_ version: Int) throws {
    let directory = try Directory()
    try FileManager.default.copyItem(
      at: Self.archive(version), to: URL(filePath: directory.store))
    let lock = try FileLock(FilePath(directory.store + "-lock"))
    let before = try Data(contentsOf: URL(filePath: directory.store))
    let store = try MailStore.open(at: directory.store)
    #expect(try store.verify().problems == [])
    let expected = try String(contentsOf: Self.fingerprint(version), encoding: .utf8)
    #expect(try store.fingerprint().hex == expected.filter { !$0.isNewline })
    let newest = try store.newest(10)
    #expect(newest.count == 5)
    for message in newest {
      #expect(try store.bytes(of: message.id).count == message.size)
      #expect(try store.thread(ofMessage: message.id).isEmpty == false)
    }
    #expect(try store.summaries(of: newest.map(\.id)).count == 5)
    #expect(try store.statistics(limit: 1).messages == 5)
    let isOld = version < Self.latestRules
    #expect(try (store.correspondents(limit: 1) { _, _ in true } == nil) == isOld)
    #expect(try store.isDerivationDue() == isOld)
    try store.close()
    #expect(try Data(contentsOf: URL(filePath: directory.store)) == before)
    lock.release()
  }

  /// All that is read out of a message follows the rules of the program that opens the archive, in
  /// portions, each of which stays done.
  @Test(arguments: 1...MailStore.version)
  func anOlderArchiveIsReadAgainOnce(_ version: Int) throws {
    let directory = try Directory()
    try FileManager.default.copyItem(
      at: Self.archive(version), to: URL(filePath: directory.store))
    var store = try MailStore.open(at: directory.store, .writing())
    let isOld = version < Self.latestRules
    #expect(try store.isDerivationDue() == isOld)
    guard isOld else { return }
    let ids = try store.messageIDs()
    let revision = try store.revision()
    var metadata = mail(
      "1@x", subject: "Better", from: "Ada <ada@x>", to: "Bob <bob@x>", date: 77
    ).metadata
    metadata.flags = [.signed]
    let first = try store.messagesToDerive(limit: 2)
    #expect(first.map(\.id) == Array(ids.prefix(2)))
    try store.derive([(first[0].id, ReadMessage(metadata, canonical: nil)), (first[1].id, nil)])
    // The next program goes on, though mail came in meanwhile.
    try store.close()
    store = try MailStore.open(at: directory.store, .writing())
    #expect(try store.isDerivationDue())
    #expect(try store.verify().problems == [])
    #expect(try store.correspondents(limit: 1) { _, _ in true } == nil)
    try store.add([mail("new@x", subject: "Re: better", from: "bob@x", to: "ada@x", date: 99)])
    let rest = try store.messagesToDerive(limit: 100)
    #expect(rest.map(\.id) == Array(ids.dropFirst(2)))
    #expect(try store.derivationProgress().done == Int(ids[1]))
    try store.derive(rest.map { ($0.id, nil) })
    #expect(try !store.isDerivationDue())
    #expect(try store.messagesToDerive(limit: 100).isEmpty)
    #expect(try store.verify().problems == [])

    let changed = try #require(try store.summaries(of: [ids[0]]).first)
    #expect(changed.subject == "Better" && changed.sender == "Ada <ada@x>" && changed.date == 77)
    #expect(changed.flags == [.signed])
    #expect(try store.bytes(of: ids[0]) == Self.samples[0].bytes)
    // It is new to the index; what did not change is not.
    let changes = try store.changes(since: revision, limit: 100)
    #expect(changes.contains { $0.message == ids[0] && $0.kind == .stored })
    #expect(changes.count == 2)
    // What refers to it, and what answers it by subject.
    let thread = try store.thread(ofMessage: ids[0]).map(\.summary.messageID)
    #expect(Set(thread) == ["1@x", "2@x", "new@x"])
    #expect(try store.newest(100, in: .account("a")).map(\.date) == [77])
    #expect(
      try store.correspondents(limit: 9) { _, _ in true }?.map(\.name).sorted() == ["Ada", "Bob"])
  }

  @Test func aNewArchiveIsReadByTheLatestRules() throws {
    let directory = try Directory()
    let store = try MailStore.create(at: directory.store)
    #expect(try !store.isDerivationDue())
    try store.add([mail("1@x")])
    try store.close()
    #expect(try !MailStore.open(at: directory.store).isDerivationDue())
  }

  @Test func anArchiveOfNewerRulesIsNotWrittenTo() throws {
    let directory = try Directory()
    let store = try MailStore.create(at: directory.store)
    try store.add([mail("1@x")])
    try store.write("") {
      try $0.execute(sql: "UPDATE derivation SET rules = 1000, latest = 1000")
    }
    try store.close()
    #expect(try MailStore.open(at: directory.store).newest(1).count == 1)
    let error = #expect(throws: StoreError.self) {
      try MailStore.open(at: directory.store, .writing())
    }
    #expect(error?.code == .newerVersion)
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["MAILCASK_KEEP_ARCHIVE"] != nil))
  func keepAnArchiveOfThisVersion() throws {
    let directory = try Directory()
    let store = try MailStore.create(at: directory.store)
    try store.add(
      (0..<45).map { number in
        mail(
          text: (0..<2200).map { "The quick brown fox \($0 &* number) jumps over the lazy dog" }
            .joined(separator: "\r\n"))
      })
    _ = try store.encoder()
    // Keeps the file small: the dictionary stays.
    try store.remove(try store.messageIDs(), grace: 0)
    _ = try store.purge(now: .max)
    try store.add(Self.samples)
    let newest = try store.newest(1).map(\.id)
    try store.tag(newest, add: ["work"])
    let fingerprint = try store.fingerprint().hex
    try store.database.vacuum()
    try store.close()
    let kept = Self.archive(MailStore.version)
    try? FileManager.default.removeItem(at: kept)
    try FileManager.default.copyItem(at: URL(filePath: directory.store), to: kept)
    try Data((fingerprint + "\n").utf8).write(to: Self.fingerprint(MailStore.version))
  }

  /// Every kind of content, piece and row.
  private static let samples = [
    mail(
      "1@x", text: "The quick brown fox jumps over the lazy dog", source: .account("a"), name: "7"),
    mail("2@x", references: ["1@x"], subject: "Re: Hello", date: 2_000_000, text: "für"),
    mail(attaching: noise(300, seed: 1)), mail(attaching: noise(40_000, seed: 2), line: 60),
    mail("3@x", text: String(repeating: "text ", count: 20_000)),
  ]
}
