/// Marks messages as deleted, and records the server's response for each. No I/O.
final class Deletion: AnswerHandler {
  private var numbers: ArraySlice<Int>
  /// Numbers of messages that were not deleted, with the server's text.
  private(set) var refused: [Int: String] = [:]
  private let trace: Trace

  init(_ numbers: [Int], _ trace: Trace) {
    self.numbers = numbers[...]
    self.trace = trace
  }

  func next() -> Command? { numbers.popFirst().map { .dele($0) } }

  func status(_ line: StatusLine, of command: Command) {
    trace.server(line)
    guard case .dele(let number) = command, line.status != .ok else { return }
    refused[number] = trace.shown(line.bytes)
  }

  func line(_ line: borrowing RawSpan, of command: Command) {}
  func body(_ bytes: borrowing RawSpan, of command: Command) {}
  func end(of command: Command, _ end: AnswerEnd) {}
}
