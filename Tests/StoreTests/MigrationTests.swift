import Digests
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
    #expect(try store.octets(of: first.id) == Self.samples[0].octets)
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
