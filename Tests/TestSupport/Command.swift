package import Foundation

extension Process {
  /// Runs the program with no signals blocked.
  ///
  /// The worker threads that tests run on block all signals, and a program inherits that: it could
  /// neither be terminated nor notice the end of its own children.
  package func runUnmasked() throws {
    var none = sigset_t()
    var before = sigset_t()
    unsafe sigemptyset(&none)
    unsafe pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    try run()
  }
}

/// Result of running a program.
package struct CommandResult: Sendable {
  package let status: Int32
  package let output: Data
  package let errors: String

  package var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs a program to its end. `arguments[0]` is looked up in PATH.
package func runCommand(
  _ arguments: [String], input: Data = Data(), environment: [String: String] = [:],
  directory: URL? = nil
) throws -> CommandResult {
  let scratch = try TemporaryDirectory()
  // Use files instead of pipes: no deadlock, however much is written.
  let inputFile = try scratch.write(input, to: "in")
  let outputFile = try scratch.write([], to: "out")
  let errorFile = try scratch.write([], to: "err")
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = arguments
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  if let directory { process.currentDirectoryURL = directory }
  process.standardInput = try FileHandle(forReadingFrom: inputFile)
  process.standardOutput = try FileHandle(forWritingTo: outputFile)
  process.standardError = try FileHandle(forWritingTo: errorFile)
  try process.runUnmasked()
  process.waitUntilExit()
  return CommandResult(
    status: process.terminationStatus, output: try Data(contentsOf: outputFile),
    errors: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self))
}
