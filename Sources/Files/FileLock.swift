internal import Glibc
internal import Synchronization

/// A lock between programs. It belongs to the open file, so the kernel releases it when the process
/// ends for any reason. The file names the holder. It is kept when nobody holds the lock: deleting
/// it could let two processes hold the same lock.
@safe package final class FileLock: Sendable {
  /// Nil once released.
  private let descriptor: Mutex<Int32?>

  /// - Parameter wait: seconds to wait for another holder to finish.
  /// - Throws: `locked` with the holder in its reason; `readOnly`, `unwritable`, `diskFull`; `noLocks`
  ///   where the file system has none.
  package init(
    _ path: FilePath, wait: Double = 0, calls: FileCalls = .system
  ) throws(FileError) {
    let file = POSIX.open(path, O_RDWR | O_CREAT, mode: 0o600)
    guard file >= 0 else { throw FileError(writing: path, errno) }
    let step: UInt32 = 50_000
    var left = Int(wait * 1_000_000)
    while calls.lock(file) != 0 {
      let number = errno
      guard number == EINTR || number == EWOULDBLOCK else {
        POSIX.close(file)
        throw FileError(locking: path, number)
      }
      guard left > 0 else {
        let holder = Self.holder(file)
        POSIX.close(file)
        throw FileError(
          .locked, path, why: Self.description(ofHolder: holder),
          remedy: "Wait until it is done, or end it; reading is possible meanwhile")
      }
      usleep(step)
      left -= Int(step)
    }
    let text = Array("\(getpid())\n".utf8)
    _ = ftruncate(file, 0)
    _ = unsafe pwrite(file, text, text.count, 0)
    descriptor = Mutex(file)
  }

  deinit { release() }

  package func release() {
    descriptor.withLock { descriptor in
      if let open = descriptor { POSIX.close(open) }
      descriptor = nil
    }
  }

  /// The id of another process that holds the lock; nil if no other process does.
  package static func otherHolder(of path: FilePath) -> String? {
    let file = POSIX.open(path, O_RDONLY)
    guard file >= 0 else { return nil }
    defer { POSIX.close(file) }
    guard flock(file, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
    let holder = holder(file)
    return holder == "\(getpid())" ? nil : holder
  }

  /// The id may be of a process that has ended, or of one on another computer.
  private static func description(ofHolder holder: String) -> String {
    if let id = pid_t(holder), kill(id, 0) == 0 || errno == EPERM {
      return "process \(id) is writing to it"
    }
    return "another program is writing to it, perhaps in a container or on another computer"
  }

  /// The process id that the holder wrote.
  private static func holder(_ descriptor: Int32) -> String {
    var text = [UInt8](repeating: 0, count: 20)
    let count = unsafe pread(descriptor, &text, text.count, 0)
    let digits = text.prefix(max(0, count)).prefix { $0 >= 0x30 && $0 <= 0x39 }
    return digits.isEmpty ? "unknown" : String(decoding: digits, as: UTF8.self)
  }
}
