internal import Glibc

/// A file descriptor that is closed with its owner. Sockets are non-blocking.
final class Descriptor: Sendable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { close(number) }

  static func socket(family: Int32) -> Descriptor? {
    let flags = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
    let number = Glibc.socket(family, Int32(flags), 0)
    return number < 0 ? nil : Descriptor(number)
  }

  /// Makes it non-blocking and keeps other programs from inheriting it.
  func setFlags() {
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    _ = fcntl(number, F_SETFL, O_NONBLOCK)
  }

  /// Commands are small and responses are waited for, so Nagle's delay only hurts (RFC 896).
  func sendSmallSegmentsAtOnce() { set(Int32(IPPROTO_TCP), TCP_NODELAY, 1) }

  func set(_ level: Int32, _ option: Int32, _ value: Int32) {
    var value = value
    // A refused option costs speed or convenience, never correctness.
    _ = unsafe setsockopt(number, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
  }

  /// The pending error of a socket, for example after a non-blocking connect.
  var pendingError: Int32 {
    var value: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    let result = unsafe getsockopt(number, SOL_SOCKET, SO_ERROR, &value, &size)
    return result == 0 ? value : errno
  }

  enum Transfer: Equatable {
    case bytes(Int)
    case wouldBlock
    case end
    case failed(Int32)
  }

  /// Reads up to `buffer.count` bytes into its front.
  func receive(into buffer: inout [UInt8]) -> Transfer {
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe recv(number, $0.baseAddress, $0.count, 0)
    }
    if count == 0 { return .end }
    return count > 0 ? .bytes(count) : Self.failure(errno)
  }

  /// Writes as much of `bytes[start...]` as the kernel takes; a closed peer gives an error, not
  /// SIGPIPE.
  func send(_ bytes: [UInt8], from start: Int) -> Transfer {
    let count = unsafe bytes.withUnsafeBytes { raw in
      let rest = unsafe UnsafeRawBufferPointer(rebasing: raw.dropFirst(start))
      return unsafe Glibc.send(number, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
    }
    return count >= 0 ? .bytes(count) : Self.failure(errno)
  }

  private static func failure(_ code: Int32) -> Transfer {
    code == EAGAIN || code == EWOULDBLOCK || code == EINTR ? .wouldBlock : .failed(code)
  }
}

/// `poll(2)` over a few descriptors.
enum Poll {
  struct Interest {
    let descriptor: Descriptor
    var readable = false
    var writable = false
  }

  /// Returns whether each interest is ready (or broken); all false when the time is up.
  static func wait(_ interests: [Interest], until deadline: Deadline) -> [Bool] {
    var polled = interests.map { interest in
      let events = (interest.readable ? POLLIN : 0) | (interest.writable ? POLLOUT : 0)
      return pollfd(fd: interest.descriptor.number, events: Int16(events), revents: 0)
    }
    while true {
      let count = unsafe poll(&polled, nfds_t(polled.count), deadline.milliseconds)
      if count < 0, errno == EINTR, !deadline.passed { continue }
      return polled.map { $0.revents != 0 }
    }
  }
}
