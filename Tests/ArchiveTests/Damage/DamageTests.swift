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
    ProcessInfo.processInfo.environment["MAILCASK_DAMAGE"].flatMap(Int.init) ?? 140

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

  @Test func aFlippedByteOfTheStore() throws {
    let whole = try EveryKindOfRow()
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: whole.location.storeFile)))
    try check(whole, Self.flips, "byte") { dice, files in
      var bytes = bytes
      let place = Int.random(in: 0..<bytes.count, using: &dice)
      bytes[place] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &dice)
      try files.write(bytes)
      return "byte \(place)"
    }
  }

  @Test func aPageThatIsCutOrAnother() throws {
    let whole = try EveryKindOfRow()
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: whole.location.storeFile)))
    let page = 4096
    try check(whole, Self.flips / 10, "page") { dice, files in
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

  @Test func aFlippedByteOfTheLog() throws {
    let whole = try EveryKindOfRow()
    try check(whole, Self.flips / 20, "log") { dice, files in
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

  private func check(
    _ whole: EveryKindOfRow, _ count: Int, _ kind: String,
    _ damage: (inout Dice, Files) throws -> String
  ) throws {
    let place = whole.directory.path + "/damaged"
    try FileManager.default.copyItem(atPath: whole.location.directory, toPath: place)
    let files = Files(location: ArchiveLocation(directory: place))
    var outcomes: [Outcome: Int] = [:]
    for number in 0..<max(1, count) {
      var dice = Dice(state: UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
      let what = "\(number): " + (try damage(&dice, files))
      do {
        outcomes[try outcome(files.location, whole, what), default: 0] += 1
      } catch { Issue.record("\(what): \(error)") }
    }
    let counts = outcomes.map { "\($0.value) \($0.key.rawValue)" }.sorted()
    print("\(kind): \(counts.joined(separator: ", "))")
  }

  private func outcome(
    _ location: ArchiveLocation, _ whole: EveryKindOfRow, _ what: String
  ) throws -> Outcome {
    let report: VerificationReport
    do { report = try verify(location) } catch {
      #expect(!error.text.remedy.isEmpty, "\(what): \(error)")
      return try mended(location, whole, what) ? .mended : .refused
    }
    expectOctets(location, whole, report, what)
    guard !report.isClean else {
      let rows = try EveryKindOfRow.rows(of: location.storeFile)
      expectSame(rows, whole.rows, what)
      return .withoutEffect
    }
    let isMended = try mended(location, whole, what)
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
    expectOctets(location, whole, report, what)
    guard report.isClean else { return false }
    let rows = try EveryKindOfRow.rows(of: location.storeFile, mended: true)
    let before = try EveryKindOfRow.rows(of: whole.location.storeFile, mended: true)
    expectSame(rows, before, "\(what), mended")
    #expect(
      try EveryKindOfRow.threads(of: location.storeFile)
        == EveryKindOfRow.threads(of: whole.location.storeFile), "\(what)")
    return true
  }

  /// Each message is given back as it was, or named.
  private func expectOctets(
    _ location: ArchiveLocation, _ whole: EveryKindOfRow, _ report: VerificationReport,
    _ what: String
  ) {
    guard let store = try? MailStore.open(at: location.storeFile) else { return }
    defer { try? store.close() }
    let damaged = Set(report.damagedMessages)
    for (id, octets) in whole.octets {
      let found = try? store.octets(of: id)
      if let found, found != octets { Issue.record("\(what): message \(id) is another") }
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
