/// What the first bytes from a server reveal about it.
struct Voice {
  enum Kind: Equatable {
    case pop3
    case imap
    case smtp
    case http
    case ssh

    /// Examines the first bytes that the server sends by itself or in response to CAPA.
    init?(_ bytes: [UInt8]) {
      let signs: [(String, Kind)] = [
        ("+OK", .pop3), ("-ERR", .pop3), ("* OK", .imap), ("* PREAUTH", .imap), ("* BYE", .imap),
        ("220", .smtp), ("421", .smtp), ("554", .smtp), ("HTTP/", .http), ("<", .http),
        ("SSH-", .ssh),
      ]
      guard let found = signs.first(where: { bytes.starts(with: $0.0.utf8) }) else { return nil }
      self = found.1
    }

    var asStranger: String {
      switch self {
      case .pop3: "a POP3 server"
      case .imap: "an IMAP server"
      case .smtp: "an SMTP server"
      case .http: "a web server (HTTP)"
      case .ssh: "an SSH server"
      }
    }
  }

  let kind: Kind
  let isEncrypted: Bool
  /// It has STLS or STARTTLS.
  private var offersUpgrade = false

  /// Whether TLS can begin after the greeting; nil for another protocol than the wanted.
  func upgrades(_ wanted: PortProbe.Wanted) -> Bool? {
    switch (kind, wanted.upgrade) {
    case (.pop3, "STLS"), (.imap, "STARTTLS"): offersUpgrade
    default: nil
    }
  }

  /// Waits for a greeting, and sends CAPA if there is none.
  init?(heardOver connection: Connection) {
    isEncrypted = connection.isEncrypted
    var heard = Self.words(of: connection) { !$0.isEmpty }
    let isGreeting = !heard.isEmpty
    if !isGreeting {
      // A web server answers an unknown request once its header ends.
      guard (try? connection.send(Array("CAPA\r\n\r\n".utf8))) != nil else { return nil }
      heard = Self.words(of: connection) { !$0.isEmpty }
    }
    guard let kind = Kind(heard) else { return nil }
    self.kind = kind
    guard isGreeting else { return }
    switch kind {
    case .pop3: offersUpgrade = Self.offers("STLS", asking: "CAPA", connection)
    case .imap: offersUpgrade = Self.offers("STARTTLS", asking: "a CAPABILITY", connection)
    default: break
    }
  }

  private static func offers(_ word: String, asking question: String, _ connection: Connection)
    -> Bool
  {
    guard (try? connection.send(Array("\(question)\r\n".utf8))) != nil else { return false }
    let answer = words(of: connection) {
      $0.starts(with: "-ERR".utf8) || $0.suffix(3).elementsEqual(".\r\n".utf8)
        || String(decoding: $0, as: UTF8.self).split(separator: "\r\n").last?.hasPrefix("a ")
          == true
    }
    return String(decoding: answer, as: UTF8.self).uppercased()
      .split { $0.isWhitespace || $0.isNewline }.contains(Substring(word))
  }

  /// Reads until `isEnough` returns true or nothing more arrives.
  private static func words(
    of connection: Connection, until isEnough: ([UInt8]) -> Bool
  ) -> [UInt8] {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4 << 10)
    while all.count < Limits.bannerBytes,
      let count = try? connection.receive(into: &buffer), count > 0
    {
      all += buffer.prefix(count)
      if isEnough(all) { break }
    }
    return all
  }
}
