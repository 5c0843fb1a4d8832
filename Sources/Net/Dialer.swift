internal import Glibc

/// Connects to the first address of a host that responds (RFC 8305, "happy eyeballs").
struct Dialer {
  private let place: String
  private let deadline: Deadline
  private let interrupt: Interrupt?
  private var waiting: [SocketAddress]
  private var attempts: [Descriptor] = []
  private var lastError: Int32 = EHOSTUNREACH

  static func connect(
    to endpoint: Endpoint, limits: TimeLimits, interrupt: Interrupt?
  ) throws(NetError) -> Descriptor {
    let deadline = Deadline(after: limits.connect)
    let addresses = try Resolver.addresses(of: endpoint, until: deadline, interrupt: interrupt)
    var dialer = Dialer(
      place: endpoint.description, deadline: deadline, interrupt: interrupt,
      waiting: interleaved(addresses))
    let winner = try dialer.race()
    winner.sendSmallSegmentsAtOnce()
    return winner
  }

  private init(
    place: String, deadline: Deadline, interrupt: Interrupt?, waiting: [SocketAddress]
  ) {
    self.place = place
    self.deadline = deadline
    self.interrupt = interrupt
    self.waiting = waiting
  }

  /// Alternates address families, starting with the resolver's first choice (RFC 8305 §4).
  static func interleaved(_ addresses: [SocketAddress]) -> [SocketAddress] {
    guard let first = addresses.first else { return [] }
    var preferred = addresses.filter { $0.family == first.family }[...]
    var others = addresses.filter { $0.family != first.family }[...]
    var result: [SocketAddress] = []
    while !preferred.isEmpty || !others.isEmpty {
      if let next = preferred.popFirst() { result.append(next) }
      if let next = others.popFirst() { result.append(next) }
    }
    return result
  }

  private mutating func race() throws(NetError) -> Descriptor {
    while true {
      if let connected = startNext() { return connected }
      guard !attempts.isEmpty || !waiting.isEmpty else {
        throw .system(lastError, at: place, "connecting")
      }
      let nextStart = waiting.isEmpty ? deadline : Deadline(after: Limits.attemptDelay)
      if let connected = try wait(until: nextStart.earlier(of: deadline)) { return connected }
      if deadline.passed { throw .timedOut(place, "connecting") }
    }
  }

  /// Starts connecting to the next address; returns the socket if it connected at once.
  private mutating func startNext() -> Descriptor? {
    guard !waiting.isEmpty else { return nil }
    let address = waiting.removeFirst()
    guard let socket = Descriptor.socket(family: address.family) else {
      lastError = errno
      return nil
    }
    let result = unsafe address.withPointer { unsafe Glibc.connect(socket.number, $0, $1) }
    if result == 0 { return socket }
    if errno == EINPROGRESS { attempts.append(socket) } else { lastError = errno }
    return nil
  }

  /// Waits for an attempt to succeed; returns nil when it is time to start the next.
  private mutating func wait(until moment: Deadline) throws(NetError) -> Descriptor? {
    while !attempts.isEmpty {
      var interests = attempts.map { Poll.Interest(descriptor: $0, writable: true) }
      if let interrupt {
        interests.append(Poll.Interest(descriptor: interrupt.descriptor, readable: true))
      }
      let ready = Poll.wait(interests, until: moment)
      if interrupt != nil, ready.last == true { throw .interrupted(place) }
      guard ready.contains(true) else { return nil }
      var pending: [Descriptor] = []
      for (attempt, isReady) in zip(attempts, ready) {
        guard isReady else {
          pending.append(attempt)
          continue
        }
        let error = attempt.pendingError
        if error == 0 { return attempt }
        lastError = error
      }
      attempts = pending
      if !waiting.isEmpty { return nil }
    }
    return nil
  }
}
