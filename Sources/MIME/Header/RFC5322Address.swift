import Bytes
import Text

/// A mailbox of an address list (RFC 5322 section 3.4).
package struct Address: Sendable, Hashable {
  /// Display name with encoded-words decoded and quotes removed, or the comment used instead
  /// ("jdoe@example.org (John Doe)").
  package var name: String?
  /// "local@domain" without brackets, route and comments. Without "@" if the field has none, as
  /// "local at domain" in public archives; empty for a group without members.
  package var mailbox: String
  /// Name of the group that contains the mailbox.
  package var group: String?

  package init(name: String? = nil, mailbox: String, group: String? = nil) {
    self.name = name
    self.mailbox = mailbox
    self.group = group
  }
}

extension Address {
  /// Addresses in the display name, as in "jdoe@example.org via List": mailing lists that write
  /// their own address as sender keep the author's there.
  package var mailboxesInName: [String] {
    guard let name, name.utf8.contains(Byte.at) else { return [] }
    return name.utf8.split { $0 < 0x80 && !Byte.isToken($0) && $0 != Byte.at }.compactMap { word in
      guard let at = word.firstIndex(of: Byte.at), at > word.startIndex,
        word.lastIndex(of: Byte.at) == at, word[at...].dropFirst(2).contains(Byte.dot)
      else { return nil }
      let found = String(decoding: word, as: UTF8.self).trimmed { $0 == "." || $0 == "'" }
      return found.lowercased() == mailbox.lowercased() ? nil : found
    }
  }
}

/// The addresses of a field, in order, including those in groups.
/// - Parameter hint: charset for 8-bit names.
func parseAddresses(
  _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, limits: Limits, hint: CharsetHint?
) -> LimitedList<Address> {
  var parser = AddressParser(limits: limits, hint: hint)
  if bytes.isASCII(range), !bytes.isPlainASCII(range) {
    // In an ISO 2022 charset, bytes of characters look like brackets and quotes of the syntax.
    let text = decodeText(bytes.extracting(range)).text.utf8Array
    parser.parse(text.span, 0..<text.count)
  } else {
    parser.parse(bytes, range)
  }
  return parser.addresses
}

