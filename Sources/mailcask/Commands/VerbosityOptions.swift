import ArgumentParser
private import Synchronization

/// How much a command says besides its answer, on standard error.
enum Verbosity: Int {
  /// Errors and failures only.
  case quiet
  case normal
  /// What is done, and how long it takes.
  case verbose
}

/// `--quiet` and `--verbose`, which every command with an archive takes.
struct VerbosityOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Say nothing but the answer and what failed.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say also what is done, and how long it takes.")
  var verbose = false

  func validate() throws {
    guard quiet || verbose else { return }
    if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other") }
    Self.shared.store(
      (quiet ? Verbosity.quiet : .verbose).rawValue, ordering: .relaxed)
  }

  /// The process has one command, so that its choice is the process's.
  static var current: Verbosity { Verbosity(rawValue: shared.load(ordering: .relaxed)) ?? .normal }

  private static let shared = Atomic(Verbosity.normal.rawValue)
}

/// For what failed, or needs doing: said always.
@Sendable func note(_ text: String) {
  Console.complain("mailcask: \(text)")
}

/// For what is good to know: not said with `--quiet`.
@Sendable func remark(_ text: String) {
  if VerbosityOptions.current != .quiet { note(text) }
}

/// For what helps to understand: said with `--verbose`.
@Sendable func detail(_ text: @autoclosure () -> String) {
  if VerbosityOptions.current == .verbose { note(text()) }
}

/// What a command has done, on standard output: not said with `--quiet`.
func report(_ text: String) {
  if VerbosityOptions.current != .quiet { Console.line(text) }
}
