import Bytes

/// A mailbox of an address list (RFC 5322 section 3.4).
package struct Address: Sendable, Hashable {
  /// Display name with encoded-words decoded and quotes removed, or the comment that stands in
  /// its place ("jdoe@example.org (John Doe)").
  package var name: String?
  /// "local@domain" without brackets, route and comments. Without "@" when the field has none,
  /// empty for a group without members.
  package var mailbox: String
  /// Name of the group that the mailbox is in.
  package var group: String?

  package init(name: String? = nil, mailbox: String, group: String? = nil) {
    self.name = name
    self.mailbox = mailbox
    self.group = group
  }
}

/// The addresses of a field, in order, groups flattened.
/// - Parameter hint: charset for 8-bit names.
func parseAddresses(
  _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, limits: Limits, hint: CharsetHint?
) -> LimitedList<Address> {
  var parser = AddressParser(limits: limits, hint: hint)
  if bytes.isASCII(range), !bytes.isPlainASCII(range) {
    // The bytes of an ISO 2022 charset are brackets and quotes of the syntax too.
    let text = decodeText(bytes.extracting(range)).text.utf8Array
    parser.parse(text.span, 0..<text.count)
  } else {
    parser.parse(bytes, range)
  }
  return parser.addresses
}

/// Takes an address list apart in one pass. Words collect until a comma, semicolon, colon or angle
/// bracket says what they were.
private struct AddressParser {
  private let hint: CharsetHint?
  private(set) var addresses: LimitedList<Address>
  private var words: [AddressWord] = []
  private var isWordOpen = false
  private var comment: [UInt8]?
  private var angle: [UInt8]?
  /// The words in front of `angle`.
  private var nameWords: [AddressWord] = []
  private var group: String?
  private var groupStart = 0
  /// A parenthesis or quote without its partner was met: it and those after it are plain text.
  private var hasOpenComment = false
  private var hasOpenQuote = false

  init(limits: Limits, hint: CharsetHint?) {
    self.addresses = LimitedList(limit: limits.addresses)
    self.hint = hint
  }

  mutating func parse(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
    var position = range.lowerBound
    let end = range.upperBound
    while position < end, !addresses.isCut {
      let byte = bytes[position]
      switch byte {
      case Byte.quote: takeQuoted(&position, end, in: bytes)
      case Byte.openParenthesis: takeComment(&position, end, in: bytes)
      case Byte.less: takeAngle(&position, end, in: bytes)
      case Byte.comma:
        flush()
        position += 1
      case Byte.semicolon:
        // Outside of a group a semicolon separates, as Outlook writes it.
        flush()
        endGroup()
        position += 1
      case Byte.colon: takeColon(&position)
      case UInt8(ascii: "["): takeLiteral(&position, end, in: bytes)
      case Byte.equals: takeEncodedWord(&position, end, in: bytes)
      default:
        if Byte.isSpace(byte) {
          isWordOpen = false
        } else if byte != Byte.greater {
          append(byte)
        }
        position += 1
      }
    }
    let lastComment = comment
    flush()
    endGroup()
    if addresses.elements.isEmpty, let lastComment {
      add(name: text(of: lastComment), mailbox: [])
    }
  }

  private func text(of comment: [UInt8]) -> String {
    decodeUnstructured(comment.span, 0..<comment.count, hint: hint).text
  }

  // MARK: Words

  private mutating func openWord() {
    guard !isWordOpen || words.isEmpty else { return }
    words.append(AddressWord(text: [], raw: [], hasAt: false))
    isWordOpen = true
  }

  private mutating func append(_ byte: UInt8) {
    openWord()
    words[words.count - 1].text.append(byte)
    words[words.count - 1].raw.append(byte)
    if byte == Byte.at { words[words.count - 1].hasAt = true }
  }

  private mutating func append(
    _ position: inout Int, through last: Int, in bytes: borrowing Span<UInt8>
  ) {
    while position <= last {
      append(bytes[position])
      position += 1
    }
  }