/// Parses an address list in one pass. Words are collected until a comma, semicolon, colon or angle
/// bracket shows what they were.
private struct AddressParser {
  private let hint: CharsetHint?
  private(set) var addresses: LimitedList<Address>
  private var words: [AddressWord] = []
  private var isWordOpen = false
  private var comments: [[UInt8]] = []
  private var angle: [UInt8]?
  /// A comment inside `angle`.
  private var angleComment: [UInt8]?
  /// The words before `angle`.
  private var nameWords: [AddressWord] = []
  private var group: String?
  private var groupStart = 0
  /// A parenthesis or quote was not closed: it and those after it are plain text.
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
        // Outside a group, a semicolon separates addresses, as Outlook writes it.
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
    let lastComments = comments
    flush()
    endGroup()
    if addresses.elements.isEmpty, !lastComments.isEmpty {
      add(name: text(of: lastComments, between: " "), mailbox: [])
    }
  }

  private func text(of comments: [[UInt8]], between separator: String) -> String {
    comments.map { decodeUnstructured($0.span, 0..<$0.count, hint: hint).text }
      .joined(separator: separator)
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
      // Against quoted-string: an unclosed quote has no meaning.
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

  /// Adds an encoded-word to the word unchanged, including commas and parentheses, which some
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
    if !words.isEmpty, bytes.isEqual(inside, lowercase: "at") {
      // "jdoe (at) example.org".
      isWordOpen = false
      append(UInt8(ascii: "a"))
      append(UInt8(ascii: "t"))
      isWordOpen = false
    } else if !inside.isEmpty {
      comments.append(bytes.array(inside).filter { $0 != Byte.backslash })
    }
    position = next + 1
  }

  private mutating func takeAngle(
    _ position: inout Int, _ end: Int, in bytes: borrowing Span<UInt8>
  ) {
    // A second address without a comma between them (against address-list).
    if angle != nil {
      let following = words
      words = []
      flush()
      words = following
    }
    position += 1
    let start = position
    var content: [UInt8] = []
    var isQuoted = false
    while position < end {
      let byte = bytes[position]
      if byte == Byte.quote { isQuoted.toggle() }
      if !isQuoted {
        if byte == Byte.greater { break }
        // A missing ">" (against angle-addr): the list continues after the comma. A route contains
        // commas itself (RFC 5322 section 4.4).
        if byte == Byte.comma || byte == Byte.semicolon, content.first != Byte.at { break }
        if byte == Byte.openParenthesis, !hasOpenComment {
          var afterComment = position
          skipSpaceAndComments(&afterComment, end, in: bytes)
          if afterComment < end {
            let inside = bytes.trimmed(position..<afterComment)
            if inside.count > 2 {
              angleComment = bytes.array(inside.lowerBound + 1..<inside.upperBound - 1)
            }
            position = afterComment
            continue
          }
          hasOpenComment = true
        }
      }
      if byte != Byte.less, isQuoted || !Byte.isSpace(byte) { content.append(byte) }
      position += 1
    }
    angle = content.contains(Byte.at) ? content : spelledOut(bytes, start..<position) ?? content
    if position < end, bytes[position] == Byte.greater { position += 1 }
    nameWords = words
    words = []
    isWordOpen = false
  }

  /// "jdoe at example.org" in angle brackets.
  private func spelledOut(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> [UInt8]? {
    let text = unfoldedASCII(bytes, bytes.trimmed(range)).utf8Array
    return isSpelledOut(text.split(separator: Byte.space)) ? text : nil
  }

  /// Whether the words are an address whose "@" was replaced, as in public archives of mailing
  /// lists.
  private func isSpelledOut(_ words: [ArraySlice<UInt8>]) -> Bool {
    guard words.count >= 3 else { return false }
    let word = Array(words[1]).map(Byte.lowercased)
    return ["at", "[at]", "{at}", "-at-", "_at_"].contains { word == $0.utf8Array }
  }

  private mutating func takeColon(_ position: inout Int) {
    position += 1
    isWordOpen = false
    guard angle == nil, !words.isEmpty, !words.contains(where: \.hasAt) else { return }
    let name = phrase(words, hint: hint)
    words = []
    comments = []
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
    if var angle {
      if let domain = words.first?.raw, domain.first == Byte.at, !angle.contains(Byte.at) {
        // "<jdoe>@example.org" (against angle-addr).
        angle += domain
        words.removeFirst()
      }
      let name = phrase(nameWords.isEmpty ? words : nameWords, hint: hint)
      if name.isEmpty, comments.isEmpty, let angleComment { comments = [angleComment] }
      add(name: named(name), mailbox: withoutRoute(angle))
    } else if !words.isEmpty {
      addWithoutAngle()
    }
    words = []
    nameWords = []
    comments = []
    angle = nil
    angleComment = nil
    isWordOpen = false
  }

  /// Comments are not part of a name (RFC 5322 section 3.4), but people put names into them.
  private func named(_ name: String) -> String? {
    guard !comments.isEmpty else { return name.isEmpty ? nil : name }
    return name.isEmpty
      ? text(of: comments, between: " ") : "\(name) (\(text(of: comments, between: ") (")))"
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

  /// Adds "jdoe@example.org", "John jdoe@example.org" (against name-addr), or text without any
  /// address.
  private mutating func addWithoutAngle() {
    let glued = gluedAroundAt(words)
    let decoded = phrase(words, hint: hint)
    guard let position = glued.firstIndex(where: \.hasAt) else {
      // The whole address may be inside one encoded-word (against RFC 2047 section 5).
      if let open = decoded.lastIndex(of: "<"), decoded[open...].contains("@") {
        let inside = decoded[decoded.index(after: open)...].prefix { $0 != ">" }
        let name = String(decoded[..<open]).trimmedBlanks
        add(name: named(name), mailbox: Array(inside.utf8))
      } else if decoded.utf8.contains(Byte.at), !decoded.utf8.contains(Byte.space) {
        add(name: named(""), mailbox: Array(decoded.utf8))
      } else if words.count == 1, words[0].text == words[0].raw, isLocalPart(words[0].raw) {
        add(name: named(""), mailbox: words[0].raw)
      } else if isSpelledOut(words.map { $0.raw[...] }) {
        addresses.append(Address(name: named(""), mailbox: decoded, group: group))
      } else {
        addresses.append(Address(name: named(decoded), mailbox: "", group: group))
      }
      return
    }
    var others = glued
    others.remove(at: position)
    let name = phrase(others, hint: hint)
    add(name: named(name), mailbox: glued[position].raw)
  }

  private func isLocalPart(_ word: [UInt8]) -> Bool {
    word.allSatisfy { $0 < 0x80 } && !word.contains(Byte.question)
  }
}
