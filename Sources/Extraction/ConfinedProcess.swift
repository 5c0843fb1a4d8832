import CSandbox
import Glibc

/// Another process that is given bytes and prints some. Its group is killed when it takes too long.
///
/// Unsafe code here: strings and structures for posix_spawn(3) and poll(2), which last for the call.
struct ConfinedProcess {
  enum Ending: Equatable {
    case exited(Int32)
    case signalled(Int32)
    /// It was killed: nothing came for too long, or more than was allowed.
    case tookTooLong
    case printedTooMuch
    case interrupted
  }

  struct Answer {
    var output: [UInt8] = []
    var complaints: [UInt8] = []
    var ending = Ending.interrupted
  }

  /// Absolute, and the arguments from the name on.
  let path: String
  let arguments: [String]
  /// Whether it reads several documents, each of which may take the time of one.
  var isBatch = false
  /// Maximum number of bytes that it prints.
  let outputLimit: Int
  /// Whether to give up.
  let isInterrupted: @Sendable () -> Bool

  /// - Parameter input: its standard input.
  /// - Returns: nil where no process can be made.
  func run(_ input: [[UInt8]]) -> Answer? {
    let file = mcs_memory_file()
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard input.allSatisfy({ Self.write($0, to: file) }), lseek(file, 0, SEEK_SET) == 0,
      let output = Pipe(), let errors = Pipe()
    else { return nil }
    guard let process = spawn(file, output.writing, errors.writing) else { return nil }
    output.closeWriting()
    errors.closeWriting()
    var answer = Answer()
    let ending = collect(output.reading, errors.reading, &answer)
    if ending != nil { kill(-process, SIGKILL) }
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    answer.ending = ending ?? (signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal))
    return answer
  }

  private static func write(_ bytes: [UInt8], to file: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(file, $0.baseAddress, $0.count)
      }
      guard written > 0 else {
        if written < 0, errno == EINTR { continue }
        return false
      }
      rest = rest.dropFirst(written)
    }
    return true
  }

  /// Nothing of the environment but what a program needs to print UTF-8.
  private static let environment = ["LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin", "OMP_THREAD_LIMIT=1"]

  private func spawn(_ input: Int32, _ output: Int32, _ errors: Int32) -> pid_t? {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    unsafe posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    var argv = unsafe arguments.map { unsafe strdup($0) } + [nil]
    var envp = unsafe Self.environment.map { unsafe strdup($0) } + [nil]
    defer {
      unsafe Self.release(argv)
      unsafe Self.release(envp)
    }
    var process: pid_t = 0
    let failure = unsafe posix_spawn(&process, path, &actions, &attributes, &argv, &envp)
    return failure == 0 ? process : nil
  }

  @unsafe private static func release(_ strings: [UnsafeMutablePointer<CChar>?]) {
    var left = unsafe strings
    while let string = unsafe left.popLast() { unsafe free(string) }
  }

  /// - Returns: why it has to be killed; nil when it has closed both.
  private func collect(_ output: Int32, _ errors: Int32, _ answer: inout Answer) -> Ending? {
    var open = [output, errors]
    var deadline = ContinuousClock.now + .seconds(Limits.seconds)
    while !open.isEmpty {
      guard !isInterrupted() else { return .interrupted }
      guard ContinuousClock.now < deadline else { return .tookTooLong }
      var polled = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      let ready = unsafe poll(&polled, nfds_t(polled.count), Limits.millisecondsBetweenLooks)
      guard ready > 0 else { continue }
      for each in polled where each.revents != 0 {
        guard let bytes = Self.read(each.fd) else {
          open.removeAll { $0 == each.fd }
          continue
        }
        if each.fd == errors {
          answer.complaints += bytes.prefix(Limits.complaintBytes - answer.complaints.count)
          continue
        }
        answer.output += bytes.prefix(outputLimit - answer.output.count)
        guard answer.output.count < outputLimit else { return .printedTooMuch }
        if isBatch { deadline = ContinuousClock.now + .seconds(Limits.seconds) }
      }
    }
    return nil
  }

  /// Nil at the end.
  private static func read(_ file: Int32) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let count = unsafe Glibc.read(file, &buffer, buffer.count)
    if count < 0, errno == EINTR { return [] }
    return count > 0 ? Array(buffer[..<count]) : nil
  }
}

/// Two ends that no process inherits but by being given them.
private final class Pipe {
  let reading: Int32
  private(set) var writing: Int32

  init?() {
    let ends = mcs_pipe()
    (reading, writing) = (ends.reading, ends.writing)
    guard reading >= 0 else { return nil }
  }

  func closeWriting() {
    if writing >= 0 { close(writing) }
    writing = -1
  }

  deinit {
    closeWriting()
    close(reading)
  }
}
