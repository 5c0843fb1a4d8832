import Foundation
package import Net
import Synchronization

/// The contents of a fake POP3 server and its misbehaviour.
package struct FakeMaildrop: Sendable {
  package struct Message: Sendable {
    /// As sent in UIDL; nil omits the message from the response.
    package var uid: String?
    /// The bytes on the wire, with dots stuffed, without the terminator.
    package var wire: [UInt8]
    /// The size in LIST, if it is not the true one.
    package var listedSize: Int?
    /// RETR answers -ERR.
    package var refused = false
    /// DELE answers -ERR.
    package var staysThere = false
    /// Sent at the end of this message instead of the maildrop's terminator.
    package var terminator: String?

    package init(
      uid: String?, _ wire: [UInt8], listedSize: Int? = nil, refused: Bool = false,
      terminator: String? = nil
    ) {
      self.uid = uid
      self.wire = wire
      self.listedSize = listedSize
      self.refused = refused
      self.terminator = terminator
    }

    package init(uid: String?, _ text: String) { self.init(uid: uid, Array(text.utf8)) }
  }

  package enum Pipelining: Sendable { case works, absent, answersFirstOnly, hangsUp }

  package var messages: [Message]
  package var greeting = "+OK ready"
  package var pipelining = Pipelining.works
  package var capabilities: [String]? = ["TOP", "UIDL", "USER", "SASL PLAIN LOGIN"]
  /// The connection ends when CAPA is asked for.
  package var dropsOnCapa = false
  package var hasUIDL = true
  /// Ends the lines of a response.
  package var lineEnd = "\r\n"
  package var terminator = ".\r\n"
  /// How a line of UIDL is written.
  package var uidLine: @Sendable (Int, String) -> String = { "\($0) \($1)" }
  /// The order of the lines of LIST and UIDL.
  package var listOrder: @Sendable ([String]) -> [String] = { $0 }
  /// RETR of this message number breaks off (RST) after this many bytes of the message.
  package var cut: (number: Int, bytes: Int)?
  /// RETR of these UIDs ends the connection (FIN) after this many bytes of the message.
  package var cuts: [String: Int] = [:]
  /// Maximum number of bytes in one segment.
  package var chunk = Int.max
  /// The connection ends (RST) at QUIT, before or after the deletions are done.
  package var dropsOnQuit: DropOnQuit?
  /// The connection ends at the DELE of this number.
  package var dropsOnDelete: Int?
  package enum DropOnQuit: Sendable { case undone, done }
  /// Responses that replace the usual ones, by command (in capitals).
  package var answers: [String: String] = [:]

  package init(_ messages: [Message]) { self.messages = messages }
}

