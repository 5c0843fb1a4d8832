/// What the first bytes from a server reveal about it.
struct Voice {
  enum Kind: Equatable {
    case pop3
    case imap
    case smtp
    case ftp
    /// The greeting does not say which of both.
    case smtpOrFTP
    case http
    case ssh
    case nntp
    case managesieve

    /// Examines the first bytes that the server sends by itself or in response to CAPA. Lines of text
    /// may stand before the one that tells.
    init?(_ bytes: [UInt8]) {
      let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: Limits.bannerLines)
      guard let found = lines.lazy.compactMap({ Kind(line: $0) }).first else { return nil }
      self = found
    }

    private init?(line: ArraySlice<UInt8>) {
      let signs: [(String, Kind)] = [
        ("+OK", .pop3), ("-ERR", .pop3), ("* OK", .imap), ("* PREAUTH", .imap), ("* BYE", .imap),
        ("220", .smtpOrFTP), ("421", .smtpOrFTP), ("554", .smtp), ("HTTP/", .http), ("<", .http),
        ("SSH-", .ssh), ("200 ", .nntp), ("201 ", .nntp), ("\"IMPLEMENTATION\"", .managesieve),
      ]
      guard let found = signs.first(where: { line.starts(with: $0.0.utf8) })?.1 else { return nil }
      let words = String(decoding: line, as: UTF8.self).lowercased()
      func says(_ names: String...) -> Bool { names.contains(where: words.contains) }
      switch found {
      // Servers of both begin with the same numbers, and nearly all say what they are.
      case .smtpOrFTP where says("smtp"): self = .smtp
      case .smtpOrFTP where says("ftp", "filezilla"): self = .ftp
      case .nntp where !says("nntp", "news", "posting"): return nil
      default: self = found
      }
    }

    var asStranger: String {
      switch self {
      case .pop3: "a POP3 server"
      case .imap: "an IMAP server"
      case .smtp: "an SMTP server"
      case .ftp: "an FTP server"
      case .smtpOrFTP: "an SMTP or FTP server"
      case .http: "a web server (HTTP)"
      case .ssh: "an SSH server"
      case .nntp: "a news server (NNTP)"
      case .managesieve: "a ManageSieve server"
      }
    }
  }

  let kind: Kind
  let isEncrypted: Bool
  /// It has STLS or STARTTLS.
  private var offersUpgrade = false

  /// Whether TLS can begin after the greeting; nil for another protocol than the wanted.
  func upgrades(_ wanted: PortProbe.Wanted) -> Bool? {
    switch (kind, wanted.name) {
    case (.pop3, "POP3"), (.imap, "IMAP"), (.smtp, "SMTP"), (.smtpOrFTP, "SMTP"): offersUpgrade
    default: nil
    }
  }

  /// Waits for a greeting, and sends CAPA if there is none.
  init?(heardOver connection: Connection) {
    isEncrypted = connection.isEncrypted
    var heard = Self.words(of: connection) { Kind($0) != nil }
    let isGreeting = !heard.isEmpty
    if !isGreeting {
      // A web server answers an unknown request once its header ends.
      guard (try? connection.send(Array("CAPA\r\n\r\n".utf8))) != nil else { return nil }
      heard = Self.words(of: connection) { Kind($0) != nil }
    }
    guard let kind = Kind(heard) else { return nil }
    self.kind = kind
    guard isGreeting else { return }
    switch kind {
    case .pop3: offersUpgrade = Self.offers("STLS", asking: "CAPA", connection)
    case .imap: offersUpgrade = Self.offers("STARTTLS", asking: "a CAPABILITY", connection)
    case .smtp, .smtpOrFTP:
      offersUpgrade = Self.offers("STARTTLS", asking: "EHLO [127.0.0.1]", connection)
    default: break
    }
  }

  private static func offers(_ word: String, asking question: String, _ connection: Connection)
    -> Bool
  {
    guard (try? connection.send(Array("\(question)\r\n".utf8))) != nil else { return false }
    let answer = words(of: connection) {
      let last = String(decoding: $0, as: UTF8.self).split(separator: "\r\n").last ?? ""
      // An SMTP server's last line has a blank behind its number.
      let isEndOfReply = last.prefix(3).allSatisfy(\.isNumber) && last.dropFirst(3).first == " "
      return $0.starts(with: "-ERR".utf8) || $0.suffix(3).elementsEqual(".\r\n".utf8)
        || last.hasPrefix("a ") || isEndOfReply
    }
    return String(decoding: answer, as: UTF8.self).uppercased()
      .split { $0.isWhitespace || $0.isNewline || $0 == "-" }.contains(Substring(word))
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
