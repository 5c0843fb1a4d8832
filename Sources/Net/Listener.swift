internal import Glibc

/// Accepts TCP connections on the loopback address 127.0.0.1.
package final class Listener: Sendable {
  /// The address; the kernel chooses the port if 0 was requested.
  package let endpoint: Endpoint
  private let socket: Descriptor

  package init(port: UInt16 = 0) throws(NetError) {
    let place = "127.0.0.1:\(port)"
    guard let socket = Descriptor.socket(family: AF_INET) else {
      throw .system(errno, at: place, "listening")
    }
    socket.set(SOL_SOCKET, SO_REUSEADDR, 1)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = unsafe withUnsafeMutableBytes(of: &address) { raw in
      guard let base = unsafe raw.baseAddress?.assumingMemoryBound(to: sockaddr.self) else {
        return false
      }
      return unsafe bind(socket.number, base, size) == 0 && listen(socket.number, 64) == 0
        && getsockname(socket.number, base, &size) == 0
    }
    guard bound else { throw .system(errno, at: place, "listening") }
    self.socket = socket
    endpoint = Endpoint(host: "127.0.0.1", port: UInt16(bigEndian: address.sin_port))
  }

  /// Waits for the next connection; returns nil once `interrupt` is signalled.
  package func accept(
    limits: TimeLimits = TimeLimits(), interrupt: Interrupt
  ) throws(NetError) -> Connection? {
    while true {
      let ready = Poll.wait(
        [
          Poll.Interest(descriptor: socket, readable: true),
          Poll.Interest(descriptor: interrupt.descriptor, readable: true),
        ], until: Deadline(after: .seconds(3600)))
      if ready[1] { return nil }
      let number = Glibc.accept(socket.number, nil, nil)
      if number >= 0 {
        let accepted = Descriptor(number)
        accepted.setFlags()
        accepted.sendSmallSegmentsAtOnce()
        return Connection(
          socket: accepted, place: "\(endpoint)", limits: limits, interrupt: interrupt)
      }
      guard [EAGAIN, EINTR, ECONNABORTED].contains(errno) else {
        throw .system(errno, at: "\(endpoint)", "accepting")
      }
    }
  }
}
