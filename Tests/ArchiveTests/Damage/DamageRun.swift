import Errors
import Foundation
import Mail
import TestSupport
import Testing

@testable import Archive
@testable import Store

/// How much is damaged, and what is expected of each damage.
enum DamageRun {
  enum Outcome: String {
    case withoutEffect, refused, mended, named
  }

  private static let asked =
    ProcessInfo.processInfo.environment["MAILCASK_DAMAGE"].flatMap(Int.init)

  /// Enough for every kind of row; in the long form for tables of several levels.
  static let messages = asked == nil ? 50 : 200

  /// - Parameter most: with `MAILCASK_DAMAGE=2000`.
  static func count(_ usual: Int, most: Int) -> Int {
    asked.map { max(1, $0 * most / 2_000) } ?? usual
  }

  static func print(_ kind: String, _ outcomes: [Outcome]) {
    let counts = Dictionary(grouping: outcomes, by: \.rawValue).map { "\($1.count) \($0)" }
    Swift.print("\(kind): \(counts.sorted().joined(separator: ", "))")
  }

  static func verify(_ location: ArchiveLocation) throws(ArchiveError) -> VerificationReport {
    let archive = try MailArchive.open(location, .reading)
    defer { archive.close() }
    return try archive.verify(inspect: { _, _ in IndexInspection() })
  }

  /// What a damaged file was made into.
  ///
  /// - Parameter body: may refuse, with the way out.
  static func outcome(
    _ whole: EveryKindOfRow, _ location: ArchiveLocation, _ what: String, _ body: () throws -> Void
  ) throws -> Outcome {
    do { try body() } catch {
      #expect((error as? ArchiveError)?.text.remedy.isEmpty == false, "\(what): \(error)")
      return .refused
    }
    let report = try verify(location)
    try whole.expectBytes(in: location, report, what)
    guard report.isClean else { return .named }
    try whole.expectRows(in: location, what)
    return .withoutEffect
  }
}

extension EveryKindOfRow {
  /// Each message is given back as it was, or named.
  func expectBytes(
    in location: ArchiveLocation, _ report: VerificationReport, _ what: String
  ) throws {
    guard let store = try? MailStore.open(at: location.storeFile) else { return }
    defer { try? store.close() }
    let damaged = Set(report.damagedMessages)
    for (id, bytes) in bytes {
      let found = try? store.bytes(of: id)
      if let found, found != bytes { Issue.record("\(what): message \(id) is another") }
      guard found == nil, !damaged.contains(id) else { continue }
      // A row that is missing can only be told by what refers to it.
      if report.isClean { Issue.record("\(what): message \(id) is missing, and not named") }
    }
  }

  /// - Parameter mended: after a repair, which may number things otherwise.
  func expectRows(in location: ArchiveLocation, _ what: String, mended: Bool = false) throws {
    let found = try Self.rows(of: location.storeFile, mended: mended)
    for (table, expected) in mended ? rowsMended : rows where found[table] != expected {
      let other = zip(found[table] ?? [], expected).first { $0 != $1 }
      Issue.record("\(what): \(table) has other rows, such as \(other.map { "\($0)" } ?? "none")")
    }
  }
}
