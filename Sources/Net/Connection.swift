internal import Glibc

/// A TCP connection, in clear text or TLS, used by one thread.
///
/// Reads and writes overlap: data passed to `send` is transmitted while `receive` waits, so a peer
/// that answers before it has read everything cannot cause a deadlock. Every call has a time limit.
package final class Connection {
  package let place: String
  package let limits: TimeLimits
  private let socket: Descriptor
  /// Ends what the connection waits for.
  package var interrupt: Interrupt?
  private var tls: TLSSession?
  /// Bytes for the socket, starting at `sent`, that the kernel has not accepted yet.
  private var outgoing: [UInt8] = []
  private var sent = 0
  /// Why nothing more can be sent. Thrown only after the peer's last data was read, because that
  /// may explain more.
  private var writeError: Int32?
  private var raw = [UInt8](repeating: 0, count: Limits.readSize)

  /// Connects, through a proxy if one is given.
  package convenience init(
    to endpoint: Endpoint, proxy: Proxy? = nil, limits: TimeLimits = TimeLimits(),
    interrupt: Interrupt? = nil
  ) throws(NetError) {
    let socket = try Dialer.connect(
      to: proxy?.endpoint ?? endpoint, limits: limits, interrupt: interrupt)
    self.init(socket: socket, place: endpoint.description, limits: limits, interrupt: interrupt)
    try proxy?.negotiate(over: self, to: endpoint)
  }

  init(socket: Descriptor, place: String, limits: TimeLimits, interrupt: Interrupt?) {
    self.socket = socket
    self.place = place
    self.limits = limits
    self.interrupt = interrupt
  }

  // MARK: TLS

  /// Switches to TLS. Anything that the peer sent before the handshake is an attack.
  package func startTLS(_ configuration: TLSConfiguration, host: String) throws(NetError) {
    let name = try Endpoint(host: host, port: 0).asciiHost()
    let context = try TLSContext.client(configuration, place: place)
    try handshake(TLSSession(context, host: name, place: place))
  }

  package func acceptTLS(_ identity: TLSIdentity) throws(NetError) {
    let context = try TLSContext.server(identity, place: place)
    try handshake(TLSSession(context, host: nil, place: place))
  }

  package var isEncrypted: Bool { tls != nil }
  package var tlsVersion: String? { tls?.version }
  package var peerFingerprint: Fingerprint? { tls?.peerFingerprint }
  package var certificateEnd: Int64? { tls?.certificateEnd }
  package var channelBinding: ChannelBinding? { tls?.channelBinding() }

  /// Throws if unread clear text has arrived. Call it after the server has agreed to begin TLS and
  /// before `startTLS`.
  ///
  /// The server may not speak before the client's hello (RFC 2595 §4), so any such data was
  /// injected by someone between server and client.
  package func refuseEarlyClearText() throws(NetError) {
    guard case .bytes = socket.receive(into: &raw) else { return }
    throw NetError(
      .injectedClearText, at: place, why: "unencrypted data came where only TLS may begin",
      remedy: "somebody on the network may be tampering: use TLS from the start, or another network"
    )
  }

  private func handshake(_ session: TLSSession) throws(NetError) {
    let deadline = Deadline(after: limits.handshake)
    while true {
      let done: Bool
      do throws(NetError) { done = try session.handshake() } catch {
        // Sends the alert that explains the failure to the peer.
        session.drain(into: &outgoing)
        push()
        throw error
      }
      session.drain(into: &outgoing)
      if done { break }
      try fill(session, until: deadline)
    }
    tls = session
    try flush()
  }

  /// Moves ciphertext from the socket into the session, and sends pending data meanwhile.
  private func fill(_ session: TLSSession, until deadline: Deadline) throws(NetError) {
    while true {
      push()
      switch socket.receive(into: &raw) {
      case .bytes(let count): return session.receive(raw[..<count])
      case .wouldBlock: try wait(until: deadline, "the TLS handshake")
      case .failed(let code): throw .system(code, at: place, "the TLS handshake")
      case .end:
        throw NetError(
          .reset, at: place, why: "the server hung up in the TLS handshake",
          remedy: "try again later, and check port and TLS settings")
      }
    }
  }

  // MARK: Data

  /// Queues `bytes`. The kernel takes what it can now; `receive` or `flush` send the rest.
  package func send(_ bytes: [UInt8]) throws(NetError) {
    guard writeError == nil else { return }
    if let tls {
      try tls.write(bytes)
      tls.drain(into: &outgoing)
    } else {
      outgoing += bytes
    }
    push()
  }

  /// Number of bytes queued and not yet taken by the kernel.
  package var unsent: Int { outgoing.count - sent }

  /// Waits for data and puts it at the front of `buffer`; returns 0 at the end of the stream.
  ///
  /// - Parameter patience: how long to wait instead of the idle limit; returns nil when it expires.
  package func receive(
    into buffer: inout [UInt8], patience: Duration? = nil
  ) throws(NetError) -> Int? {
    var deadline = Deadline(after: patience ?? limits.idle)
    while true {
      if push() { deadline = Deadline(after: patience ?? limits.idle) }
      switch try take(into: &buffer) {
      case .bytes(let count): return count
      case .end:
        if let writeError { throw .system(writeError, at: place, "writing") }
        return 0
      case .failed(let code): throw .system(code, at: place, "reading")
      case .wouldBlock:
        if patience != nil, deadline.passed { return nil }
        try wait(until: deadline, "reading", mayPass: patience != nil)
      }
    }
  }

  /// Waits until everything queued has been taken by the kernel.
  package func flush() throws(NetError) {
    push()
    while unsent > 0 {
      try wait(until: Deadline(after: limits.idle), "writing", reads: false)
      push()
    }
    if let writeError { throw .system(writeError, at: place, "writing") }
  }

  /// Tries once to get clear text, without waiting.
  private func take(into buffer: inout [UInt8]) throws(NetError) -> Descriptor.Transfer {
    guard let tls else { return socket.receive(into: &buffer) }
    while true {
      let step = try tls.read(into: &buffer)
      tls.drain(into: &outgoing)
      switch step {
      case .bytes(let count): return .bytes(count)
      case .end: return .end
      case .needsInput:
        let transfer = socket.receive(into: &raw)
        guard case .bytes(let count) = transfer else { return transfer }
        tls.receive(raw[..<count])
      }
    }
  }

  /// Sends what the kernel takes; returns true if it took anything.
  @discardableResult
  private func push() -> Bool {
    var progress = false
    while sent < outgoing.count {
      switch socket.send(outgoing, from: sent) {
      case .bytes(let count):
        sent += count
        progress = true
      case .failed(let code):
        writeError = code
        outgoing = []
        sent = 0
        return progress
      case .wouldBlock, .end: return progress
      }
    }
    outgoing.removeAll(keepingCapacity: outgoing.capacity <= Limits.readSize)
    sent = 0
    return progress
  }

  private func wait(
    until deadline: Deadline, _ doing: String, reads: Bool = true, mayPass: Bool = false
  ) throws(NetError) {
    var interests = [Poll.Interest(descriptor: socket, readable: reads, writable: unsent > 0)]
    if let interrupt {
      interests.append(Poll.Interest(descriptor: interrupt.descriptor, readable: true))
    }
    let ready = Poll.wait(interests, until: deadline)
    if interrupt != nil, ready.last == true { throw .interrupted(place) }
    if !ready.contains(true), !mayPass { throw .timedOut(place, doing) }
  }

  /// The error for a peer that sent nothing for as long as the caller's `patience`.
  package func silent() -> NetError { .timedOut(place, "reading") }

  // MARK: End

  /// Sends TLS's close_notify and closes the sending side; the socket is closed with the object.
  package func close() {
    if let tls {
      tls.close()
      tls.drain(into: &outgoing)
    }
    push()
    shutdown(socket.number, Int32(SHUT_RDWR))
  }

  /// Resets the connection, so that the peer sees at once that it did not end normally.
  package func abort() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    _ = unsafe setsockopt(
      socket.number, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    outgoing = []
    sent = 0
    shutdown(socket.number, Int32(SHUT_RDWR))
  }
}
