import Bytes

/// Collects a short response as a whole.
final class SingleAnswer: AnswerHandler {
  /// For several commands: the first refusal, or else the last response.
  private(set) var status: StatusLine?
  private(set) var lines: [[UInt8]] = []
  /// False if the response counted as ended because the server fell silent.
  private(set) var isProper = true
  private let place: String
  private let trace: Trace

  init(at place: String, _ trace: Trace) {
    self.place = place
    self.trace = trace
  }

  func status(_ line: StatusLine, of command: Command) {
    trace.server(line)
    if case .capa = command { lines = [] }
    if status?.status != .error { status = line }
  }

  func line(_ line: borrowing RawSpan, of command: Command) throws(POP3Error) {
    guard lines.count < Limits.capabilityLines else {
      throw POP3Error(
        .limitExceeded, at: place, why: "the server sends too many lines to \(command.masked)",
        remedy: "check that this is the right server")
    }
    lines.append([UInt8](line))
  }

  func body(_ bytes: borrowing RawSpan, of command: Command) {}
  func end(of command: Command, _ end: AnswerEnd) { isProper = end.isProper }
}
