import Presentation
private import Synchronization
import Text

/// How much a command prints besides its results: each level adds to those before it.
package enum LogLevel: String, CaseIterable {
  /// What ended the command, or an account's part of it, and what somebody must do now.
  case error
  /// What is not as it should be, but did not stop the command.
  case warning
  /// What is good to know.
  case info
  /// What is done, and how long it takes.
  case debug
  /// The dialogue with servers, secrets masked.
  case trace

  fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// Lines on standard error. All of them are made safe for a terminal: they quote servers and messages.
package enum Log {
  /// The process runs one command, so that its level is the process's.
  package static var level: LogLevel {
    get { LogLevel.allCases[shared.load(ordering: .relaxed)] }
    set { shared.store(newValue.rank, ordering: .relaxed) }
  }

  private static let shared = Atomic(LogLevel.info.rank)

  package static func shows(_ level: LogLevel) -> Bool { level.rank <= Self.level.rank }

  /// Always printed.
  @Sendable package static func error(_ text: String) { plain("mailcask: \(text)") }

  /// Printed with `--quiet`, too.
  @Sendable package static func warning(_ text: String) { if shows(.warning) { error(text) } }

  /// Not printed with `--quiet`.
  @Sendable package static func info(_ text: String) { if shows(.info) { error(text) } }

  /// Printed with `--verbose`.
  @Sendable package static func debug(_ text: @autoclosure () -> String) {
    if shows(.debug) { error(text()) }
  }

  /// The dialogue with a server. Always printed: the command has been asked for it.
  @Sendable package static func trace(_ text: String) { error(text) }

  /// Lines without the program's name before them, as wide as the terminal.
  package static func plain(_ text: String) {
    let text = terminalSafe(text, keepingLineEnds: true)
    guard Console.errorIsTerminal else { return Console.writeError(text) }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let fitting = lines.flatMap { wrapped(String($0), to: Console.errorColumns) }
    Console.writeError(fitting.joined(separator: "\n"))
  }
}
