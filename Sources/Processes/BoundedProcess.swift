import CSandbox
import Glibc

/// Another process that is given bytes and prints some. Its group is killed when it takes too long.
///
/// Unsafe code here: strings and structures for posix_spawn(3) and poll(2), which last for the call.
package struct BoundedProcess {
  package enum Ending: Equatable, Sendable {
    case exited(Int32)
    case signalled(Int32)
    /// It was killed: nothing came for too long, or more than was allowed.
    case tookTooLong
    case printedTooMuch
    case interrupted
  }

  package struct Answer: Sendable {
    package var output: [UInt8] = []
    package var complaints: [UInt8] = []
    /// What it wrote to descriptor 3, if it was given one.
    package var status: [UInt8] = []
    package var ending: Ending

    package init(_ ending: Ending) { self.ending = ending }
  }

  /// Absolute, and the arguments from the name on.
  package let path: String
  package let arguments: [String]
  /// Variables of its environment, as "NAME=value"; nil: those of this process.
  package var environment: [String]? = Self.bareEnvironment
  /// Seconds that it may take; nil: a person may have to answer it.
  package var seconds: Double?
  /// Whether it reads several documents, each of which may take the time of one.
  package var isBatch = false
  /// Whether it stays in this process's group, as what asks on the terminal must.
  package var isForeground = false
  /// Whether it gets descriptor 3 to write to.
  package var hasStatus = false
  /// What it reads at descriptor 4; nil: there is none.
  package var secondInput: [UInt8]?
  /// Maximum number of bytes that it prints.
  package let outputLimit: Int
  /// Whether to give up.
  package let isInterrupted: @Sendable () -> Bool

  package init(
    path: String, arguments: [String], seconds: Double?, outputLimit: Int,
    isInterrupted: @escaping @Sendable () -> Bool
  ) {
    self.path = path
    self.arguments = arguments
    self.seconds = seconds
    self.outputLimit = outputLimit
    self.isInterrupted = isInterrupted
  }

  /// Nothing of the environment but what a program needs to print UTF-8.
  package static let bareEnvironment = [
    "LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin", "OMP_THREAD_LIMIT=1",
  ]

  private static var ownEnvironment: [String] {
    var variables: [String] = []
    var next = unsafe environ
    while let variable = unsafe next.pointee {
      variables.append(unsafe String(cString: variable))
      unsafe next += 1
    }
    return variables
  }

  /// - Parameter input: its standard input.
  /// - Returns: nil where no process can be made.
  package func run(_ input: [[UInt8]]) -> Answer? {
    guard let input = Descriptor(holding: input), let output = Pipe(), let errors = Pipe() else {
      return nil
    }
    var given = [
      (input.number, STDIN_FILENO), (output.writing, STDOUT_FILENO),
      (errors.writing, STDERR_FILENO),
    ]
    let status = hasStatus ? Pipe() : nil
    if let status { given.append((status.writing, Self.statusDescriptor)) }
    let second = secondInput.flatMap { Descriptor(holding: [$0]) }
    if let second { given.append((second.number, Self.secondInputDescriptor)) }
    guard let process = spawn(given) else { return nil }
    let pipes = [output, errors] + (status.map { [$0] } ?? [])
    for pipe in pipes { pipe.closeWriting() }
    var answer = Answer(.interrupted)
    let ending = collect(pipes.map(\.reading), &answer)
    if ending != nil { kill(isForeground ? process : -process, SIGKILL) }
    var code: Int32 = 0
    while unsafe waitpid(process, &code, 0) < 0, errno == EINTR {}
    let signal = code & 0x7F
    answer.ending = ending ?? (signal == 0 ? .exited((code >> 8) & 0xFF) : .signalled(signal))
    return answer
  }

  private static let statusDescriptor: Int32 = 3
  private static let secondInputDescriptor: Int32 = 4

  /// - Parameter given: descriptors of this process, and what they are in the other.
  private func spawn(_ given: [(mine: Int32, its: Int32)]) -> pid_t? {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for each in given { unsafe posix_spawn_file_actions_adddup2(&actions, each.mine, each.its) }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    let flags =
      isForeground ? POSIX_SPAWN_SETSIGMASK : POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    var argv = unsafe arguments.map { unsafe strdup($0) } + [nil]
    var envp = unsafe (environment ?? Self.ownEnvironment).map { unsafe strdup($0) } + [nil]
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

  /// - Parameter files: its output, its complaints, and what it says of itself.
  /// - Returns: why it has to be killed; nil when it has closed all.
  private func collect(_ files: [Int32], _ answer: inout Answer) -> Ending? {
    var open = files
    var deadline = seconds.map { ContinuousClock.now + .seconds($0) }
    while !open.isEmpty {
      guard !isInterrupted() else { return .interrupted }
      if let deadline, ContinuousClock.now >= deadline { return .tookTooLong }
      var polled = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      let ready = unsafe poll(&polled, nfds_t(polled.count), Limits.millisecondsBetweenLooks)
      guard ready > 0 else { continue }
      for each in polled where each.revents != 0 {
        guard let bytes = Self.read(each.fd) else {
          open.removeAll { $0 == each.fd }
          continue
        }
        switch files.firstIndex(of: each.fd) {
        case 1: answer.complaints += bytes.prefix(Limits.complaintBytes - answer.complaints.count)
        case 2: answer.status += bytes.prefix(Limits.statusBytes - answer.status.count)
        default:
          answer.output += bytes.prefix(outputLimit - answer.output.count)
          guard answer.output.count < outputLimit else { return .printedTooMuch }
          if isBatch { deadline = seconds.map { ContinuousClock.now + .seconds($0) } }
        }
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