  private mutating func takeQuoted(
    _ position: inout Int, _ end: Int, in bytes: borrowing Span<UInt8>
  ) {
    position += 1
    guard !hasOpenQuote, let close = closingQuote(from: position, end, in: bytes) else {
      // Against quoted-string: without its partner the quote means nothing.
      hasOpenQuote = true
      return
    }
    openWord()
    let last = words.count - 1
    words[last].raw.append(Byte.quote)
    while position < close {
      words[last].raw.append(bytes[position])
      if bytes[position] == Byte.backslash, position + 1 < close {
        position += 1
        words[last].raw.append(bytes[position])
      }
      words[last].text.append(bytes[position])
      position += 1
    }
    words[last].raw.append(Byte.quote)
    position = close + 1
  }

  private func closingQuote(
    from start: Int, _ end: Int, in bytes: borrowing Span<UInt8>
  ) -> Int? {
    var position = start
    while position < end {
      if bytes[position] == Byte.quote { return position }
      position += bytes[position] == Byte.backslash ? 2 : 1
    }
    return nil
  }

  /// A domain literal, which may hold colons (RFC 5321 section 4.1.3).
  private mutating func takeLiteral(
    _ position: inout Int, _ end: Int, in bytes: borrowing Span<UInt8>
  ) {
    let limit = min(end, position + Reach.domainLiteral)
    let close = bytes.firstIndex(of: UInt8(ascii: "]"), in: position..<limit)
    let isDomain = isWordOpen && words.last?.raw.last == Byte.at
    append(&position, through: isDomain ? (close ?? position) : position, in: bytes)
  }

  /// An encoded-word goes into the word as it is, commas and parentheses included, which some
  /// mailers leave unencoded (against RFC 2047 section 5).
  private mutating func takeEncodedWord(
    _ position: inout Int, _ end: Int, in bytes: borrowing Span<UInt8>
  ) {
    var marks = 0
    var next = position + 1
    let limit = min(end, position + Reach.encodedWord)
    if next < limit, bytes[next] == Byte.question {
      while next < limit, !Byte.isSpace(bytes[next]) {
        if bytes[next] == Byte.question { marks += 1 }
        if marks >= 4, bytes[next] == Byte.equals, bytes[next - 1] == Byte.question { break }
        next += 1
      }
    }
    let isWord = marks >= 4 && next < limit && bytes[next] == Byte.equals
    append(&position, through: isWord ? next : position, in: bytes)
  }

  // MARK: Structure

  private mutating func takeComment(
    _ position: inout Int, _ end: Int, in bytes: borrowing Span<UInt8>
  ) {
    var depth = 0
    var next = position
    while !hasOpenComment, next < end {
      let byte = bytes[next]
      if byte == Byte.openParenthesis { depth += 1 }
      if byte == Byte.closeParenthesis { depth -= 1 }
      if depth == 0 { break }
      next += byte == Byte.backslash ? 2 : 1
    }
    guard !hasOpenComment, next < end else {
      hasOpenComment = true
      append(bytes[position])
      position += 1
      return
    }
    let inside = bytes.trimmed(position + 1..<next)
    if comment == nil, !inside.isEmpty {
      comment = bytes.array(inside).filter { $0 != Byte.backslash }
    }
    position = next + 1
  }

  private mutating func takeAngle(
    _ position: inout Int, _ end: Int, in bytes: borrowing Span<UInt8>
  ) {
    // A second address without a comma between (against address-list).
    if angle != nil {
      let following = words
      words = []
      flush()
      words = following
    }
    position += 1
    var content: [UInt8] = []
    var isQuoted = false
    while position < end {
      let byte = bytes[position]
      if byte == Byte.quote { isQuoted.toggle() }
      if !isQuoted {
        if byte == Byte.greater { break }
        // A missing ">" (against angle-addr): the list goes on behind the comma. A route has
        // commas of its own (RFC 5322 section 4.4).
        if byte == Byte.comma || byte == Byte.semicolon, content.first != Byte.at { break }
        if byte == Byte.openParenthesis, !hasOpenComment {
          var afterComment = position
          skipSpaceAndComments(&afterComment, end, in: bytes)
          if afterComment < end {
            position = afterComment
            continue
          }
          hasOpenComment = true
        }
      }
      if byte != Byte.less, isQuoted || !Byte.isSpace(byte) { content.append(byte) }
      position += 1
    }
    if position < end, bytes[position] == Byte.greater { position += 1 }
    angle = content
    nameWords = words
    words = []
    isWordOpen = false
  }

