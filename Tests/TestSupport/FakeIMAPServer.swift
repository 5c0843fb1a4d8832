package import Net
import Synchronization

/// An account for `FakeIMAPServer`, and how the server misbehaves.
package struct FakeMailboxes: Sendable {
  package struct Message: Sendable {
    package var uid: UInt32
    package var bytes: [UInt8]
    package var flags = "\\Seen"
    package var date = "17-Jul-2024 02:44:25 +0000"
    /// What RFC822.SIZE says, where that is wrong.
    package var announced: Int?
    /// Further items of FETCH, as in "X-GM-LABELS (a)".
    package var extra = ""

    package init(_ uid: UInt32, _ text: String, extra: String = "") {
      self.uid = uid
      bytes = Array(text.utf8)
      self.extra = extra
    }
  }

  package struct Mailbox: Sendable {
    package var name: String
    package var attributes = ""
    package var validity: UInt32? = 1
    package var messages: [Message]
    /// What EXISTS says, where that is wrong.
    package var exists: Int?
    package var isRefused = false
    /// What STATUS says of it otherwise, as in "UIDNEXT 7".
    package var status = ""

    package init(_ name: String, _ messages: [Message], attributes: String = "") {
      self.name = name
      self.messages = messages
      self.attributes = attributes
    }
  }

  package var mailboxes: [Mailbox]
  package var capabilities = "IMAP4rev1 AUTH=PLAIN SASL-IR"
  package var greeting = "* OK ready"
  /// NO to any command that asks for the text of one of these.
  package var refused: Set<UInt32> = []
  package var refusal = "NO [SERVERBUG] cannot read it"
  /// OK, and nothing for these.
  package var omitted: Set<UInt32> = []
  /// The connection breaks in the middle of these.
  package var breaking: Set<UInt32> = []
  /// Texts of these come as what the value says, after `BODY[] `.
  package var oddTexts: [UInt32: String] = [:]
  /// Said before the answer to the first UID FETCH of texts.
  package var injected = ""
  /// What is answered instead of the usual, by the command and its tag; nil: the usual. The connection
  /// breaks where it has `breakHere`.
  package var override: (@Sendable (_ command: String, _ tag: String) -> String?)?
  package static let breakHere = "\u{0}break"

  package init(_ mailboxes: [Mailbox]) { self.mailboxes = mailboxes }
}

