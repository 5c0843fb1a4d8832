import Glibc

/// The way to one client: standard input and output, or a connection.
package protocol ServeChannel: AnyObject {
  /// Waits for bytes at most this number of seconds.
  ///
  /// - Returns: nil where none came; empty where none will come any more.
  func read(timeout: Double) -> [UInt8]?

  /// Waits until all is taken, so that no more is kept than what is handed over.
  ///
  /// - Returns: false where the client is gone.
  func write(_ bytes: [UInt8]) -> Bool
}

/// A pair of descriptors, which stay open.
package final class DescriptorChannel: ServeChannel {
  private let input: Int32
  private let output: Int32
  private var buffer = [UInt8](repeating: 0, count: 64 << 10)

  package init(input: Int32, output: Int32) {
    self.input = input
    self.output = output
  }

  package func read(timeout: Double) -> [UInt8]? {
    var waiting = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    let ready = unsafe poll(&waiting, 1, Int32(max(0, timeout) * 1_000))
    guard ready != 0 else { return nil }
    // Interrupted by a signal: whoever waits looks around first.
    guard ready > 0 else { return errno == EINTR ? nil : [] }
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe Glibc.read(input, $0.baseAddress, $0.count)
    }
    if count < 0 { return errno == EINTR || errno == EAGAIN ? nil : [] }
    return Array(buffer[..<count])
  }

  package func write(_ bytes: [UInt8]) -> Bool {
    var position = 0
    while position < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(output, $0.baseAddress?.advanced(by: position), $0.count - position)
      }
      if count > 0 {
        position += count
      } else if count < 0, errno == EAGAIN {
        var waiting = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
        unsafe poll(&waiting, 1, -1)
      } else if count == 0 || errno != EINTR {
        return false
      }
    }
    return true
  }
}
