import Bytes

/// Collects a short answer whole.
final class SingleAnswer: AnswerHandler {
  /// Of answers to several commands, the first refusal, or else the last.
  private(set) var status: StatusLine?
  private(set) var lines: [[UInt8]] = []
  private let place: String
  private let trace: Trace

  init(at place: String, _ trace: Trace) {
    self.place = place
    self.trace = trace
  }

  func status(_ line: StatusLine, of command: Command) {
    trace.server(line)
    if status?.status != .error { status = line }
  }

  func line(_ line: borrowing RawSpan, of command: Command) throws(POP3Error) {
    guard lines.count < Limits.capabilityLines else {
      throw POP3Error(
        .limitExceeded, at: place, reason: "the server sends too many lines to \(command.masked)",
        advice: "check that this is the right server")
    }
    lines.append([UInt8](line))
  }

  func body(_ octets: borrowing RawSpan, of command: Command) {}
  func end(of command: Command) {}
}
