internal import Synchronization

/// Serves connections, each in a thread of its own, and not more than a number of them at once.
package final class ConnectionThreads: Sendable {
  private let maximum: Int
  private let refusal: [UInt8]
  private let limits: TimeLimits
  private let interrupt: Interrupt
  private let serve: @Sendable (Connection) -> Void
  private let count = Atomic(0)

  /// - Parameters:
  ///   - maximum: number of connections at once.
  ///   - refusal: is sent to further ones, which are closed then.
  ///   - interrupt: ends the waiting of all connections, and of `accept`.
  ///   - serve: ends with the connection.
  package init(
    maximum: Int, refusal: [UInt8], limits: TimeLimits, interrupt: Interrupt,
    _ serve: @escaping @Sendable (Connection) -> Void
  ) {
    self.maximum = maximum
    self.refusal = refusal
    self.limits = limits
    self.interrupt = interrupt
    self.serve = serve
  }

  /// Accepts connections until it is interrupted. Several listeners may share the threads.
  ///
  /// - Throws: why no further connection can be accepted.
  package func accept(from listener: Listener) throws(NetError) {
    while let connection = try listener.accept(limits: limits, interrupt: interrupt) {
      nonisolated(unsafe) let connection = connection
      let isWithin = count.add(1, ordering: .relaxed).newValue <= maximum
      let isServed =
        isWithin
        && startThread { [self] in
          unsafe serve(connection)
          count.subtract(1, ordering: .releasing)
        }
      guard !isServed else { continue }
      count.subtract(1, ordering: .relaxed)
      unsafe try? connection.send(refusal)
      unsafe connection.close()
    }
  }

  /// Returns when all connections have ended: what is being done for one is done before.
  package func finish() {
    while count.load(ordering: .acquiring) > 0 { pause(milliseconds: 10) }
  }
}
