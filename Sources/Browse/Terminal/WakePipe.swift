private import Glibc

/// Wakes a thread that waits in `poll`: other threads and signal handlers write a byte, the number
/// of the signal or 0. Lives as long as the process.
struct WakePipe: Sendable {
  let readEnd: Int32
  private let writeEnd: Int32

  /// Nil when the process has no descriptors left.
  init?() {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  /// Safe in a signal handler. A full pipe also wakes the thread, so a failed write does not
  /// matter.
  func wake(_ byte: UInt8 = 0) {
    let before = errno
    var byte = byte
    _ = unsafe write(writeEnd, &byte, 1)
    errno = before
  }

  /// Returns the bytes that have arrived, without waiting.
  func drain() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = unsafe read(readEnd, &bytes, bytes.count)
    return Array(bytes.prefix(max(0, count)))
  }
}
