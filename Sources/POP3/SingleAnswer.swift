/// Collects a short answer whole.
final class SingleAnswer: AnswerHandler {
  private(set) var status: StatusLine?
  private(set) var lines: [[UInt8]] = []
  private let trace: Trace

  init(_ trace: Trace) { self.trace = trace }

  func status(_ line: StatusLine, of command: Command) {
    trace.server(line)
    status = line
  }

  func line(_ line: borrowing RawSpan, of command: Command) {
    // More capabilities than anybody has: read to the end, not kept.
    guard lines.count < Limits.capabilityLines else { return }
    lines.append([UInt8](line))
  }

  func body(_ octets: borrowing RawSpan, of command: Command) {}
  func end(of command: Command) {}
}
