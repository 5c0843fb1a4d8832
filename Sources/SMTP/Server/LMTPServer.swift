package import Net

/// Takes messages from a mail system on this machine and gives them to a sink.
package enum LMTPServer {
  /// - Parameter interrupt: ends all sessions; a message that is being made durable is acknowledged
  ///   before.
  package static func threads(
    _ sink: any MessageSink, interrupt: Interrupt
  ) -> ConnectionThreads {
    var limits = TimeLimits()
    limits.idle = Limits.senderSilence
    return ConnectionThreads(
      maximum: Limits.sessions, refusal: LMTPSession.tooMany, limits: limits,
      interrupt: interrupt
    ) { converse(over: $0, sink) }
  }

  private static func converse(over connection: Connection, _ sink: any MessageSink) {
    var session = LMTPSession(sink: sink)
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    do throws(NetError) {
      try connection.send(session.takeOutput())
      while !session.isOver, let count = try connection.receive(into: &buffer), count > 0 {
        session.receive(buffer[..<count])
        try connection.send(session.takeOutput())
      }
      try connection.flush()
      connection.close()
    } catch {
      if error.code == .timedOut { try? connection.send(LMTPSession.silent) }
      connection.abort()
    }
  }
}
