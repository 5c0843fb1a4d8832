internal import Glibc
internal import Synchronization

/// Only one program writes to an archive at a time. The lock is on a file beside the store and
/// belongs to the open file, so that the kernel drops it with the process, however that ends. The
/// file says who holds it; it stays, empty of meaning, when nobody does.
@safe final class WriterLock: Sendable {
  /// Nil once released.
  private let file: Mutex<Int32?>

  /// - Parameter wait: seconds to wait for another writer to finish.
  init(beside path: String, wait: Double) throws(StoreError) {
    let name = Self.file(beside: path)
    let what = "cannot open the archive for writing"
    let descriptor = unsafe open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let code: StoreError.Code = errno == EROFS ? .readOnly : .noPermission
      throw StoreError(
        code, what, at: name, why: unsafe String(cString: strerror(errno)),
        wayOut: "Check the directory's permissions and how it is mounted")
    }
    let step: UInt32 = 50_000
    // Who only looks whether somebody writes holds it for a moment.
    var left = max(Int(wait * 1_000_000), 2 * Int(step))
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EINTR || errno == EWOULDBLOCK, left > 0 else {
        let holder = Self.holder(descriptor)
        close(descriptor)
        throw StoreError(
          .locked, what, at: path, why: "process \(holder) is writing to it",
          wayOut: "Wait until it is done, or end it; reading is possible meanwhile")
      }
      usleep(step)
      left -= Int(step)
    }
    let text = Array("\(getpid())\n".utf8)
    _ = ftruncate(descriptor, 0)
    _ = unsafe pwrite(descriptor, text, text.count, 0)
    file = Mutex(descriptor)
  }

  deinit { release() }

  func release() {
    file.withLock { descriptor in
      if let open = descriptor { close(open) }
      descriptor = nil
    }
  }

  private static func file(beside path: String) -> String { path + "-lock" }

  /// The id of another process that writes; nil: none does.
  static func otherHolder(beside path: String) -> String? {
    let descriptor = unsafe open(file(beside: path), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
    let holder = holder(descriptor)
    return holder == "\(getpid())" ? nil : holder
  }

  /// The process id that the holder wrote.
  private static func holder(_ descriptor: Int32) -> String {
    var text = [UInt8](repeating: 0, count: 20)
    let count = unsafe pread(descriptor, &text, text.count, 0)
    let digits = text.prefix(max(0, count)).prefix { $0 >= 0x30 && $0 <= 0x39 }
    return digits.isEmpty ? "unknown" : String(decoding: digits, as: UTF8.self)
  }
}
