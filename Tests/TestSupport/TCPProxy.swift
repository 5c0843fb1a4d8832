package import Net
import Synchronization

/// A proxy between a client and a server on loopback that delays, cuts or splits the data.
package final class TCPProxy: Sendable {
  package struct Behaviour: Sendable {
    /// Delay of every byte, in each direction.
    package var delay: Duration = .zero
    /// Connections break off (RST) after this many bytes from the server.
    package var cutAfter: Int?
    /// Maximum number of bytes passed to the client in one segment.
    package var chunk = 64 << 10

    package init(delay: Duration = .zero, cutAfter: Int? = nil, chunk: Int = 64 << 10) {
      self.delay = delay
      self.cutAfter = cutAfter
      self.chunk = chunk
    }
  }

  package let endpoint: Endpoint
  private let target: Endpoint
  private let listener: Listener
  private let interrupt: Interrupt
  private let behaviour: Mutex<Behaviour>
  private let accepted = Mutex(0)

  package init(to target: Endpoint, _ behaviour: Behaviour = Behaviour()) throws {
    guard let interrupt = Interrupt() else { throw TestFailure("no descriptors") }
    self.interrupt = interrupt
    self.target = target
    self.behaviour = Mutex(behaviour)
    listener = try Listener()
    // The certificate of the server behind the proxy is for its name.
    endpoint = Endpoint(host: "localhost", port: listener.endpoint.port)
    _ = startThread { [self] in serve() }
  }

  package func stop() { interrupt.signal() }

  /// Applies to new connections.
  package func set(_ new: Behaviour) { behaviour.withLock { $0 = new } }

  /// Number of connections accepted so far.
  package var connections: Int { accepted.withLock { $0 } }

  private func serve() {
    while let client = try? listener.accept(interrupt: interrupt) {
      accepted.withLock { $0 += 1 }
      let behaviour = behaviour.withLock { $0 }
      guard let server = try? Connection(to: target, interrupt: interrupt) else { continue }
      let relay = Relay(client: client, server: server, behaviour: behaviour)
      _ = startThread { relay.run() }
    }
  }
}

/// Both directions of one connection, in one thread.
private final class Relay: @unchecked Sendable {
  private struct Direction {
    var waiting: [(due: ContinuousClock.Instant, bytes: [UInt8])] = []
    var isOpen = true
  }

  private let client: Connection
  private let server: Connection
  private let behaviour: TCPProxy.Behaviour
  private var up = Direction()
  private var down = Direction()
  private var received = 0

  init(client: Connection, server: Connection, behaviour: TCPProxy.Behaviour) {
    self.client = client
    self.server = server
    self.behaviour = behaviour
  }

  func run() {
    do {
      while up.isOpen || !down.waiting.isEmpty, down.isOpen || !down.waiting.isEmpty {
        // Short alternating waits instead of one wait for both sides: simple, and exact to a
        // millisecond.
        let quick: Duration = .microseconds(300)
        try take(from: client, into: &up, patience: quick)
        let count = try take(from: server, into: &down, patience: quick)
        received += count
        if let limit = behaviour.cutAfter, received >= limit {
          try deliver(&down, to: client, until: .now + .seconds(3600), keeping: received - limit)
          client.abort()
          return server.abort()
        }
        try deliver(&up, to: server, until: .now)
        try deliver(&down, to: client, until: .now)
      }
      client.close()
      server.close()
    } catch {
      client.abort()
      server.abort()
    }
  }

  @discardableResult
  private func take(
    from side: Connection, into direction: inout Direction, patience: Duration
  ) throws -> Int {
    guard direction.isOpen else { return 0 }
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    guard let count = try side.receive(into: &buffer, patience: patience) else { return 0 }
    if count == 0 {
      direction.isOpen = false
    } else {
      direction.waiting.append((.now + behaviour.delay, Array(buffer.prefix(count))))
    }
    return count
  }

  private func deliver(
    _ direction: inout Direction, to side: Connection, until moment: ContinuousClock.Instant,
    keeping kept: Int = 0
  ) throws {
    while let first = direction.waiting.first, first.due <= moment {
      direction.waiting.removeFirst()
      let isLast = direction.waiting.isEmpty
      var rest = first.bytes.dropLast(isLast ? kept : 0)
      while !rest.isEmpty {
        try side.send(Array(rest.prefix(behaviour.chunk)))
        try side.flush()
        rest = rest.dropFirst(behaviour.chunk)
      }
    }
  }
}
