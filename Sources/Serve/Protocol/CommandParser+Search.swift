import Bytes
import Mail

// SEARCH, SORT and THREAD (RFC 3501 section 6.4.4, RFC 4731, 5032, 5182, 5256, 6203, 7162, 8474).
extension CommandParser {
  mutating func search(isByUID: Bool) throws(BadCommand) -> ClientCommand {
    var request = SearchRequest(isByUID: isByUID)
    try cursor.space()
    request.returns = try returnOptions()
    if try takeWord("CHARSET") {
      namesCharset = true
      try cursor.space()
      try charset()
      try cursor.space()
    }
    request.key = try keysToEnd()
    return .search(request)
  }

  mutating func sort(isByUID: Bool) throws(BadCommand) -> ClientCommand {
    var request = SearchRequest(isByUID: isByUID)
    try cursor.space()
    request.returns = try returnOptions()
    try cursor.expect(Byte.openParenthesis)
    var keys: [SortKey] = []
    repeat {
      var word = try cursor.keyword()
      let isReversed = word == "REVERSE"
      if isReversed {
        try cursor.space()
        word = try cursor.keyword()
      }
      guard let field = SortKey.Field(rawValue: word) else {
        throw BadCommand("there is no sort key \(word)")
      }
      guard keys.count < Limits.fetchItems else { throw BadCommand("there are too many sort keys") }
      keys.append(SortKey(field: field, isReversed: isReversed))
    } while try cursor.continuesList()
    request.kind = .sort(keys)
    try cursor.space()
    try charset()
    try cursor.space()
    request.key = try keysToEnd()
    return .search(request)
  }

  mutating func thread(isByUID: Bool) throws(BadCommand) -> ClientCommand {
    var request = SearchRequest(isByUID: isByUID)
    try cursor.space()
    let word = try cursor.keyword()
    guard let algorithm = ThreadAlgorithm(rawValue: word) else {
      throw BadCommand("there is no algorithm \(word)")
    }
    request.kind = .thread(algorithm)
    try cursor.space()
    try charset()
    try cursor.space()
    request.key = try keysToEnd()
    return .search(request)
  }

  /// RETURN (…) with the blank behind it; nil where there is none.
  private mutating func returnOptions() throws(BadCommand) -> Set<SearchRequest.Return>? {
    guard try takeWord("RETURN") else { return nil }
    try cursor.space()
    try cursor.expect(Byte.openParenthesis)
    var options: Set<SearchRequest.Return> = []
    if !cursor.take(Byte.closeParenthesis) {
      repeat {
        let word = try cursor.keyword()
        guard let option = SearchRequest.Return(rawValue: word) else {
          throw BadCommand("there is no result option \(word)")
        }
        options.insert(option)
      } while try cursor.continuesList()
    }
    try cursor.space()
    // RFC 4731 section 3.1.
    return options.isEmpty ? [.all] : options
  }

  private mutating func takeWord(_ word: String) throws(BadCommand) -> Bool {
    var next = cursor
    guard let byte = next.peek, Byte.isLetter(byte), try next.keyword() == word else {
      return false
    }
    cursor = next
    return true
  }

  private mutating func charset() throws(BadCommand) {
    let name = String(decoding: try cursor.astring(), as: UTF8.self).uppercased()
    isBadCharset = name != "UTF-8" && name != "US-ASCII"
  }

  // MARK: Conditions

  private mutating func keysToEnd() throws(BadCommand) -> SearchKey {
    var keys = [try key()]
    while !cursor.isAtEnd {
      try cursor.space()
      if cursor.isAtEnd { break }
      keys.append(try key())
    }
    return keys.count == 1 ? keys[0] : .and(keys)
  }

