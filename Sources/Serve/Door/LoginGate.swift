import Bytes
import Digests
import IMAP
import Net
import SASL

/// Lets a client in that knows the password (RFC 3501, section 6.2). Other users of the machine, and pages
/// in a browser, reach a port on a loopback address as well.
final class LoginGate {
  private let password: ServePassword
  private let channel: any ServeChannel
  private let isStopped: () -> Bool
  private var framing = CommandFraming()
  private var failures = 0
  private var waited = 0.0

  init(_ password: ServePassword, _ channel: any ServeChannel, isStopped: @escaping () -> Bool) {
    self.password = password
    self.channel = channel
    self.isStopped = isStopped
  }

  private static let capabilities =
    "CAPABILITY IMAP4rev1 LITERAL+ SASL-IR ID AUTH=PLAIN AUTH=SCRAM-SHA-256"

  /// Somebody who is not let in, or is gone.
  private struct Closed: Error {
    var words: String?
  }

  /// Returns when the client has logged in: what it sent behind, and the tag of the login, whose answer is
  /// still to be given. Nil if it is not let in.
  func admit() -> (framing: CommandFraming, tag: [UInt8])? {
    do {
      try say("* OK [\(Self.capabilities)] Mailcask is ready")
      while true {
        let raw = try next()
        if let tag = try perform(raw) { return (framing, tag) }
      }
    } catch let closed as Closed {
      if let words = closed.words { try? say("* BYE \(words)") }
      return nil
    } catch { return nil }
  }

  private func next() throws -> RawCommand {
    while true {
      while let event = framing.next() {
        switch event {
        case .command(let raw): return raw
        case .question: try say("+ go on")
        case .tooLarge, .broken: throw Closed(words: "That is too large")
        }
      }
      if isStopped() { throw Closed(words: "Mailcask ends") }
      guard let bytes = channel.read(timeout: Limits.secondsBetweenLooks) else {
        waited += Limits.secondsBetweenLooks
        guard waited < Limits.secondsToLogIn else {
          throw Closed(words: "The login takes too long")
        }
        continue
      }
      guard !bytes.isEmpty else { throw Closed() }
      framing.feed(bytes)
    }
  }

  /// - Returns: the tag, if this lets the client in.
  private func perform(_ raw: RawCommand) throws -> [UInt8]? {
    var cursor = CommandCursor(raw)
    let tag = cursor.bytes { CommandCursor.isAtomCharacter($0) && $0 != UInt8(ascii: "+") }
    // A page of the web that posts to the port begins with what is no command.
    guard !tag.isEmpty, (try? cursor.space()) != nil, let verb = try? cursor.keyword() else {
      throw Closed(words: "That is no command of IMAP")
    }
    let name = String(decoding: tag, as: UTF8.self)
    switch verb {
    case "CAPABILITY": try say("* \(Self.capabilities)\r\n\(name) OK Done")
    case "NOOP": try say("\(name) OK Done")
    case "ID": try say("* ID (\"name\" \"Mailcask\")\r\n\(name) OK Done")
    case "LOGOUT":
      try say("* BYE Goodbye\r\n\(name) OK Logged out")
      throw Closed()
    case "LOGIN":
      let isRight = (try? login(&cursor)) ?? false
      return try answer(tag, isRight: isRight)
    case "AUTHENTICATE":
      guard let isRight = try authenticate(&cursor) else {
        try say("\(name) NO That login is not known")
        return nil
      }
      return try answer(tag, isRight: isRight)
    case "SELECT", "EXAMINE", "LIST", "LSUB", "STATUS", "ENABLE", "IDLE", "NAMESPACE", "FETCH",
      "UID", "SEARCH", "STARTTLS":
      try say("\(name) BAD Log in first")
    default: throw Closed(words: "That is no command of IMAP")
    }
    return nil
  }

  private func answer(_ tag: [UInt8], isRight: Bool) throws -> [UInt8]? {
    guard !isRight else { return tag }
    failures += 1
    // Guessing takes its time.
    pause(milliseconds: Limits.pauseAfterWrongPassword)
    try say(
      "\(String(decoding: tag, as: UTF8.self)) NO [AUTHENTICATIONFAILED] The password is in serve-password"
    )
    guard failures < Limits.wrongPasswords else { throw Closed(words: "Too many wrong passwords") }
    return nil
  }

  private func login(_ cursor: inout CommandCursor) throws(BadCommand) -> Bool {
    try cursor.space()
    let user = try cursor.astring()
    try cursor.space()
    let secret = try cursor.astring()
    try cursor.expectEnd()
    return password.isRight(user: user, secret)
  }

  /// Nil for a mechanism that is not offered.
  private func authenticate(_ cursor: inout CommandCursor) throws -> Bool? {
    guard (try? cursor.space()) != nil, let mechanism = try? cursor.keyword() else { return nil }
    var first: [UInt8]?
    if !cursor.isAtEnd {
      try cursor.space()
      let text = cursor.bytes { $0 > Byte.space }
      first = text == [Byte.equals] ? [] : Base64.decode(text)
      guard first != nil else { return false }
    }
    switch mechanism {
    case "PLAIN":
      let message = try first ?? ask("")
      return message.map(plain) ?? false
    case "SCRAM-SHA-256": return try scram(first)
    default: return nil
    }
  }

  /// Asks on within a login.
  ///
  /// - Returns: the client's answer; nil if it gives up.
  private func ask(_ challenge: String) throws -> [UInt8]? {
    try say("+ \(challenge)")
    guard case .text(let line)? = try next().pieces.first, line != [Byte.star] else { return nil }
    return Base64.decode(line)
  }

  /// RFC 4616: whom to act as, who it is, and the password, with NUL between.
  private func plain(_ message: [UInt8]) -> Bool {
    let parts = message.split(separator: 0, omittingEmptySubsequences: false)
    return parts.count == 3 && password.isRight(user: Array(parts[1]), Array(parts[2]))
  }

  private func scram(_ first: [UInt8]?) throws -> Bool {
    var server = try SCRAMServer(password.verifier)
    guard let opening = try first ?? ask(""),
      case .challenge(let challenge) = try server.answer(opening),
      let final = try ask(Base64.encode(challenge)),
      case .accepted(let proof) = try server.answer(final)
    else { return false }
    return try ask(Base64.encode(proof)) != nil
  }

  private func say(_ line: String) throws {
    guard channel.write(Array("\(line)\r\n".utf8)) else { throw Closed() }
  }
}
