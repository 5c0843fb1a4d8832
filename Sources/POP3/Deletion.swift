internal import SASL

/// Marks messages as deleted, and records the server's response for each. No I/O.
final class Deletion: AnswerHandler {
  private var numbers: ArraySlice<Int>
  /// Numbers of messages that were not deleted, with the server's text.
  private(set) var refused: [Int: String] = [:]
  private let trace: Trace
  private var question = Question.due

  /// Whether answers belong to their commands still: text of a message that looked like an answer would
  /// have shifted them. The one of a command that says nothing else is waited for before anything is
  /// deleted; by then what such an answer belongs to has come.
  private enum Question { case due, asked, answered }

  init(_ numbers: [Int], _ trace: Trace) {
    self.numbers = numbers[...]
    self.trace = trace
  }

  func next() -> Command? {
    switch question {
    case .due where !numbers.isEmpty:
      question = .asked
      return .noop
    case .answered: return numbers.popFirst().map { .dele($0) }
    case .due, .asked: return nil
    }
  }

  func status(_ line: StatusLine, of command: Command) {
    trace.server(line)
    if case .noop = command { question = .answered }
    guard case .dele(let number) = command, line.status != .ok else { return }
    refused[number] = trace.shown(line.bytes)
  }

  func line(_ line: borrowing RawSpan, of command: Command) {}
  func body(_ bytes: borrowing RawSpan, of command: Command) {}
  func end(of command: Command, _ end: AnswerEnd) {}
}
