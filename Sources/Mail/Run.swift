/// One fetch or import and its result.
public struct Run: Equatable, Sendable, Identifiable {
  public let id: Int64
  /// "fetch work", "import /home/ada/Mail".
  public let command: String
  /// Seconds since 1970.
  public let started: Int64
  /// Nil if it is running or was interrupted.
  public let finished: Int64?
  /// "done", or a sentence that says why it ended early; nil while it has not ended.
  public let outcome: String?
  public let totals: RunTotals

  package init(
    id: Int64, command: String, started: Int64, finished: Int64?, outcome: String?,
    totals: RunTotals
  ) {
    self.id = id
    self.command = command
    self.started = started
    self.finished = finished
    self.outcome = outcome
    self.totals = totals
  }
}

/// The ledger of a run, which must balance: every message that was offered was stored, was a copy
/// of one in the archive, was left out, or was rejected.
public struct RunTotals: Equatable, Sendable {
  public package(set) var stored = 0
  public package(set) var copies = 0
  /// Number of copies with other line ends than the message that is here, or with other notes of
  /// programs that keep mail. Only known while the run goes on.
  public package(set) var otherForms = 0
  public package(set) var rejected = 0
  /// Number of messages that their mail program had deleted. The ledger's row of the run counts them
  /// as rejected.
  public package(set) var leftOut = 0
  /// Bytes of all messages that were offered.
  public package(set) var bytes = 0

  public var offered: Int { stored + copies + rejected + leftOut }

  public init() {}

  package mutating func count(_ outcome: Outcome, bytes: Int, isOtherForm: Bool = false) {
    if isOtherForm { otherForms += 1 }
    switch outcome {
    case .stored: stored += 1
    case .copy: copies += 1
    case .rejected: rejected += 1
    }
    self.bytes += bytes
  }

  /// Moves this number of messages from rejected to left out.
  package mutating func leaveOut(_ count: Int) {
    rejected -= count
    leftOut += count
  }

  package static func += (totals: inout RunTotals, other: RunTotals) {
    totals.stored += other.stored
    totals.copies += other.copies
    totals.otherForms += other.otherForms
    totals.rejected += other.rejected
    totals.leftOut += other.leftOut
    totals.bytes += other.bytes
  }
}
