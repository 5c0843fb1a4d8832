import ArgumentParser
private import Synchronization

/// How much a command says besides its answer, on standard error: each level says what those before
/// it say, and more.
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
  /// What failed, or needs doing.
  case error
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

  @Option(help: "The same in a word: error (-q), info, debug (-v) or trace (-vv).")
  var logLevel: LogLevel?

  func validate() throws {
    if quiet && verbose > 0 { throw ValidationError("--quiet and --verbose exclude each other") }
    guard logLevel == nil || !quiet && verbose == 0 else {
      throw ValidationError("--log-level stands for --quiet and --verbose: give one of them")
    }
    let short: LogLevel? = quiet ? .error : verbose > 1 ? .trace : verbose == 1 ? .debug : nil
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
@Sendable func note(_ text: String) {
  Console.complain("mailcask: \(text)")
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
  if VerbosityOptions.says(.info) { Console.line(text) }
}
