import Foundation
import TestSupport
import Testing

/// The built program while it runs, to be sent signals.
struct RunningProgram {
  let process: Process
  private let output: URL
  private let errors: URL

  var text: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }
  var complaints: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

  fileprivate init(_ program: Program, _ arguments: [String], input: Any?) throws {
    let name = UUID().uuidString
    output = try program.directory.write([], to: "\(name).out")
    errors = try program.directory.write([], to: "\(name).err")
    process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(program.environment) { $1 }
    process.currentDirectoryURL = program.directory.url
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    if let input { process.standardInput = input }
    try process.runUnmasked()
  }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// What it ended with.
  func end() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Waits for what must come, for as long as a slow machine may need.
  func wait(until condition: () throws -> Bool) throws {
    for _ in 0..<30_000 {
      if try condition() { return }
      usleep(1_000)
    }
    throw TestFailure("it does not happen: \(text)\(complaints)")
  }

  /// Whether it handles a signal (proc(5), SigCgt).
  func catches(_ signal: Int32) -> Bool {
    let file = "/proc/\(process.processIdentifier)/status"
    let status = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    let mask = status.firstMatch(of: /SigCgt:\s*([0-9a-f]+)/).flatMap { UInt64($0.1, radix: 16) }
    return (mask ?? 0) & (1 << UInt64(signal - 1)) != 0
  }
}

extension Program {
  /// - Parameter input: a file handle or a pipe.
  func start(_ arguments: [String], input: Any? = nil) throws -> RunningProgram {
    try RunningProgram(self, arguments, input: input)
  }

  /// Starts a command and interrupts it when the condition holds; once more where it was done before
  /// the signal came, as on a busy machine.
  ///
  /// - Parameter afresh: makes what is there as it was before.
  func interrupt(
    _ arguments: [String], when condition: (RunningProgram) throws -> Bool,
    afresh: () throws -> Void = {}
  ) throws -> RunningProgram {
    for _ in 0..<20 {
      let running = try start(arguments)
      try running.wait { try !running.process.isRunning || condition(running) }
      running.send(SIGINT)
      if running.end() != 0 { return running }
      try afresh()
    }
    throw TestFailure("\(arguments): it is always done before it is interrupted")
  }

  func start(_ arguments: String..., input: Any? = nil) throws -> RunningProgram {
    try start(arguments, input: input)
  }
}
