package import Net

/// The archive for mail programs on this machine, at a port of a loopback address or at a socket.
package enum IMAPServer {
  /// - Parameters:
  ///   - archive: what all connections read.
  ///   - identity: for TLS from the first byte; nil: clear text, which does not leave this machine.
  ///   - interrupt: ends all sessions.
  package static func threads(
    _ archive: ServedArchive, _ password: ServePassword, _ identity: TLSIdentity?,
    interrupt: Interrupt
  ) -> ConnectionThreads {
    ConnectionThreads(
      maximum: Limits.connections, refusal: Array("* BYE Too many connections\r\n".utf8),
      limits: TimeLimits(), interrupt: interrupt
    ) { connection in
      if let identity {
        do { try connection.acceptTLS(identity) } catch { return connection.abort() }
      }
      let channel = ConnectionChannel(connection)
      let isStopped = { interrupt.isSignalled }
      if let login = LoginGate(password, channel, isStopped: isStopped).admit() {
        ServeSession(archive, channel, after: login, isStopped: isStopped).run()
      }
      connection.close()
    }
  }
}

/// A connection as the way to a client.
final class ConnectionChannel: ServeChannel {
  private let connection: Connection
  private var buffer = [UInt8](repeating: 0, count: 64 << 10)

  init(_ connection: Connection) { self.connection = connection }

  func read(timeout: Double) -> [UInt8]? {
    do {
      let patience = Duration.milliseconds(Int(timeout * 1_000))
      guard let count = try connection.receive(into: &buffer, patience: patience) else {
        return nil
      }
      return Array(buffer[..<count])
    } catch {
      // The session looks whether it is to end.
      return error.code == .interrupted ? nil : []
    }
  }

  func write(_ bytes: [UInt8]) -> Bool {
    do {
      try connection.send(bytes)
      try connection.flush()
      return true
    } catch { return false }
  }
}
