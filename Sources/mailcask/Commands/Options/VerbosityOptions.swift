import ArgumentParser
import Presentation
private import Synchronization
import Text

/// How much a command says besides its answer, on standard error: each level says what those before
/// it say, and more.
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
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

/// How much is said: what every command takes.
struct VerbosityOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Say nothing but the answer and what failed.")
  var quiet = false

  @Flag(
    name: .shortAndLong,
    help: "Say also what is done, and how long it takes; twice: the dialogue with servers, too.")
  var verbose: Int

  @Option(
    help: ArgumentHelp(
      "The same in a word; -q is warning, -v debug, -vv trace.", valueName: "level"))
  var logLevel: LogLevel?

  func validate() throws {
    if quiet && verbose > 0 { throw ValidationError("--quiet and --verbose exclude each other") }
    guard logLevel == nil || !quiet && verbose == 0 else {
      throw ValidationError("--log-level stands for --quiet and --verbose: give one of them")
    }
    let short: LogLevel? = quiet ? .warning : verbose > 1 ? .trace : verbose == 1 ? .debug : nil
    guard let level = logLevel ?? short else { return }
    Self.shared.store(level.rank, ordering: .relaxed)
  }

  /// Whether what is of this level is said. The process has one command, so that its choice is the
  /// process's.
  static func says(_ level: LogLevel) -> Bool {
    level.rank <= shared.load(ordering: .relaxed)
  }

  private static let shared = Atomic(LogLevel.info.rank)
}

/// For what failed, or needs doing: said always.
@Sendable func note(_ text: String) { complain("mailcask: \(text)") }

/// Lines on standard error, as wide as the terminal.
func complain(_ text: String) {
  let text = terminalSafe(text, keepingLineEnds: true)
  guard Console.errorIsTerminal else { return Console.complain(text) }
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  let fitting = lines.flatMap { wrapped(String($0), to: Console.errorColumns) }
  Console.complain(fitting.joined(separator: "\n"))
}

/// For what is not as it should be where the command went on: said with `--quiet`, too.
@Sendable func warn(_ text: String) {
  if VerbosityOptions.says(.warning) { note(text) }
}

/// For what is good to know: not said with `--quiet`.
@Sendable func remark(_ text: String) {
  if VerbosityOptions.says(.info) { note(text) }
}

/// For what helps to understand: said with `--verbose`.
@Sendable func detail(_ text: @autoclosure () -> String) {
  if VerbosityOptions.says(.debug) { note(text()) }
}

/// What a command has done, on standard output: not said with `--quiet`.
func report(_ text: String) {
  guard VerbosityOptions.says(.info) else { return }
  guard Console.outputIsTerminal else { return Console.line(text) }
  for line in wrapped(text, to: Console.columns) { Console.line(line) }
}
