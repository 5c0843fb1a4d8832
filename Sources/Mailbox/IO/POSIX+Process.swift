import Errors
import Files
import Glibc

/// Runs another program. The unsafe code passes posix_spawn arrays of C strings that outlive the
/// call and end in nil, as required.
extension POSIX {
  /// Runs a program and returns its exit status; 128 plus the number if a signal ended it. The
  /// program gets no input, and its output is discarded.
  static func run(_ program: FilePath, _ arguments: [[UInt8]]) throws(MailboxError) -> Int32 {
    var child: pid_t = 0
    let result = unsafe withPath(program) { path in
      unsafe withArguments([program.bytes] + arguments) { arguments in
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for descriptor: Int32 in 1...2 {
          unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        return unsafe posix_spawn(&child, path, &actions, nil, arguments, environ)
      }
    }
    guard result == 0 else {
      throw MailboxError(
        .toolFailed, path: program.text, why: "cannot be run: \(systemReason(result))")
    }
    var status: Int32 = 0
    let waited = retry { unsafe Int(waitpid(child, &status, 0)) }
    guard waited >= 0 else {
      throw MailboxError(
        .toolFailed, path: program.text, why: "was lost: \(systemReason(errno))")
    }
    let signal = status & 0x7f
    return signal == 0 ? status >> 8 & 0xff : 128 + signal
  }

  private static func withArguments<Result>(
    _ arguments: [[UInt8]], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var copies: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { argument in
      let text = argument.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.count)
      unsafe copy.initialize(from: text, count: text.count)
      return unsafe copy
    }
    defer { for index in unsafe copies.indices { unsafe copies[index]?.deallocate() } }
    unsafe copies.append(nil)
    return unsafe copies.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("holds at least the nil") }
      return unsafe body(base)
    }
  }
}
