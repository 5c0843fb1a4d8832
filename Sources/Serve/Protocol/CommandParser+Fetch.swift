import Bytes

// FETCH (RFC 3501 section 6.4.5, RFC 3516, RFC 7162, RFC 8474, RFC 8970).
extension CommandParser {
  mutating func fetch(isByUID: Bool) throws(BadCommand) -> ClientCommand {
    try cursor.space()
    let set = try cursor.set()
    try cursor.space()
    var request = FetchRequest()
    if cursor.take(Byte.openParenthesis) {
      repeat { try item(&request, mayBeMacro: false) } while try cursor.continuesList()
    } else {
      try item(&request, mayBeMacro: true)
    }
    if !cursor.isAtEnd {
      try cursor.space()
      if !cursor.isAtEnd { try modifiers(&request) }
    }
    try cursor.expectEnd()
    if request.wantsVanished, !isByUID || request.changedSince == nil {
      throw BadCommand("VANISHED needs UID FETCH and CHANGEDSINCE")
    }
    if isByUID { add(.uid, to: &request) }
    if request.changedSince != nil { add(.change, to: &request) }
    // Programs that rely on the order take the first UID for that of the message.
    if let place = request.items.firstIndex(of: .uid) {
      request.items.insert(request.items.remove(at: place), at: 0)
    }
    return .fetch(set, request, isByUID: isByUID)
  }

  private func add(_ item: FetchItem, to request: inout FetchRequest) {
    if !request.items.contains(item) { request.items.append(item) }
  }

  private mutating func modifiers(_ request: inout FetchRequest) throws(BadCommand) {
    try cursor.expect(Byte.openParenthesis)
    repeat {
      switch try cursor.keyword() {
      case "CHANGEDSINCE":
        try cursor.space()
        request.changedSince = try cursor.change()
      case "VANISHED": request.wantsVanished = true
      case let word: throw BadCommand("there is no modifier \(word)")
      }
    } while try cursor.continuesList()
  }

  private static let plain: [String: FetchItem] = [
    "UID": .uid, "FLAGS": .flags, "INTERNALDATE": .internalDate, "RFC822.SIZE": .size,
    "ENVELOPE": .envelope, "BODYSTRUCTURE": .bodyStructure, "MODSEQ": .change, "RFC822": .rfc822,
    "RFC822.HEADER": .rfc822Header, "RFC822.TEXT": .rfc822Text, "EMAILID": .emailID,
    "THREADID": .threadID,
    // Of RFC 1730: Outlook asks for the first.
    "RFC822.PEEK": .rfc822, "RFC822.TEXT.PEEK": .rfc822Text,
  ]

  private static let macros: [String: [FetchItem]] = [
    "FAST": [.flags, .internalDate, .size],
    "ALL": [.flags, .internalDate, .size, .envelope],
    "FULL": [.flags, .internalDate, .size, .envelope, .body],
  ]

  private mutating func item(
    _ request: inout FetchRequest, mayBeMacro: Bool
  ) throws(BadCommand) {
    guard request.items.count < Limits.fetchItems else {
      throw BadCommand("there are too many items")
    }
    let word = try cursor.keyword()
    if mayBeMacro, let macro = Self.macros[word] {
      request.items += macro
      return
    }
    if let item = Self.plain[word] { return add(item, to: &request) }
    let hasBracket = cursor.take(UInt8(ascii: "["))
    switch (word, hasBracket) {
    case ("BODY", false): add(.body, to: &request)
    case ("BODY", true), ("BODY.PEEK", true):
      let section = try section()
      add(.section(section, try partial()), to: &request)
    case ("BINARY", true), ("BINARY.PEEK", true):
      let part = try binaryPart()
      add(.binary(part, try partial()), to: &request)
    case ("BINARY.SIZE", true): add(.binarySize(try binaryPart()), to: &request)
    case ("PREVIEW", false):
      try previewModifier()
      add(.preview, to: &request)
    default: throw BadCommand("there is no item \(word)")
    }
  }

  /// LAZY: only if it costs nothing. It always costs little.
  private mutating func previewModifier() throws(BadCommand) {
    var next = cursor
    guard next.take(Byte.space), next.take(Byte.openParenthesis) else { return }
    guard let word = try? next.keyword(), word == "LAZY" else { return }
    try next.expect(Byte.closeParenthesis)
    cursor = next
  }

  /// "<0.1024>".
  private mutating func partial() throws(BadCommand) -> FetchItem.Partial? {
    guard cursor.take(Byte.less) else { return nil }
    let first = try cursor.number32()
    try cursor.expect(Byte.dot)
    let count = try cursor.nonZero()
    try cursor.expect(Byte.greater)
    return FetchItem.Partial(first: first, count: count)
  }

  private mutating func binaryPart() throws(BadCommand) -> [UInt32] {
    var part: [UInt32] = []
    while let byte = cursor.peek, Byte.isDigit(byte) {
      guard part.count < Limits.partDepth else { throw BadCommand("a part's number is too long") }
      part.append(try cursor.nonZero())
      guard cursor.take(Byte.dot) else { break }
    }
    try cursor.expect(UInt8(ascii: "]"))
    return part
  }

  /// Behind "[", including "]".
  private mutating func section() throws(BadCommand) -> FetchItem.Section {
    var section = FetchItem.Section()
    while let byte = cursor.peek, Byte.isDigit(byte) {
      guard section.part.count < Limits.partDepth else {
        throw BadCommand("a part's number is too long")
      }
      section.part.append(try cursor.nonZero())
      guard cursor.take(Byte.dot) else { break }
      guard cursor.peek.map({ Byte.isDigit($0) || Byte.isLetter($0) }) ?? false else {
        throw BadCommand("a part's number does not end in a dot")
      }
    }
    var label = section.part.map(String.init).joined(separator: ".")
    if let byte = cursor.peek, Byte.isLetter(byte) {
      let word = try cursor.keyword()
      label += (label.isEmpty ? "" : ".") + word
      section.label = Array(label.utf8)
      switch word {
      case "HEADER": section.text = .header
      case "TEXT": section.text = .text
      case "MIME":
        guard !section.part.isEmpty else { throw BadCommand("MIME needs a part's number") }
        section.text = .mime
      case "HEADER.FIELDS", "HEADER.FIELDS.NOT":
        let (names, list) = try fieldNames()
        section.text = .fields(names, isExcluding: word == "HEADER.FIELDS.NOT")
        section.label += [Byte.space] + list
      default: throw BadCommand("there is no section \(word)")
      }
    } else {
      section.label = Array(label.utf8)
    }
    try cursor.expect(UInt8(ascii: "]"))
    return section
  }

  /// The names, and the list as it is repeated in the answer.
  private mutating func fieldNames() throws(BadCommand) -> (names: [[UInt8]], list: [UInt8]) {
    try cursor.space()
    try cursor.expect(Byte.openParenthesis)
    var names: [[UInt8]] = []
    var list = ResponseBuffer()
    list.word("(")
    repeat {
      guard names.count < Limits.headerNames else { throw BadCommand("there are too many names") }
      if !names.isEmpty { list.word(" ") }
      if cursor.peek == Byte.quote {
        let name = try cursor.string()
        names.append(name)
        list.string(name)
      } else {
        let name = try cursor.astring()
        names.append(name)
        list.astring(name)
      }
    } while try cursor.continuesList()
    list.word(")")
    return (names, list.bytes)
  }
}