/// A POP3 server over a `FakeMaildrop`, in clear text or with TLS from the first byte. Accepts any
/// login.
package final class FakePOP3Server: Sendable {
  private struct State {
    var maildrop: FakeMaildrop
    var commands: [String] = []
  }

  package var endpoint: Endpoint { server.endpoint }
  private let server: ScriptedServer
  private let state: SharedState

  private final class SharedState: Sendable {
    let value: Mutex<State>
    init(_ maildrop: FakeMaildrop) { value = Mutex(State(maildrop: maildrop)) }
  }

  package init(_ maildrop: FakeMaildrop, identity: TLSIdentity? = nil) throws {
    let state = SharedState(maildrop)
    self.state = state
    server = try ScriptedServer { peer, _ in
      if let identity { try peer.connection.acceptTLS(identity) }
      let maildrop = state.value.withLock { $0.maildrop }
      var session = Session(peer: peer, maildrop: maildrop)
      do {
        try session.run(
          log: { line in state.value.withLock { $0.commands.append(line) } },
          remove: { indices in
            state.value.withLock { state in
              for index in indices.sorted(by: >) { state.maildrop.messages.remove(at: index) }
            }
          })
      } catch is HangUp {}
    }
  }

  package func stop() { server.stop() }

  package var connections: Int { server.connections }

  /// All commands of all connections.
  package var commands: [String] { state.value.withLock { $0.commands } }

  /// The contents for the next session. Deleted messages are removed at QUIT.
  package var maildrop: FakeMaildrop {
    get { state.value.withLock { $0.maildrop } }
    set { state.value.withLock { $0.maildrop = newValue } }
  }

  /// Closes the connection normally.
  private struct HangUp: Error {}

  private struct Session {
    let peer: ScriptedPeer
    let maildrop: FakeMaildrop
    var deleted: Set<Int> = []

    mutating func run(log: (String) -> Void, remove: (Set<Int>) -> Void) throws {
      try send(maildrop.greeting + maildrop.lineEnd)
      while let line = try peer.line() {
        log(line)
        switch maildrop.pipelining {
        case .answersFirstOnly: peer.discardInput()
        case .hangsUp where peer.hasInput: throw TestFailure("more than one command at once")
        default: break
        }
        let words = line.split(separator: " ").map(String.init)
        let command = words.first?.uppercased() ?? ""
        if let answer = maildrop.answers[command] {
          try send(answer)
        } else if command == "QUIT" {
          if maildrop.dropsOnQuit == .undone { throw TestFailure("no goodbye") }
          remove(deleted)
          if maildrop.dropsOnQuit == .done { throw TestFailure("no goodbye") }
          return try send("+OK bye" + maildrop.lineEnd)
        } else {
          try answer(command, words.dropFirst().compactMap { Int($0) })
        }
      }
    }

    private mutating func answer(_ command: String, _ numbers: [Int]) throws {
      switch command {
      case "CAPA":
        if maildrop.dropsOnCapa { throw TestFailure("no CAPA here") }
        guard let lines = maildrop.capabilities else { return try status("-ERR unknown") }
        try listing(lines + (maildrop.pipelining == .absent ? [] : ["PIPELINING"]))
      case "USER", "PASS", "NOOP", "UTF8": try status("+OK")
      case "AUTH": try status("+OK logged in")
      case "RSET":
        deleted = []
        try status("+OK")
      case "LIST":
        let lines = present.map { index in
          let message = maildrop.messages[index]
          return "\(index + 1) \(message.listedSize ?? message.wire.count)"
        }
        guard let number = numbers.first else { return try listing(maildrop.listOrder(lines)) }
        let line = lines.first { $0.hasPrefix("\(number) ") }
        try status(line.map { "+OK \($0)" } ?? "-ERR no such message")
      case "UIDL":
        guard maildrop.hasUIDL else { return try status("-ERR unknown") }
        try listing(
          maildrop.listOrder(
            present.compactMap { index in
              maildrop.messages[index].uid.map { maildrop.uidLine(index + 1, $0) }
            }))
      case "RETR", "TOP", "DELE": try one(command, (numbers.first ?? 0) - 1)
      default: try status("-ERR unknown")
      }
    }

    private var present: [Int] { maildrop.messages.indices.filter { !deleted.contains($0) } }

    private mutating func one(_ command: String, _ index: Int) throws {
      guard present.contains(index) else { return try status("-ERR no such message") }
      let message = maildrop.messages[index]
      if command == "DELE" {
        if maildrop.dropsOnDelete == index + 1 { throw HangUp() }
        guard !message.staysThere else { return try status("-ERR it is locked") }
        deleted.insert(index)
        return try status("+OK")
      }
      guard !message.refused else { return try status("-ERR cannot read this message") }
      if command == "RETR", let bytes = message.uid.flatMap({ maildrop.cuts[$0] }) {
        if bytes > 0 { try send(Array("+OK\r\n".utf8) + message.wire.prefix(bytes)) }
        throw HangUp()
      }
      try status("+OK \(message.wire.count) octets")
      if let cut = maildrop.cut, cut.number == index + 1 {
        try send(Array(message.wire.prefix(cut.bytes)))
        throw TestFailure("cut here")
      }
      if command == "TOP" {
        let text = String(decoding: message.wire, as: UTF8.self)
        let header = text.components(separatedBy: "\r\n\r\n")[0]
        return try send(header + "\r\n\r\n" + maildrop.terminator)
      }
      try send(message.wire + Array((message.terminator ?? maildrop.terminator).utf8))
    }

    private func status(_ line: String) throws { try send(line + maildrop.lineEnd) }

    private func listing(_ lines: [String]) throws {
      let all = ["+OK"] + lines + ["."]
      try send(all.map { $0 + maildrop.lineEnd }.joined())
    }

    private func send(_ text: String) throws { try send(Array(text.utf8)) }

    private func send(_ bytes: [UInt8]) throws {
      var rest = bytes[...]
      while !rest.isEmpty {
        let part = rest.prefix(maildrop.chunk)
        try peer.send(Array(part))
        rest = rest.dropFirst(part.count)
      }
    }
  }
}
