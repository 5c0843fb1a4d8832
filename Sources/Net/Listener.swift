internal import Glibc
internal import Synchronization

/// Accepts connections from this machine: TCP on a loopback address, or at a socket of the file system.
package final class Listener: Sendable {
  /// The address; the kernel chooses the port if 0 was requested. At a socket it is its path, and port 0.
  package let endpoint: Endpoint
  private let socket: Descriptor
  /// The socket's path, which is removed with the listener.
  private let path: String?
  /// The path may be somebody else's by now.
  private let isRemoved = Atomic(false)

  /// The loopback addresses.
  package enum Loopback: String, Sendable, CaseIterable {
    case v4 = "127.0.0.1"
    case v6 = "::1"
  }

  package init(port: UInt16 = 0, on loopback: Loopback = .v4) throws(NetError) {
    let place = "\(Endpoint(host: loopback.rawValue, port: port))"
    guard let socket = Descriptor.socket(family: loopback == .v4 ? AF_INET : AF_INET6) else {
      throw .system(errno, at: place, "listening")
    }
    socket.set(SOL_SOCKET, SO_REUSEADDR, 1)
    if loopback == .v6 { socket.set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
    guard let bound = loopback == .v4 ? Self.bind4(socket, port) : Self.bind6(socket, port),
      listen(socket.number, 64) == 0
    else { throw .system(errno, at: place, "listening") }
    self.socket = socket
    path = nil
    endpoint = Endpoint(host: loopback.rawValue, port: bound)
  }

  /// A socket that listens already, as systemd hands it over.
  package init(inheriting number: Int32) {
    socket = Descriptor(number)
    socket.setFlags()
    path = nil
    endpoint = Endpoint(host: "socket \(number)", port: 0)
  }

  /// The port that it is bound to; nil if that fails.
  private static func bind4(_ socket: Descriptor, _ port: UInt16) -> UInt16? {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    return bind(socket, &address) ? UInt16(bigEndian: address.sin_port) : nil
  }

  private static func bind6(_ socket: Descriptor, _ port: UInt16) -> UInt16? {
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_port = port.bigEndian
    address.sin6_addr = in6addr_loopback
    return bind(socket, &address) ? UInt16(bigEndian: address.sin6_port) : nil
  }

  /// Binds to the address, and puts the one that was given into it.
  private static func bind<Address>(_ socket: Descriptor, _ address: inout Address) -> Bool {
    unsafe withUnsafeMutableBytes(of: &address) { raw in
      guard let base = unsafe raw.baseAddress?.assumingMemoryBound(to: sockaddr.self) else {
        return false
      }
      var size = socklen_t(raw.count)
      return unsafe Glibc.bind(socket.number, base, size) == 0
        && getsockname(socket.number, base, &size) == 0
    }
  }

  /// At a socket that its owner alone can use. A socket that nobody listens at any more is replaced.
  package init(path: String) throws(NetError) {
    let what = "listening"
    guard let socket = Descriptor.socket(family: AF_UNIX) else {
      throw .system(errno, at: path, what)
    }
    guard let address = UnixAddress(path) else { throw .system(ENAMETOOLONG, at: path, what) }
    if !address.isAnswered, address.isSocket { unsafe unlink(path) }
    // The new socket gets the mode of its descriptor.
    fchmod(socket.number, 0o600)
    guard address.bind(socket), listen(socket.number, 64) == 0 else {
      throw .system(errno, at: path, what)
    }
    self.socket = socket
    self.path = path
    endpoint = Endpoint(host: path, port: 0)
  }

  deinit { removeSocket() }

  /// Nobody finds the socket of the file system any more.
  package func removeSocket() {
    guard let path, !isRemoved.exchange(true, ordering: .relaxed) else { return }
    unsafe unlink(path)
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

/// The address of a socket in the file system.
private struct UnixAddress {
  private var address = sockaddr_un()
  private let path: String

  /// Nil if the path is too long for the kernel.
  init?(_ path: String) {
    self.path = path
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let isFitting = unsafe withUnsafeMutableBytes(of: &address.sun_path) { place in
      guard !bytes.isEmpty, bytes.count < place.count, !bytes.contains(0) else { return false }
      unsafe place.copyBytes(from: bytes)
      return true
    }
    guard isFitting else { return nil }
  }

  /// Somebody listens there.
  var isAnswered: Bool {
    guard let socket = Descriptor.socket(family: AF_UNIX) else { return false }
    return unsafe call { unsafe connect(socket.number, $0, $1) == 0 || errno == EAGAIN }
  }

  var isSocket: Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
  }

  func bind(_ socket: Descriptor) -> Bool {
    unsafe call { unsafe Glibc.bind(socket.number, $0, $1) == 0 }
  }

  private func call(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Bool) -> Bool {
    unsafe withUnsafeBytes(of: address) { raw in
      guard let base = unsafe raw.baseAddress?.assumingMemoryBound(to: sockaddr.self) else {
        return false
      }
      return unsafe body(base, socklen_t(raw.count))
    }
  }
}
