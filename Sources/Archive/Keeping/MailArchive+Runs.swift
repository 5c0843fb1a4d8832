import Store

/// One fetch or import and what it came to; the books balance: what was offered was stored, was a
/// copy of a message that is here, or was rejected.
public struct RunSummary: Equatable, Sendable, Identifiable {
  public let id: Int64
  /// "fetch work", "import /home/ada/Mail".
  public let command: String
  /// Seconds since 1970.
  public let started: Int64
  /// Nil: it goes on, or was cut off.
  public let finished: Int64?
  /// "done", or in words why it ended early; nil while it has not ended.
  public let outcome: String?
  public let totals: IngestTotals
}

/// A message that was offered but is not in the archive, and why.
public struct RejectedMessage: Equatable, Sendable {
  public let place: MessagePlace
  public let reason: String
}

extension MailArchive {
  /// The latest first.
  public func runs(limit: Int) throws(ArchiveError) -> [RunSummary] {
    do { return try store.runs(limit: limit).map(RunSummary.init) } catch {
      throw ArchiveError(error)
    }
  }

  /// One run and what it could not take in, in the order offered.
  ///
  /// - Throws: `notFound`.
  public func run(_ id: Int64) throws(ArchiveError) -> (RunSummary, [RejectedMessage]) {
    do {
      guard let run = try store.runs(limit: 1, before: id.addingClamped(1)).first, run.id == id
      else {
        throw ArchiveError(
          .notFound, "show run \(id)", why: "there is no such run",
          remedy: "mailcask runs lists them.")
      }
      let rejections = try store.rejections(run: id).map {
        RejectedMessage(place: MessagePlace($0.origin), reason: $0.reason)
      }
      return (RunSummary(run), rejections)
    } catch { throw ArchiveError(any: error) }
  }
}

extension RunSummary {
  init(_ run: Run) {
    var totals = IngestTotals()
    totals.stored = run.stored
    totals.copies = run.copies
    totals.rejected = run.rejected
    totals.octets = Int(clamping: run.octets)
    self.init(
      id: run.id, command: run.command, started: run.started, finished: run.finished,
      outcome: run.outcome, totals: totals)
  }
}

extension Int64 {
  fileprivate func addingClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
