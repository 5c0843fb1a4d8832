import Errors
import Files
import FoundationEssentials
import Search
import Store

extension MailArchive {
  /// Checks whether everything is there and right: SQLite's structures, every content and message
  /// against its digest, references both ways, and the index against the store. Changes nothing;
  /// fetching can go on meanwhile.
  ///
  /// - Parameters:
  ///   - storeIsVerified: gets what was found before the index is looked at.
  ///   - inspect: reads the index; see `inspectIndex`.
  public func verify(
    _ depth: VerificationDepth = .usual, progress: (MaintenanceProgress) -> Void = { _ in },
    storeIsVerified: (VerificationReport) -> Void = { _ in },
    inspect: (MailArchive, VerificationDepth) throws -> IndexInspection = {
      try $0.inspectIndex($1)
    }
  ) throws(ArchiveError) -> VerificationReport {
    do {
      var report = try store.verify(quick: depth == .quick, progress: progress)
      if depth != .quick { try compareReadings(depth, &report, progress) }
      storeIsVerified(report)
      progress(MaintenanceProgress(.index, done: 0, total: 1))
      let inspection = try inspect(self, depth)
      report.indexBehind = inspection.behind
      for problem in inspection.problems { report.add(.index, problem.place, problem.meaning) }
      return report
    } catch { throw ArchiveError(any: error) }
  }

  /// Before an archive is opened to be repaired: writes the text of the store's schema again where it is
  /// damaged.
  ///
  /// - Throws: `locked`, `damaged`.
  public static func mendSchema(_ location: ArchiveLocation) throws(ArchiveError) {
    do {
      try MailStore.mendSchema(at: location.storeFile, wait: Limits.secondsForOtherIndexer)
    } catch { throw ArchiveError(error) }
  }

  /// Rebuilds what follows from the messages and the ledger: SQLite's indexes, threads, totals, lists by source, a
  /// dictionary's damaged copy, the index. Contents are never touched, and the old index, which may be
  /// damaged, is not read.
  ///
  /// - Returns: messages put into the index.
  public func repair(index: IndexObserver = IndexObserver()) throws(ArchiveError) -> Int {
    do {
      let unsettled = try store.repair()
      try readAgain(index)
      try store.settle(unsettled)
      try IndexDirectory.removeIndex(location.indexDirectory)
      return try bringIndexUpToDate(index)
    } catch { throw ArchiveError(any: error) }
  }

  /// Where libxapian crashes on a damaged index: `text`, one line, on standard error, and the end of
  /// the process with `status`. For programs, not for servers.
  public static func reportIndexCrashes(_ text: String, status: Int32) {
    IndexCrash.report(text, status: status)
  }
}
