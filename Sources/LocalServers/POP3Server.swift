internal import Digests
package import Net

/// A small POP3 server on the loopback address, for demonstrations: maildrops in memory, TLS from
/// the first byte or by STLS. Each connection has its own thread; all end soon after `stop`.
package final class POP3Server: Sendable {
  package let endpoint: Endpoint
  private let listener: Listener
  private let maildrops: [ServerMaildrop]
  private let identity: TLSIdentity?
  private let isImplicit: Bool
  private let interrupt: Interrupt

  /// Starts listening; the kernel chooses the port.
  ///
  /// - Parameters:
  ///   - identity: nil for a server without TLS.
  ///   - implicitTLS: true if TLS begins with the first byte; otherwise STLS is offered.
  package init(
    maildrops: [ServerMaildrop], identity: TLSIdentity?, implicitTLS: Bool
  ) throws(NetError) {
    listener = try Listener()
    guard let interrupt = Interrupt() else {
      throw NetError(
        .system(errno: 24), at: "POP3 server", why: "too many open files",
        remedy: "raise the limit (ulimit -n)")
    }
    self.interrupt = interrupt
    endpoint = listener.endpoint
    self.maildrops = maildrops
    self.identity = identity
    isImplicit = implicitTLS
    _ = startThread { [self] in serve() }
  }

  package func stop() { interrupt.signal() }

  private func serve() {
    while let connection = try? listener.accept(interrupt: interrupt) {
      nonisolated(unsafe) let connection = connection
      // If no thread can be started, the connection closes with its owner, and the client may try
      // again.
      _ = startThread { [self] in unsafe serve(connection) }
    }
  }

  private func serve(_ connection: Connection) {
    do throws(NetError) {
      if isImplicit, let identity { try connection.acceptTLS(identity) }
      try converse(over: connection)
      connection.close()
    } catch { connection.abort() }
  }

  private func converse(over connection: Connection) throws(NetError) {
    var session = ServerSession(
      maildrops: maildrops, offersTLS: identity != nil, isEncrypted: connection.isEncrypted)
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    try connection.send(Array("+OK Mailcask POP3 server ready\r\n".utf8))
    while true {
      switch session.next() {
      case .wait:
        guard let count = try connection.receive(into: &buffer), count > 0 else { return }
        session.receive(buffer[..<count])
      case .answer(let bytes):
        try connection.send(bytes)
        // The client reads while it writes, so waiting for it here cannot cause a deadlock.
        if connection.unsent > Self.unsentLimit { try connection.flush() }
      case .startTLS(let bytes):
        try connection.send(bytes)
        try connection.flush()
        if let identity { try connection.acceptTLS(identity) }
      case .close(let bytes):
        try connection.send(bytes)
        return try connection.flush()
      }
    }
  }

  /// Maximum number of unsent bytes for one client.
  private static let unsentLimit = 1 << 20
}
