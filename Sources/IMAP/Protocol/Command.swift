import Bytes

/// What a client says. There is none here that could change anything in a mailbox: no SELECT, no STORE,
/// no EXPUNGE, no APPEND, and texts are fetched by BODY.PEEK alone.
package enum Command: Sendable, Equatable {
  case capability
  case startTLS
  case authenticate(mechanism: String, initialResponse: String?)
  case login(user: String, password: String)
  /// RFC 2971: some servers want to know who asks before they open a mailbox.
  case id
  case enable([String])
  /// All mailboxes; with what `extras` names, where the server has LIST-EXTENDED.
  case list(extras: String?)
  case status(mailbox: [UInt8], items: [String])
  case examine([UInt8])
  /// Facts about messages; nil: about all.
  case fetchFacts(UIDSet?, items: [String])
  /// Facts about the messages from this UID on, and about the last one.
  case fetchFactsFrom(UInt32, items: [String])
  /// The flags of what changed after a change with this number (RFC 7162 §3.1.4).
  case fetchChanges(since: UInt64)
  /// The UIDs of all messages, as ranges (RFC 4731).
  case searchAll
  /// All that follows is compressed, in both directions (RFC 4978).
  case compress
  /// Whole messages.
  case fetchTexts(UIDSet)
  /// Their headers.
  case fetchHeaders(UIDSet)
  /// This number of bytes of a message, from a place on.
  case fetchPart(UInt32, from: Int, count: Int)
  /// The server tells of changes until DONE (RFC 2177).
  case idle
  case logout

  /// What is fetched of these messages goes to a `TextReceiver`.
  var messages: UIDSet? {
    switch self {
    case .fetchTexts(let set), .fetchHeaders(let set): set
    default: nil
    }
  }

  /// The words before and behind each literal; strings between them.
  private enum Part {
    case words(String)
    case string([UInt8])
  }

  private var parts: [Part] {
    switch self {
    case .capability: [.words("CAPABILITY")]
    case .startTLS: [.words("STARTTLS")]
    case .authenticate(let mechanism, let response?):
      [.words("AUTHENTICATE \(mechanism) \(response)")]
    case .authenticate(let mechanism, nil): [.words("AUTHENTICATE \(mechanism)")]
    case .login(let user, let password):
      [.words("LOGIN "), .string(Array(user.utf8)), .words(" "), .string(Array(password.utf8))]
    case .id: [.words("ID (\"name\" \"Mailcask\")")]
    case .enable(let names): [.words("ENABLE \(names.joined(separator: " "))")]
    case .list(nil): [.words("LIST \"\" \"*\"")]
    case .list(let extras?): [.words("LIST \"\" \"*\" RETURN (\(extras))")]
    case .status(let mailbox, let items):
      [.words("STATUS "), .string(mailbox), .words(" (\(items.joined(separator: " ")))")]
    case .examine(let mailbox): [.words("EXAMINE "), .string(mailbox)]
    case .fetchFacts(let set, let items):
      [.words("UID FETCH \(set?.text ?? "1:*") (\(items.joined(separator: " ")))")]
    case .fetchFactsFrom(let uid, let items):
      [.words("UID FETCH \(uid):* (\(items.joined(separator: " ")))")]
    case .fetchChanges(let change):
      [.words("UID FETCH 1:* (UID FLAGS) (CHANGEDSINCE \(change))")]
    case .searchAll: [.words("UID SEARCH RETURN (ALL) UID 1:*")]
    case .compress: [.words("COMPRESS DEFLATE")]
    case .fetchTexts(let set): [.words("UID FETCH \(set.text) (UID BODY.PEEK[])")]
    case .fetchHeaders(let set): [.words("UID FETCH \(set.text) (UID BODY.PEEK[HEADER])")]
    case .fetchPart(let uid, let from, let count):
      [.words("UID FETCH \(uid) (UID BODY.PEEK[]<\(from).\(count)>)")]
    case .idle: [.words("IDLE")]
    case .logout: [.words("LOGOUT")]
    }
  }

  /// The command in pieces: behind all but the last the server must ask for the next.
  ///
  /// - Parameter takesLiterals: the server takes literals without being asked (RFC 7888).
  func pieces(tag: String, takesLiterals: Bool) -> [[UInt8]] {
    var pieces = [Array("\(tag) ".utf8)]
    func say(_ bytes: some Sequence<UInt8>) { pieces[pieces.count - 1] += bytes }
    for part in parts {
      switch part {
      case .words(let words): say(words.utf8)
      case .string(let bytes):
        if let quoted = Self.quoted(bytes) {
          say(quoted)
        } else if takesLiterals {
          say("{\(bytes.count)+}\r\n".utf8)
          say(bytes)
        } else {
          say("{\(bytes.count)}\r\n".utf8)
          pieces.append(bytes)
        }
      }
    }
    say("\r\n".utf8)
    return pieces
  }

  /// Nil where a literal is needed (RFC 9051 §4.3).
  private static func quoted(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count <= 1_000, bytes.allSatisfy({ 0x20...0x7e ~= $0 }) else { return nil }
    var quoted = [Byte.quote]
    for byte in bytes {
      if byte == Byte.quote || byte == Byte.backslash { quoted.append(Byte.backslash) }
      quoted.append(byte)
    }
    return quoted + [Byte.quote]
  }

  /// What a log may show.
  package var masked: String {
    switch self {
    case .login(let user, _): return "LOGIN \(user) ***"
    case .authenticate(let mechanism, _?): return "AUTHENTICATE \(mechanism) ***"
    default:
      return parts.map { part in
        switch part {
        case .words(let words): words
        case .string(let bytes): "\"\(String(decoding: bytes, as: UTF8.self))\""
        }
      }.joined()
    }
  }
}
