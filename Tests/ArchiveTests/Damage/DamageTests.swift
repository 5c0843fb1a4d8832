import Errors
import Files
import Foundation
import GRDB
import Mail
import TestSupport
import Testing

@testable import Archive
@testable import Store

/// Whatever byte or page of a store is damaged: it is without effect, refused with the way out, or named,
/// and what can be derived is mended.
///
/// `MAILCASK_DAMAGE=2000 swift test --filter DamageTests` for the long form.
@Suite(.serialized) struct DamageTests {
  private static let flips =
    ProcessInfo.processInfo.environment["MAILCASK_DAMAGE"].flatMap(Int.init) ?? 60
  private static let workers = 2

  private enum Outcome: String {
    case withoutEffect, refused, mended, named
  }

  /// The same for each run, so that a failure can be looked at again.
  private struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 31
    }
  }

  @Test func aFlippedByteOfTheStore() async throws {
    let whole = try EveryKindOfRow()
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: whole.location.storeFile)))
    try await check(whole, Self.flips, "byte") { dice, files in
      var bytes = bytes
      let place = Int.random(in: 0..<bytes.count, using: &dice)
      bytes[place] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &dice)
      try files.write(bytes)
      return "byte \(place)"
    }
  }

  @Test func aPageThatIsCutOrAnother() async throws {
    let whole = try EveryKindOfRow()
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: whole.location.storeFile)))
    let page = 4096
    try await check(whole, Self.flips / 10, "page") { dice, files in
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
    let whole = try EveryKindOfRow()
    try await check(whole, Self.flips / 10, "log", mends: false) { dice, files in
      var log = whole.log
      let place = Int.random(in: 0..<log.count, using: &dice)
      log[place] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &dice)
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
    let outcomes = try await withThrowingTaskGroup(of: [Outcome].self) { group in
      for worker in 0..<Self.workers {
        group.addTask {
          let place = whole.directory.path + "/damaged\(worker)"
          try FileManager.default.copyItem(atPath: whole.location.directory, toPath: place)
          let files = Files(location: ArchiveLocation(directory: place))
          return try stride(from: worker, to: count, by: Self.workers).map { number in
            var dice = Dice(state: UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
            let what = "\(kind) \(number): " + (try damage(&dice, files))
            return try outcome(files.location, whole, what, mends: mends)
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    let counts = Dictionary(grouping: outcomes, by: \.rawValue).map {
      "\($0.value.count) \($0.key)"
    }
    print("\(kind): \(counts.sorted().joined(separator: ", "))")
  }

  private func outcome(
    _ location: ArchiveLocation, _ whole: EveryKindOfRow, _ what: String, mends: Bool
  ) throws -> Outcome {
    let report: VerificationReport
    do { report = try verify(location) } catch {
      #expect(!error.text.remedy.isEmpty, "\(what): \(error)")
      return try mends && mended(location, whole, what) ? .mended : .refused
    }
    guard !report.hasUnfinishedChange else { return .named }
    expectBytes(location, whole, report, what)
    guard !report.isClean else {
      expectSame(try EveryKindOfRow.rows(of: location.storeFile), whole.rows, what)
      return .withoutEffect
    }
    let isMended = try mends && mended(location, whole, what)
    if report.isMendable {
      #expect(isMended, "\(what): it is to be mended, and is not: \(report.problems)")
    }
    return isMended ? .mended : .named
  }

  private func verify(_ location: ArchiveLocation) throws(ArchiveError) -> VerificationReport {
    let archive = try MailArchive.open(location, .reading)
    defer { archive.close() }
    return try archive.verify(inspect: { _, _ in IndexInspection() })
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
    guard let report = try? verify(location) else { return false }
    expectBytes(location, whole, report, what)
    guard report.isClean else { return false }
    let rows = try EveryKindOfRow.rows(of: location.storeFile, mended: true)
    expectSame(rows, whole.rowsMended, "\(what), mended")
    #expect(try EveryKindOfRow.threads(of: location.storeFile) == whole.threads, "\(what)")
    return true
  }

  /// Each message is given back as it was, or named.
  private func expectBytes(
    _ location: ArchiveLocation, _ whole: EveryKindOfRow, _ report: VerificationReport,
    _ what: String
  ) {
    guard let store = try? MailStore.open(at: location.storeFile) else { return }
    defer { try? store.close() }
    let damaged = Set(report.damagedMessages)
    for (id, bytes) in whole.bytes {
      let found = try? store.bytes(of: id)
      if let found, found != bytes { Issue.record("\(what): message \(id) is another") }
      guard found == nil, !damaged.contains(id) else { continue }
      // A row that is missing can only be told by what refers to it.
      if report.isClean { Issue.record("\(what): message \(id) is missing, and not named") }
    }
  }

  private func expectSame(
    _ rows: [String: [String]], _ before: [String: [String]], _ what: String
  ) {
    for (table, expected) in before where rows[table] != expected {
      let found = rows[table] ?? []
      let other = zip(found, expected).first { $0 != $1 }
      Issue.record("\(what): \(table) has other rows, such as \(other.map { "\($0)" } ?? "none")")
    }
  }
}
