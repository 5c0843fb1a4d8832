import CLinux
import Foundation

/// Resources that one run of a program used.
struct Usage {
  /// Seconds from start to exit.
  var wall: Double
  /// CPU seconds of all its threads and of the programs that it waited for.
  var processor: Double
  /// Peak resident set, in bytes.
  var memory: Double
}

/// A program to run: `arguments[0]` is looked up in PATH.
struct Invocation {
  var arguments: [String]
  var environment: [String: String] = [:]

  /// Runs the program; its standard output goes to `output`, its errors to `output` with ".errors"
  /// appended.
  ///
  /// - Throws: `BenchmarkFailure` if it cannot be started or its exit status is not in `accepted`.
  @discardableResult
  func run(output: String = "/dev/null", accepting accepted: Set<Int32> = [0]) throws -> Usage {
    let errors = output == "/dev/null" ? output : output + ".errors"
    var usage = rusage()
    var status: Int32 = 0
    let start = ContinuousClock.now
    let process = try spawn(output: output, errors: errors)
    while unsafe wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
    let wall = (ContinuousClock.now - start) / .seconds(1)
    let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    guard accepted.contains(code) else {
      let said = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
      throw BenchmarkFailure("\(arguments.joined(separator: " ")) ended with \(code): \(said)")
    }
    return Usage(
      wall: wall,
      processor: [usage.ru_utime, usage.ru_stime].reduce(0) {
        $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6
      },
      memory: Double(usage.ru_maxrss) * 1_024)
  }

  /// Runs the program and returns its standard output.
  func text(accepting accepted: Set<Int32> = [0]) throws -> String {
    let file = NSTemporaryDirectory() + "mailcask-bench-\(UUID().uuidString)"
    defer {
      try? FileManager.default.removeItem(atPath: file)
      try? FileManager.default.removeItem(atPath: file + ".errors")
    }
    try run(output: file, accepting: accepted)
    return try String(decoding: Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
  }

  /// Foundation's Process does not report the usage of a single child, so call posix_spawn
  /// directly.
  private func spawn(output: String, errors: String) throws -> pid_t {
    Self.forgetPeak()
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, output, flags, 0o600)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, flags, 0o600)
    let merged = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    var argv = unsafe arguments.map { unsafe strdup($0) } + [nil]
    var envp = unsafe merged.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
    defer {
      unsafe Self.release(argv)
      unsafe Self.release(envp)
    }
    var process: pid_t = 0
    let failure = unsafe posix_spawnp(&process, arguments[0], &actions, nil, &argv, &envp)
    guard failure == 0 else {
      throw BenchmarkFailure(
        "\(arguments[0]) can't be started: \(unsafe String(cString: strerror(failure)))")
    }
    return process
  }

  /// Until it calls exec, a new process shares its parent's memory, and Linux counts the parent's
  /// peak as its own. So return free memory first, then reset the peak to the current size by
  /// writing 5 to this file (proc(5)).
  private static func forgetPeak() {
    _ = malloc_trim(0)
    try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
  }

  @unsafe private static func release(_ strings: [UnsafeMutablePointer<CChar>?]) {
    var left = unsafe strings
    while let string = unsafe left.popLast() { unsafe free(string) }
  }
}

struct BenchmarkFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
