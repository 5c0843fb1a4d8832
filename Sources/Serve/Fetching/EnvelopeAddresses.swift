import Bytes

/// An address as ENVELOPE has it (RFC 9051 section 7.5.2), with its words as they stand in the field.
struct EnvelopeAddress: Equatable {
  var name: [UInt8]?
  /// Source route.
  var route: [UInt8]?
  /// Without a host: the name of a group that begins here; nil: one ends.
  var mailbox: [UInt8]?
  var host: [UInt8]?

  /// What stands for a part that is missing, as nil means something else.
  static let missingMailbox = Array("MISSING_MAILBOX".utf8)
  static let missingHost = Array("MISSING_DOMAIN".utf8)
}

/// Reads an address list in one pass.
struct EnvelopeAddresses {
  private(set) var addresses: [EnvelopeAddress] = []
  private var words: HeaderWords
  private var isInGroup = false

  static func parse(_ value: some Sequence<UInt8>) -> [EnvelopeAddress] {
    var parser = EnvelopeAddresses(words: HeaderWords(value))
    parser.parse()
    return parser.addresses
  }

  private init(words: HeaderWords) { self.words = words }

  private mutating func parse() {
    while true {
      words.comment = nil
      words.skipSpaceAndComments()
      guard let byte = words.peek else { break }
      switch byte {
      case Byte.comma: words.advance()
      case Byte.semicolon:
        words.advance()
        endGroup()
      default: entry()
      }
    }
    endGroup()
  }

  private mutating func endGroup() {
    if isInGroup { addresses.append(EnvelopeAddress()) }
    isInGroup = false
  }

  /// A mailbox, or the beginning of a group.
  private mutating func entry() {
    var phrase: [[UInt8]] = []
    // Words without blanks between, as in "ada.lovelace".
    var isJoined = false
    while let byte = words.peek {
      switch byte {
      case Byte.comma, Byte.semicolon: return bare(phrase)
      case Byte.less:
        return angle(phrase)
      case Byte.colon:
        words.advance()
        if isInGroup { continue }
        isInGroup = true
        addresses.append(EnvelopeAddress(mailbox: joined(phrase)))
        return
      case Byte.at:
        words.advance()
        return bare(phrase, host: domain())
      case Byte.quote:
        add(words.quoted(), to: &phrase, isJoined)
        isJoined = true
      default:
        if Byte.isSpace(byte) || byte == Byte.openParenthesis {
          words.skipSpaceAndComments()
          isJoined = false
        } else {
          let atom = words.bytes(while: Self.isWordCharacter)
          if atom.isEmpty {
            // A sign that has no meaning here.
            words.advance()
          } else {
            add(atom, to: &phrase, isJoined)
            isJoined = true
          }
        }
      }
    }
    bare(phrase)
  }

  private func add(_ word: [UInt8], to phrase: inout [[UInt8]], _ isJoined: Bool) {
    if isJoined, !phrase.isEmpty {
      phrase[phrase.count - 1] += word
    } else {
      phrase.append(word)
    }
  }

  private func joined(_ phrase: [[UInt8]]) -> [UInt8] {
    Array(phrase.joined(separator: [Byte.space]))
  }

  private static func isWordCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case Byte.comma, Byte.semicolon, Byte.colon, Byte.less, Byte.greater, Byte.at, Byte.quote,
      Byte.openParenthesis, Byte.closeParenthesis:
      false
    default: !Byte.isSpace(byte)
    }
  }

  /// "ada@example.org (Ada)", or words without any address.
  private mutating func bare(_ phrase: [[UInt8]], host: [UInt8]? = nil) {
    guard !phrase.isEmpty || host != nil else { return }
    words.skipSpaceAndComments()
    let mailbox = host == nil ? joined(phrase) : Array(phrase.joined())
    addresses.append(
      EnvelopeAddress(
        name: words.comment.flatMap { $0.isEmpty ? nil : $0 }, route: nil,
        mailbox: mailbox.isEmpty ? EnvelopeAddress.missingMailbox : mailbox,
        host: host.flatMap { $0.isEmpty ? nil : $0 } ?? EnvelopeAddress.missingHost))
    skipToSeparator()
  }

  /// "Ada <@relay:ada@example.org>".
  private mutating func angle(_ phrase: [[UInt8]]) {
    words.advance()
    var address = EnvelopeAddress()
    let name = joined(phrase)
    if !name.isEmpty { address.name = name }
    words.skipSpaceAndComments()
    if words.peek == Byte.at {
      address.route = words.bytes { $0 != Byte.colon && $0 != Byte.greater }
      _ = words.take(Byte.colon)
    }
    var local: [UInt8] = []
    while let byte = words.peek, byte != Byte.at, byte != Byte.greater {
      if byte == Byte.quote {
        local += words.quoted()
      } else if byte == Byte.openParenthesis || Byte.isSpace(byte) {
        words.skipSpaceAndComments()
      } else {
        local.append(byte)
        words.advance()
      }
    }
    let host = words.take(Byte.at) ? domain() : []
    address.mailbox = local.isEmpty ? EnvelopeAddress.missingMailbox : local
    address.host = host.isEmpty ? EnvelopeAddress.missingHost : host
    _ = words.bytes { $0 != Byte.greater && $0 != Byte.comma }
    _ = words.take(Byte.greater)
    words.skipSpaceAndComments()
    if address.name == nil, let comment = words.comment, !comment.isEmpty { address.name = comment }
    addresses.append(address)
    skipToSeparator()
  }

  private mutating func domain() -> [UInt8] {
    var host: [UInt8] = []
    words.skipSpaceAndComments()
    if words.peek == UInt8(ascii: "[") {
      host = words.bytes { $0 != UInt8(ascii: "]") }
      if words.take(UInt8(ascii: "]")) { host.append(UInt8(ascii: "]")) }
      return host
    }
    while true {
      host += words.bytes(while: Self.isWordCharacter)
      var next = words
      next.skipSpaceAndComments()
      // "example . org" is one domain.
      guard let byte = next.peek, byte == Byte.dot || host.last == Byte.dot,
        Self.isWordCharacter(byte)
      else { return host }
      words = next
    }
  }

  private mutating func skipToSeparator() {
    while let byte = words.peek, byte != Byte.comma, byte != Byte.semicolon {
      if byte == Byte.quote {
        _ = words.quoted()
      } else if byte == Byte.openParenthesis {
        words.skipSpaceAndComments()
      } else {
        words.advance()
      }
    }
  }
}
