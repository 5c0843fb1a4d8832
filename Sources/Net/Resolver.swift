internal import Glibc
internal import Synchronization

/// One address of a host, ready to pass to `connect(2)`.
struct SocketAddress: Sendable, Equatable {
  let family: Int32
  /// A `sockaddr_in` or `sockaddr_in6` as it lies in memory.
  let bytes: [UInt8]

  func withPointer<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R? {
    unsafe bytes.withUnsafeBytes { raw in
      guard let base = raw.baseAddress else { return nil }
      // The bytes were copied from a sockaddr; array storage is aligned to 16.
      return unsafe body(base.assumingMemoryBound(to: sockaddr.self), socklen_t(raw.count))
    }
  }
}

/// Name lookup with a time limit.
///
/// `getaddrinfo(3)` has no time limit, so it runs in its own thread. If it takes too long, the
/// thread is abandoned and frees its memory when it finishes.
enum Resolver {
  private enum Outcome: Sendable {
    case addresses([SocketAddress])
    case failed(Int32)
  }

  private final class Lookup: Sendable {
    let host: String
    let port: UInt16
    let outcome = Mutex<Outcome?>(nil)
    let done: Interrupt

    init(host: String, port: UInt16, done: Interrupt) {
      self.host = host
      self.port = port
      self.done = done
    }
  }

  static func addresses(
    of endpoint: Endpoint, until deadline: Deadline, interrupt: Interrupt?
  ) throws(NetError) -> [SocketAddress] {
    let host = try endpoint.asciiHost()
    let place = endpoint.description
    if case .addresses(let literal) = resolve(host, endpoint.port, AI_NUMERICHOST) {
      return literal
    }
    guard let done = Interrupt() else { throw .system(errno, at: place, "looking up the host") }
    let lookup = Lookup(host: host, port: endpoint.port, done: done)
    let isStarted = startThread {
      let outcome = resolve(lookup.host, lookup.port, 0)
      lookup.outcome.withLock { $0 = outcome }
      lookup.done.signal()
    }
    guard isStarted else { throw .system(EAGAIN, at: place, "looking up the host") }
    var interests = [Poll.Interest(descriptor: done.descriptor, readable: true)]
    if let interrupt {
      interests.append(Poll.Interest(descriptor: interrupt.descriptor, readable: true))
    }
    let ready = Poll.wait(interests, until: deadline)
    if ready.last == true, interrupt != nil { throw .interrupted(place) }
    switch lookup.outcome.withLock({ $0 }) {
    case .addresses(let addresses) where !addresses.isEmpty: return addresses
    case nil: throw .timedOut(place, "looking up the host name")
    case .failed(let code) where code == EAI_AGAIN:
      throw NetError(
        .unknownHost, at: place, why: "the name service does not answer",
        remedy: "check the network connection and try again")
    case .addresses, .failed:
      throw NetError(
        .unknownHost, at: place, why: "there is no host of this name",
        remedy: "check the spelling of the server's name")
    }
  }

  private static func resolve(_ host: String, _ port: UInt16, _ flags: Int32) -> Outcome {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    unsafe hints.ai_flags = flags | AI_NUMERICSERV
    var list: UnsafeMutablePointer<addrinfo>?
    let code = unsafe getaddrinfo(host, String(port), &hints, &list)
    guard code == 0 else { return .failed(code) }
    defer { unsafe freeaddrinfo(list) }
    var addresses: [SocketAddress] = []
    var next = unsafe list
    while let entry = unsafe next?.pointee, addresses.count < Limits.addresses {
      if let address = unsafe entry.ai_addr {
        let bytes = unsafe UnsafeRawBufferPointer(start: address, count: Int(entry.ai_addrlen))
        unsafe addresses.append(SocketAddress(family: entry.ai_family, bytes: Array(bytes)))
      }
      unsafe next = entry.ai_next
    }
    return .addresses(addresses)
  }
}