  private mutating func takeColon(_ position: inout Int) {
    position += 1
    isWordOpen = false
    guard angle == nil, !words.isEmpty, !words.contains(where: \.hasAt) else { return }
    let name = phrase(words, hint: hint)
    words = []
    comment = nil
    if name.lowercased() == "mailto" { return }
    endGroup()
    group = name
    groupStart = addresses.elements.count
  }

  private mutating func endGroup() {
    if let group, addresses.elements.count == groupStart {
      addresses.append(Address(mailbox: "", group: group))
    }
    group = nil
  }

  /// Ends an address.
  private mutating func flush() {
    let commentText = comment.map(text(of:))
    if var angle {
      if let domain = words.first?.raw, domain.first == Byte.at, !angle.contains(Byte.at) {
        // "<jdoe>@example.org" (against angle-addr).
        angle += domain
        words.removeFirst()
      }
      let name = phrase(nameWords.isEmpty ? words : nameWords, hint: hint)
      add(name: named(name, commentText), mailbox: withoutRoute(angle))
    } else if !words.isEmpty {
      addWithoutAngle(commentText)
    }
    words = []
    nameWords = []
    comment = nil
    angle = nil
    isWordOpen = false
  }

  /// Comments are no part of a name (RFC 5322 section 3.4), but people put names into them.
  private func named(_ name: String, _ comment: String?) -> String? {
    guard let comment else { return name.isEmpty ? nil : name }
    return name.isEmpty ? comment : "\(name) (\(comment))"
  }

  private mutating func add(name: String?, mailbox: [UInt8]) {
    var text = mailboxText(mailbox, hint: hint)
    var name = name
    if text.isEmpty, let only = name, only.utf8.contains(Byte.at) {
      text = only
      name = nil
    }
    guard !text.isEmpty || name?.isEmpty == false else { return }
    addresses.append(Address(name: name, mailbox: text, group: group))
  }

  /// "jdoe@example.org", "John jdoe@example.org" (against name-addr), or no address at all.
  private mutating func addWithoutAngle(_ commentText: String?) {
    let glued = gluedAroundAt(words)
    let decoded = phrase(words, hint: hint)
    guard let position = glued.firstIndex(where: \.hasAt) else {
      // The whole address may be inside one encoded-word (against RFC 2047 section 5).
      if let open = decoded.lastIndex(of: "<"), decoded[open...].contains("@") {
        let inside = decoded[decoded.index(after: open)...].prefix { $0 != ">" }
        let name = String(decoded[..<open]).trimmedBlanks
        add(name: named(name, commentText), mailbox: Array(inside.utf8))
      } else if decoded.utf8.contains(Byte.at), !decoded.utf8.contains(Byte.space) {
        add(name: commentText, mailbox: Array(decoded.utf8))
      } else if words.count == 1, words[0].text == words[0].raw, isLocalPart(words[0].raw) {
        add(name: commentText, mailbox: words[0].raw)
      } else {
        addresses.append(Address(name: decoded, mailbox: "", group: group))
      }
      return
    }
    var others = glued
    others.remove(at: position)
    let name = phrase(others, hint: hint)
    add(name: named(name, commentText), mailbox: glued[position].raw)
  }

  private func isLocalPart(_ word: [UInt8]) -> Bool {
    word.allSatisfy { $0 < 0x80 } && !word.contains(Byte.question)
  }
}