  private mutating func key(isFuzzy: Bool = false) throws(BadCommand) -> SearchKey {
    keys += 1
    guard keys <= Limits.searchKeys else { throw BadCommand("there are too many search keys") }
    guard depth < Limits.nesting else { throw BadCommand("there are too many levels") }
    depth += 1
    defer { depth -= 1 }
    guard let byte = cursor.peek else { throw BadCommand("a search key is missing") }
    if cursor.take(Byte.openParenthesis) {
      var inside = [try key()]
      while try cursor.continuesList() { inside.append(try key()) }
      return inside.count == 1 ? inside[0] : .and(inside)
    }
    if cursor.take(UInt8(ascii: "$")) { return .saved }
    if Byte.isDigit(byte) || byte == Byte.star { return .numbers(try cursor.set()) }
    return try named(try cursor.keyword(), isFuzzy: isFuzzy)
  }

  private static let plain: [String: SearchKey] = [
    "ALL": .all, "SEEN": .seen(true), "UNSEEN": .seen(false), "RECENT": .recent(true),
    "OLD": .recent(false), "NEW": .and([.recent(true), .seen(false)]), "DELETED": .deleted(true),
    "UNDELETED": .deleted(false), "ANSWERED": .answered(true), "UNANSWERED": .answered(false),
    "FLAGGED": .flagged(true), "UNFLAGGED": .flagged(false), "DRAFT": .draft(true),
    "UNDRAFT": .draft(false),
  ]

  private mutating func named(_ word: String, isFuzzy: Bool) throws(BadCommand) -> SearchKey {
    if let key = Self.plain[word] { return key }
    try cursor.space()
    if let field = SearchKey.Field(rawValue: word.lowercased()) {
      return .text(field, try cursor.astring(), isFuzzy: isFuzzy)
    }
    if let comparison = SearchKey.Comparison(rawValue: word) {
      return .received(comparison, day: try day())
    }
    if word.hasPrefix("SENT"),
      let comparison = SearchKey.Comparison(rawValue: String(word.dropFirst(4)))
    {
      return .sent(comparison, day: try day())
    }
    switch word {
    case "NOT": return .not(try key())
    case "OR":
      let first = try key()
      try cursor.space()
      return .or(first, try key())
    case "FUZZY": return try key(isFuzzy: true)
    case "UID": return cursor.take(UInt8(ascii: "$")) ? .saved : .uids(try cursor.set())
    case "KEYWORD": return .keyword(try cursor.atom(), true)
    case "UNKEYWORD": return .keyword(try cursor.atom(), false)
    case "HEADER":
      let name = try cursor.astring()
      try cursor.space()
      return .header(name, try cursor.astring())
    case "LARGER": return .larger(try cursor.number())
    case "SMALLER": return .smaller(try cursor.number())
    case "OLDER": return .older(UInt64(try cursor.nonZero()))
    case "YOUNGER": return .younger(UInt64(try cursor.nonZero()))
    case "MODSEQ": return .change(try change())
    case "EMAILID": return .emailID(try cursor.atom())
    case "THREADID": return .threadID(try cursor.atom())
    default: throw BadCommand("there is no search key \(word)")
    }
  }

  /// A number, perhaps behind the name and kind of one of a message's properties, which all change together.
  private mutating func change() throws(BadCommand) -> Int64 {
    if cursor.peek == Byte.quote {
      _ = try cursor.string()
      try cursor.space()
      let kind = try cursor.keyword()
      guard ["ALL", "PRIV", "SHARED"].contains(kind) else { throw BadCommand("expected ALL") }
      try cursor.space()
    }
    return try cursor.change()
  }

  /// "1-Feb-2024", perhaps quoted.
  private mutating func day() throws(BadCommand) -> Int {
    let text = String(decoding: try cursor.astring(), as: UTF8.self)
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, (1...2).contains(parts[0].count), parts[2].count == 4,
      let day = Int(parts[0]), let year = Int(parts[2]), (1...31).contains(day), year >= 0,
      let month = CivilDate.monthNames.firstIndex(where: {
        $0.lowercased() == parts[1].lowercased()
      })
    else { throw BadCommand("expected a date as in 1-Feb-2024") }
    return CivilDate(year, month + 1, day).dayNumber
  }
}
