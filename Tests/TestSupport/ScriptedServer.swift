package import Net
import Synchronization

/// A server that does exactly what a script says, each connection in a thread of its own.
///
///     let server = try ScriptedServer { peer, _ in
///       try peer.send("+OK hello\r\n")
///       while let line = try peer.line() { … }
///     }
///     defer { server.stop() }
package final class ScriptedServer: Sendable {
  /// Receives the connection and the number of earlier ones. The connection ends with the script;
  /// if the script throws an error, the connection is reset.
  package typealias Script = @Sendable (ScriptedPeer, Int) throws -> Void

  package let endpoint: Endpoint
  private let listener: Listener
  private let interrupt: Interrupt
  private let count = Mutex(0)

  package init(_ script: @escaping Script) throws {
    guard let interrupt = Interrupt() else { throw TestFailure("no descriptors") }
    self.interrupt = interrupt
    listener = try Listener()
    endpoint = Endpoint(host: "localhost", port: listener.endpoint.port)
    _ = startThread { [self] in
      while let connection = try? listener.accept(interrupt: interrupt) {
        let index = count.withLock { count in
          defer { count += 1 }
          return count
        }
        let peer = ScriptedPeer(connection)
        _ = startThread {
          do {
            try script(peer, index)
            peer.connection.close()
          } catch { peer.connection.abort() }
        }
      }
    }
  }

  package func stop() { interrupt.signal() }

  /// Number of connections accepted so far.
  package var connections: Int { count.withLock { $0 } }
}

/// The server's end of one connection; only its script's thread uses it.
package final class ScriptedPeer: @unchecked Sendable {
  package let connection: Connection
  private var input: [UInt8] = []
  private var consumed = 0

  init(_ connection: Connection) { self.connection = connection }

  package func send(_ text: String) throws { try send(Array(text.utf8)) }

  package func send(_ bytes: [UInt8]) throws {
    try connection.send(bytes)
    try connection.flush()
  }

  /// The next line without its line end; nil when the client has hung up.
  package func line() throws -> String? {
    while true {
      if let feed = input[consumed...].firstIndex(of: 10) {
        let line = input[consumed..<feed].filter { $0 != 13 }
        consumed = feed + 1
        return String(decoding: line, as: UTF8.self)
      }
      guard try read() > 0 else { return nil }
    }
  }

  /// Reads exactly this many bytes.
  package func bytes(_ wanted: Int) throws -> [UInt8] {
    while input.count - consumed < wanted {
      guard try read() > 0 else { throw TestFailure("the client hung up") }
    }
    consumed += wanted
    return Array(input[(consumed - wanted)..<consumed])
  }

  /// Discards received data that was not read as lines.
  package func discardInput() {
    input = []
    consumed = 0
  }

  /// Whether more was received than the lines read so far.
  package var hasInput: Bool { consumed < input.count }

  /// Waits until the client hangs up.
  package func waitForEnd() throws { while try read() > 0 {} }

  private func read() throws -> Int {
    input.removeFirst(consumed)
    consumed = 0
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    let count = try connection.receive(into: &buffer) ?? 0
    input += buffer.prefix(count)
    return count
  }
}