/// A small IMAP server in clear text that does what `FakeMailboxes` says; it knows only the commands that
/// a reader needs, and remembers all that it was told.
package final class FakeIMAPServer: Sendable {
  private let state: Mutex<FakeMailboxes>
  private let heard = Mutex<[String]>([])
  private let server = Mutex<ScriptedServer?>(nil)
  package let endpoint: Endpoint

  package init(_ account: FakeMailboxes) throws {
    let state = Mutex(account)
    self.state = state
    let relay = Relay()
    let server = try ScriptedServer { peer, _ in try relay.serve?(peer) }
    endpoint = server.endpoint
    self.server.withLock { $0 = server }
    relay.serve = { [unowned self] peer in try self.serve(peer) }
  }

  private final class Relay: @unchecked Sendable {
    var serve: (@Sendable (ScriptedPeer) throws -> Void)?
  }

  package func stop() { server.withLock { $0?.stop() } }

  package var account: FakeMailboxes {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }

  /// Commands without their tags, of all connections.
  package var commands: [String] { heard.withLock { $0 } }

  package var connections: Int { server.withLock { $0?.connections ?? 0 } }

  // MARK: One connection

  private func serve(_ peer: ScriptedPeer) throws {
    try peer.send(account.greeting + "\r\n")
    var opened: FakeMailboxes.Mailbox?
    while let line = try peer.line() {
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      let tag = words.first ?? ""
      let command = words.count > 1 ? words[1] : ""
      heard.withLock { $0.append(command) }
      let account = account
      if let other = account.override?(command, tag) {
        try Self.say(other, peer)
        if command.hasPrefix("EXAMINE") { opened = Self.mailbox(named: command, account) }
        continue
      }
      switch command.split(separator: " ").first.map({ $0.uppercased() }) ?? "" {
      case "CAPABILITY": try peer.send("* CAPABILITY \(account.capabilities)\r\n\(tag) OK\r\n")
      case "LIST":
        let lines = account.mailboxes.map { "* LIST (\($0.attributes)) \"/\" \"\($0.name)\"\r\n" }
        try peer.send(lines.joined() + "\(tag) OK\r\n")
      case "STATUS":
        try peer.send("\(status(command, account))\(tag) OK\r\n")
      case "EXAMINE":
        opened = Self.mailbox(named: command, account)
        try peer.send(Self.opening(opened, tag))
      case "UID": try fetch(command, tag, opened, peer, account)
      case "LOGOUT":
        try peer.send("* BYE\r\n\(tag) OK\r\n")
        return
      default: try peer.send("\(tag) OK\r\n")
      }
    }
  }

  private static func say(_ text: String, _ peer: ScriptedPeer) throws {
    let parts = text.split(separator: FakeMailboxes.breakHere, omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if index > 0 { throw TestFailure("it breaks here") }
      try peer.send(String(part))
    }
  }

  private static func mailbox(named command: String, _ account: FakeMailboxes) -> FakeMailboxes
    .Mailbox?
  {
    account.mailboxes.first { command.contains("\"\($0.name)\"") }
  }

  private func status(_ command: String, _ account: FakeMailboxes) -> String {
    guard let mailbox = Self.mailbox(named: command, account) else { return "" }
    let validity = mailbox.validity.map { " UIDVALIDITY \($0)" } ?? ""
    let rest = mailbox.status.isEmpty ? "" : " \(mailbox.status)"
    return
      "* STATUS \"\(mailbox.name)\" (MESSAGES \(mailbox.messages.count)\(validity)\(rest))\r\n"
  }

  private static func opening(_ mailbox: FakeMailboxes.Mailbox?, _ tag: String) -> String {
    guard let mailbox, !mailbox.isRefused else { return "\(tag) NO not for you\r\n" }
    let validity = mailbox.validity.map { "* OK [UIDVALIDITY \($0)] valid\r\n" } ?? ""
    let rest = mailbox.status.isEmpty ? "" : "* OK [\(mailbox.status)]\r\n"
    return
      "* \(mailbox.exists ?? mailbox.messages.count) EXISTS\r\n\(validity)\(rest)"
      + "\(tag) OK [READ-ONLY]\r\n"
  }

  private func fetch(
    _ command: String, _ tag: String, _ mailbox: FakeMailboxes.Mailbox?, _ peer: ScriptedPeer,
    _ account: FakeMailboxes
  ) throws {
    let words = command.split(separator: " ")
    guard let mailbox, words.count > 2 else { return try peer.send("\(tag) BAD no\r\n") }
    let isText = command.contains("BODY.PEEK[]")
    let asked = mailbox.messages.enumerated().filter { Self.holds(words[2], $0.element.uid) }
    guard isText else {
      for (index, message) in asked {
        let extra = message.extra.isEmpty ? "" : " \(message.extra)"
        try peer.send(
          "* \(index + 1) FETCH (UID \(message.uid) FLAGS (\(message.flags)) INTERNALDATE "
            + "\"\(message.date)\" RFC822.SIZE \(message.announced ?? message.bytes.count)\(extra))\r\n"
        )
      }
      return try peer.send("\(tag) OK\r\n")
    }
    try peer.send(account.injected)
    if asked.contains(where: { account.refused.contains($0.element.uid) }) {
      return try peer.send("\(tag) \(account.refusal)\r\n")
    }
    for (index, message) in asked where !account.omitted.contains(message.uid) {
      let start = "* \(index + 1) FETCH (UID \(message.uid) BODY[] "
      if let odd = account.oddTexts[message.uid] {
        try peer.send("\(start)\(odd))\r\n")
        continue
      }
      try peer.send("\(start){\(message.bytes.count)}\r\n")
      if account.breaking.contains(message.uid) {
        try peer.send(Array(message.bytes.prefix(message.bytes.count / 2)))
        throw TestFailure("it breaks here")
      }
      try peer.send(message.bytes + Array(")\r\n".utf8))
    }
    try peer.send("\(tag) OK\r\n")
  }

  private static func holds(_ set: Substring, _ uid: UInt32) -> Bool {
    set.split(separator: ",").contains { part in
      let ends = part.split(separator: ":").map { UInt32($0) ?? .max }
      guard let first = ends.first, let last = ends.last else { return false }
      return (min(first, last)...max(first, last)).contains(uid)
    }
  }
}
