import Errors
import Files
import Foundation
import Mail
import TestSupport
import Testing

@testable import Archive
@testable import Store

/// Whatever byte or page of a store is damaged: it is without effect, refused with the way out, or named,
/// and what can be derived is mended.
///
/// `MAILCASK_DAMAGE=2000 swift test --filter Damage` for the long form.
@Suite(.serialized) struct DamageTests {
  private static let workers = 2

  @Test func aFlippedByteOfTheStore() async throws {
    let whole = try EveryKindOfRow(messages: DamageRun.messages)
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: whole.location.storeFile)))
    try await check(whole, DamageRun.count(110, most: 2_000), "byte") { dice, files in
      var bytes = bytes
      let place = dice.flip(&bytes)
      try files.write(bytes)
      return "byte \(place)"
    }
  }

  @Test func aPageThatIsCutOrAnother() async throws {
    let whole = try EveryKindOfRow(messages: DamageRun.messages)
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: whole.location.storeFile)))
    let page = 4096
    try await check(whole, DamageRun.count(15, most: 200), "page") { dice, files in
      var bytes = bytes
      let (one, other) = (
        Int.random(in: 0..<bytes.count / page, using: &dice),
        Int.random(in: 0..<bytes.count / page, using: &dice)
      )
      let range = one * page..<(one + 1) * page
      let kind = Int.random(in: 0..<3, using: &dice)
      switch kind {
      case 0: bytes.replaceSubrange(range, with: bytes[other * page..<(other + 1) * page])
      case 1: bytes.replaceSubrange(range, with: repeatElement(0, count: page))
      default: bytes.removeLast(bytes.count - one * page)
      }
      try files.write(bytes)
      return "page \(one), \(["is \(other)", "is empty", "and the rest are missing"][kind])"
    }
  }

  @Test func aFlippedByteOfTheLog() async throws {
    let whole = try EveryKindOfRow(messages: DamageRun.messages)
    try await check(whole, DamageRun.count(15, most: 80), "log", mends: false) { dice, files in
      var log = whole.log
      let place = dice.flip(&log)
      try files.write(whole.storeBeforeLog, log: log)
      return "byte \(place) of \(log.count)"
    }
  }

  // MARK: One damage

  private struct Files {
    let location: ArchiveLocation

    func write(_ store: [UInt8], log: [UInt8]? = nil) throws {
      for suffix in ["-wal", "-shm", "-journal"] {
        try? FileManager.default.removeItem(atPath: location.storeFile + suffix)
      }
      try Data(store).write(to: URL(filePath: location.storeFile))
      if let log { try Data(log).write(to: URL(filePath: location.storeFile + "-wal")) }
    }
  }

  /// - Parameter damage: writes what is damaged, and says what that is.
  private func check(
    _ whole: EveryKindOfRow, _ count: Int, _ kind: String, mends: Bool = true,
    _ damage: @escaping @Sendable (inout Dice, Files) throws -> String
  ) async throws {
    let outcomes = try await withThrowingTaskGroup(of: [DamageRun.Outcome].self) { group in
      for worker in 0..<Self.workers {
        group.addTask {
          let place = whole.directory.path + "/damaged\(worker)"
          try FileManager.default.copyItem(atPath: whole.location.directory, toPath: place)
          let files = Files(location: ArchiveLocation(directory: place))
          return try stride(from: worker, to: count, by: Self.workers).map { number in
            var dice = Dice(number)
            let what = "\(kind) \(number): " + (try damage(&dice, files))
            return try outcome(files.location, whole, what, mends: mends)
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    DamageRun.print(kind, outcomes)
  }

  private func outcome(
    _ location: ArchiveLocation, _ whole: EveryKindOfRow, _ what: String, mends: Bool
  ) throws -> DamageRun.Outcome {
    let report: VerificationReport
    do { report = try DamageRun.verify(location) } catch {
      #expect(!error.text.remedy.isEmpty, "\(what): \(error)")
      return try mends && mended(location, whole, what) ? .mended : .refused
    }
    guard !report.hasUnfinishedChange else { return .named }
    try whole.expectBytes(in: location, report, what)
    guard !report.isClean else {
      try whole.expectRows(in: location, what)
      return .withoutEffect
    }
    let isMended = try mends && mended(location, whole, what)
    if report.isMendable {
      #expect(isMended, "\(what): it is to be mended, and is not: \(report.problems)")
    }
    return isMended ? .mended : .named
  }

  /// Whether nothing is to be found after it was repaired; then all is as it was.
  private func mended(
    _ location: ArchiveLocation, _ whole: EveryKindOfRow, _ what: String
  ) throws -> Bool {
    do {
      try MailArchive.mendSchema(location)
      let archive = try MailArchive.open(location, .writing(wait: 0))
      defer { archive.close() }
      let unsettled = try archive.store.repair()
      try archive.readAgain(IndexObserver())
      try archive.store.settle(unsettled)
    } catch let error as ArchiveError {
      #expect(!error.text.remedy.isEmpty, "\(what): \(error)")
      return false
    } catch let error as StoreError {
      #expect(!error.text.remedy.isEmpty, "\(what): \(error)")
      return false
    }
    guard let report = try? DamageRun.verify(location) else { return false }
    try whole.expectBytes(in: location, report, what)
    guard report.isClean else { return false }
    try whole.expectRows(in: location, "\(what), mended", mended: true)
    #expect(try EveryKindOfRow.threads(of: location.storeFile) == whole.threads, "\(what)")
    return true
  }
}
