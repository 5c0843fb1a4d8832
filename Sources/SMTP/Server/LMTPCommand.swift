import Bytes

/// A command of LMTP (RFC 2033), as far as a server for one person needs it.
enum LMTPCommand: Equatable {
  case lhlo
  case mail(from: String, size: Int?)
  case rcpt(String)
  /// RCPT with an address that asks to pass the message on to another place.
  case rcptElsewhere
  case data
  case bdat(size: Int, isLast: Bool)
  case rset
  case noop
  case vrfy
  case help
  case quit
  /// HELO or EHLO: the sender takes this for an SMTP server.
  case otherGreeting
  case unknown
  case malformed(String)

  /// - Parameter line: without its end.
  init(_ line: ArraySlice<UInt8>) {
    guard !line.contains(where: { $0 < Byte.space || $0 == 0x7F }),
      let text = String(validating: line, as: UTF8.self)
    else {
      self = .malformed("a command is a line of text")
      return
    }
    let words = text.split(separator: " ", maxSplits: 1)
    let rest = words.count > 1 ? String(words[1]) : ""
    switch (words.first ?? "").uppercased() {
    case "LHLO": self = rest.isEmpty ? .malformed("LHLO needs a name") : .lhlo
    case "EHLO", "HELO": self = .otherGreeting
    case "MAIL": self = Self.sender(rest)
    case "RCPT": self = Self.recipient(rest)
    case "DATA": self = rest.isEmpty ? .data : .malformed("DATA takes nothing")
    case "BDAT": self = Self.chunk(rest)
    case "RSET": self = .rset
    case "NOOP": self = .noop
    case "VRFY": self = .vrfy
    case "HELP": self = .help
    case "QUIT": self = .quit
    default: self = .unknown
    }
  }

  private static func sender(_ text: String) -> LMTPCommand {
    guard let (address, parameters) = path(text, after: "FROM:") else {
      return .malformed("write MAIL FROM:<address>")
    }
    var size: Int?
    for parameter in parameters {
      let parts = parameter.uppercased().split(separator: "=", maxSplits: 1)
      switch (parts.first, parts.count > 1 ? parts[1] : nil) {
      case ("SIZE", let value?):
        guard let number = Int(value), number >= 0 else { return .malformed("SIZE is a number") }
        size = number
      case ("BODY", "7BIT"), ("BODY", "8BITMIME"), ("SMTPUTF8", nil), ("AUTH", _), ("RET", _),
        ("ENVID", _):
        break
      default: return .malformed("\(parts.first ?? "that") is not known here")
      }
    }
    return .mail(from: address, size: size)
  }

  private static func recipient(_ text: String) -> LMTPCommand {
    guard let (address, parameters) = path(text, after: "TO:"), !address.isEmpty else {
      return .malformed("write RCPT TO:<address>")
    }
    for parameter in parameters.map({ $0.uppercased() })
    where !parameter.hasPrefix("NOTIFY=") && !parameter.hasPrefix("ORCPT=") {
      return .malformed("that parameter is not known here")
    }
    return isRoute(address) ? .rcptElsewhere : .rcpt(address)
  }

  /// Ways to say where a message goes next: a source route ("@a,@b:c@d"), "c%d@a", "d!c" and "c@d"@a.
  private static func isRoute(_ address: String) -> Bool {
    let isWhole = address.hasSuffix("\"")
    let localPart =
      isWhole ? address[...] : address[..<(address.lastIndex(of: "@") ?? address.endIndex)]
    return address.hasPrefix("@") || localPart.contains { "@%!".contains($0) }
  }

  private static func chunk(_ text: String) -> LMTPCommand {
    let words = text.split(separator: " ")
    guard let size = words.first.flatMap({ Int($0) }), size >= 0, words.count <= 2,
      words.count == 1 || words[1].uppercased() == "LAST"
    else { return .malformed("write BDAT, a number of bytes, and LAST with the last of them") }
    return .bdat(size: size, isLast: words.count == 2)
  }

  /// The address between "<" and ">", and the parameters behind it.
  private static func path(_ text: String, after keyword: String) -> (String, [Substring])? {
    guard text.uppercased().hasPrefix(keyword) else { return nil }
    let rest = text.dropFirst(keyword.count).drop { $0 == " " }
    guard rest.first == "<", let end = rest.firstIndex(of: ">") else { return nil }
    let address = rest[rest.index(after: rest.startIndex)..<end]
    guard !address.contains("<"), !address.contains(" ") else { return nil }
    let parameters = rest[rest.index(after: end)...]
    guard parameters.isEmpty || parameters.hasPrefix(" ") else { return nil }
    return (String(address), parameters.split(separator: " "))
  }
}
