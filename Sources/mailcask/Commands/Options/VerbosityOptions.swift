import ArgumentParser
import StandardStreams

/// How much a command prints: what every command takes.
struct VerbosityOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Print only results, warnings and errors.")
  var quiet = false

  @Flag(
    name: .shortAndLong,
    help: "Also print what is done and how long it takes; twice: the dialogue with servers, too.")
  var verbose: Int

  @Option(
    help: ArgumentHelp(
      "The same as a word; -q is warning, -v debug, -vv trace.", valueName: "level"))
  var logLevel: LogLevel?

  func validate() throws {
    if quiet && verbose > 0 {
      throw ValidationError("--quiet and --verbose cannot be combined")
    }
    guard logLevel == nil || !quiet && verbose == 0 else {
      throw ValidationError("--log-level replaces --quiet and --verbose: give one of them")
    }
    let short: LogLevel? = quiet ? .warning : verbose > 1 ? .trace : verbose == 1 ? .debug : nil
    if let level = logLevel ?? short { Log.level = level }
  }
}

extension LogLevel: ExpressibleByArgument {}
