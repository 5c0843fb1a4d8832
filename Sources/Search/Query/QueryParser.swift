import Errors

/// What a query may refer to besides itself.
package struct QueryContext: Sendable {
  package var calendar: LocalCalendar
  /// Seconds since 1970.
  package var now: Int64
  /// The text of a saved search.
  package var saved: @Sendable (String) -> String?

  package init(
    calendar: LocalCalendar = .system, now: Int64,
    saved: @escaping @Sendable (String) -> String? = { _ in nil }
  ) {
    self.calendar = calendar
    self.now = now
    self.saved = saved
  }
}

/// Parses the query language:
///
///     query   = and *("OR" and)
///     and     = 1*(["AND"] not)
///     not     = *("-" / "NOT") near
///     near    = item *("NEAR" ["/" words] item)
///     item    = "(" query ")" / "{" any "}" / [field ":"] value / "*"
///     value   = "(" query ")" / <"> phrase <"> / "/" regex "/" / ["~" / "+"] word
///
/// In a group after a field the field holds for each value without one of its own.
package struct QueryParser {
  let characters: [Character]
  let context: QueryContext
  var at = 0
  private var depth = 0
  private var items = 0
  private let savedDepth: Int

  package static func parse(_ query: String, _ context: QueryContext) throws(SearchError)
    -> QueryTree
  {
    try parse(query, context, savedDepth: 0)
  }

  static func parse(_ query: String, _ context: QueryContext, savedDepth: Int)
    throws(SearchError) -> QueryTree
  {
    var parser = QueryParser(query, context, savedDepth: savedDepth)
    guard parser.characters.count <= Limits.queryCharacters else {
      throw .syntax(
        reason: "the query is longer than \(Limits.queryCharacters) characters",
        at: Limits.queryCharacters..<parser.characters.count)
    }
    parser.skipSpace()
    if parser.atEnd { return QueryTree(kind: .all, range: 0..<0) }
    let tree = try parser.disjunction(field: nil)
    guard parser.atEnd else {
      throw .syntax(reason: "\"\(parser.characters[parser.at])\" closes nothing", at: parser.here)
    }
    return tree
  }

  private init(_ query: String, _ context: QueryContext, savedDepth: Int) {
    characters = Array(query)
    self.context = context
    self.savedDepth = savedDepth
  }

  // MARK: Operators

  private mutating func disjunction(field: FieldName?) throws(SearchError) -> QueryTree {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Limits.queryDepth else {
      throw .syntax(reason: "more than \(Limits.queryDepth) groups inside each other", at: here)
    }
    var parts = [try conjunction(field: field)]
    while takeOr() { parts.append(try conjunction(field: field)) }
    return joined(parts) { .or($0) }
  }

  private mutating func conjunction(field: FieldName?) throws(SearchError) -> QueryTree {
    var parts: [QueryTree] = []
    skipSpace()
    while !atEnd, !isClosing, !nextIsOr {
      let start = at
      if takeWord("AND") || takeWord("&&") {
        guard !parts.isEmpty else {
          throw .syntax(reason: "nothing before AND", at: start..<(start + 1))
        }
        skipSpace()
        guard !atEnd, !isClosing else { throw .syntax(reason: "nothing after AND", at: here) }
      }
      parts.append(try negation(field: field))
      skipSpace()
    }
    guard !parts.isEmpty else {
      throw .syntax(
        reason: at == 0 ? "nothing before OR" : "something to search for is missing", at: here)
    }
    return joined(withNumberForms(Self.withoutPunctuation(parts))) { .and($0) }
  }

  /// A dash or an ampersand between words, as in a subject that was copied, asks for nothing.
  private static func withoutPunctuation(_ parts: [QueryTree]) -> [QueryTree] {
    let asking = parts.filter { part in
      guard case .text(_, .words(let text)) = part.kind,
        !text.utf8.contains(where: { 0x30...0x39 ~= $0 || 0x61...0x7A ~= $0 | 0x20 })
      else { return true }
      return !QueryWords.phrase(text).isEmpty
    }
    return asking.isEmpty ? parts : asking
  }

  private mutating func negation(field: FieldName?) throws(SearchError) -> QueryTree {
    let start = at
    var negated = false
    while true {
      if takeWord("NOT") {
        negated.toggle()
      } else if peek() == "-", let next = peek(1), !next.isWhitespace {
        at += 1
        negated.toggle()
      } else {
        break
      }
    }
    let tree = try proximity(field: field)
    return negated ? QueryTree(kind: .not(tree), range: start..<tree.range.upperBound) : tree
  }

  private mutating func proximity(field: FieldName?) throws(SearchError) -> QueryTree {
    var parts = [try item(field: field)]
    var words = 0
    while let distance = try takeNear() {
      words = max(words, distance)
      skipSpace()
      parts.append(try item(field: field))
      guard parts.count <= Limits.nearItems else {
        throw .syntax(
          reason: "NEAR joins no more than \(Limits.nearItems) words",
          at: parts[0].range.lowerBound..<at)
      }
    }
    if parts.count > 1 {
      for part in parts {
        guard case .text(_, let pattern) = part.kind, !pattern.isRegex else {
          throw .syntax(reason: "NEAR joins words and phrases only", at: part.range)
        }
      }
    }
    return joined(parts) { .near($0, words: words) }
  }

  private mutating func takeNear() throws(SearchError) -> Int? {
    skipSpace()
    let start = at
    for name in ["NEAR", "AROUND"] {
      guard characters[at...].starts(with: name) else { continue }
      at += name.count
      if peek() == "/" || (name == "AROUND" && peek() == " ") {
        at += 1
        let digits = takeWhile { $0.isASCII && $0.isNumber }
        guard let words = Int(digits), 1...100 ~= words else {
          throw .syntax(reason: "\(name) takes a number of words from 1 to 100", at: start..<at)
        }
        return words
      }
      if atEnd || peek()?.isWhitespace == true || peek() == "(" { return Limits.nearWords }
      at = start
    }
    return nil
  }

  // MARK: Items

  private mutating func item(field: FieldName?) throws(SearchError) -> QueryTree {
    items += 1
    guard items <= Limits.queryTerms else {
      throw .syntax(reason: "more than \(Limits.queryTerms) words in the query", at: here)
    }
    guard let first = peek() else {
      throw .syntax(reason: "something to search for is missing", at: here)
    }
    if first == "(" { return try group(field: field) }
    if first == "{" { return try anyOf(field: field) }
    if let name = try takeFieldName() {
      guard let value = peek(), !value.isWhitespace, !isClosing else {
        throw .syntax(reason: "nothing after \"\(name.text):\"", at: name.range)
      }
      if value == "(" { return try group(field: name) }
      if value == "{", name.field.textFields != nil || name.field == .tag {
        return try anyOf(field: name)
      }
      return try fieldValue(name)
    }
    if let field { return try fieldValue(field) }
    let start = at
    let value = try takeValue()
    let range = start..<at
    let pattern = try pattern(value, range)
    return QueryTree(kind: pattern == .any ? .all : .text(nil, pattern), range: range)
  }

  private mutating func group(field: FieldName?) throws(SearchError) -> QueryTree {
    let start = at
    at += 1
    var tree = try disjunction(field: field)
    guard peek() == ")" else {
      throw .syntax(reason: "\"(\" is not closed", at: start..<(start + 1))
    }
    at += 1
    tree.range = start..<at
    return tree
  }

  /// Gmail's `{a b}`: one of them.
  private mutating func anyOf(field: FieldName?) throws(SearchError) -> QueryTree {
    let start = at
    at += 1
    depth += 1
    defer { depth -= 1 }
    guard depth <= Limits.queryDepth else {
      throw .syntax(reason: "more than \(Limits.queryDepth) groups inside each other", at: here)
    }
    var parts: [QueryTree] = []
    skipSpace()
    while !atEnd, !isClosing {
      parts.append(try negation(field: field))
      skipSpace()
    }
    guard peek() == "}", !parts.isEmpty else {
      throw .syntax(reason: "\"{\" is not closed or empty", at: start..<(start + 1))
    }
    at += 1
    parts = parts.map(withNumberForms)
    return QueryTree(kind: parts.count == 1 ? parts[0].kind : .or(parts), range: start..<at)
  }

  /// A field's name with its place, for errors.
  struct FieldName {
    var field: QueryField
    var text: String
    var range: Range<Int>
  }

  /// `name:` if there is one here that is meant as a field: not a time (`12:30`), a URL, an address
  /// (`fe80::1`) or a word that ends in a colon.
  private mutating func takeFieldName() throws(SearchError) -> FieldName? {
    let start = at
    guard peek()?.isLetter == true else { return nil }
    let name = takeWhile { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    guard peek() == ":", name.count > 1 else {
      at = start
      return nil
    }
    guard peek(1) != ":" else {
      at = start
      return nil
    }
    let range = start..<(at + 1)
    if let field = QueryField.named(name.lowercased()) {
      at += 1
      return FieldName(field: field, text: name, range: range)
    }
    let next = peek(1)
    if next == nil || next?.isWhitespace == true || next == "/" || next == ")" {
      at = start
      return nil
    }
    throw .unknownField(
      name: name, suggestion: QueryField.nearest(to: name.lowercased()), at: range)
  }

  private mutating func fieldValue(_ name: FieldName) throws(SearchError) -> QueryTree {
    let start =
      name.range.lowerBound <= at && name.range.upperBound == at
      ? name.range.lowerBound : at
    if name.field == .header { return try header(from: start) }
    let value = try takeValue(regex: name.field.textFields != nil)
    let range = start..<at
    if let header = name.field.headerName {
      return QueryTree(kind: .header(header, try pattern(value, range)), range: range)
    }
    if name.field.textFields != nil {
      return QueryTree(kind: .text(name.field, try pattern(value, range)), range: range)
    }
    if name.field == .saved { return try saved(value.text, range) }
    return try QueryTree(kind: valueKind(name.field, value.text, range), range: range)
  }

  /// `header:Name`, `header:Name=value`.
  private mutating func header(from start: Int) throws(SearchError) -> QueryTree {
    let name = takeWhile { !$0.isWhitespace && !"=:()\"".contains($0) }
    guard !name.isEmpty else {
      throw .syntax(reason: "header: takes a name, as in header:X-Mailer=mutt", at: start..<at)
    }
    guard peek() == "=" || peek() == ":" else {
      return QueryTree(kind: .header(name, nil), range: start..<at)
    }
    at += 1
    guard !atEnd, !isClosing, peek()?.isWhitespace == false else {
      return QueryTree(kind: .header(name, nil), range: start..<at)
    }
    let value = try takeValue(regex: true)
    let range = start..<at
    let pattern = try pattern(value, range)
    return QueryTree(kind: .header(name, pattern == .any ? nil : pattern), range: range)
  }

  private func saved(_ name: String, _ range: Range<Int>) throws(SearchError) -> QueryTree {
    guard savedDepth < Limits.savedSearchDepth else {
      throw .syntax(reason: "saved searches go round in a circle", at: range)
    }
    guard let text = context.saved(name) else {
      throw .badValue(
        field: "saved", value: name, expected: "the name of a saved search", at: range)
    }
    do {
      let tree = try Self.parse(text, context, savedDepth: savedDepth + 1)
      return QueryTree(kind: .saved(name, tree), range: range)
    } catch {
      // When saved searches contain each other, report the innermost one: it is the one to correct.
      if savedDepth > 0 { throw error }
      let why = [error.text.why, error.text.remedy].filter { !$0.isEmpty }.joined(separator: "; ")
      throw .syntax(reason: "in the saved search \"\(name)\": \(why)", at: range)
    }
  }

  // MARK: Values

  enum Value: Equatable {
    case word(String)
    case quoted(String)
    case regex(String)
    var text: String {
      switch self {
      case .word(let text), .quoted(let text), .regex(let text): text
      }
    }
  }

  private mutating func takeValue(regex: Bool = false) throws(SearchError) -> Value {
    switch peek() {
    case "\"", "“", "„": return .quoted(try takeQuoted())
    case "/" where regex:
      if let pattern = takeRegex() { return .regex(pattern) }
    default: break
    }
    var word = takeWhile { !$0.isWhitespace && !"(){}\"".contains($0) }
    while isAbbreviationMark {
      at += 1
      word += "\"" + takeWhile { !$0.isWhitespace && !"(){}\"".contains($0) }
    }
    guard !word.isEmpty else {
      throw .syntax(reason: "\"\(characters[at])\" is out of place", at: here)
    }
    return .word(word)
  }

  /// A quotation mark between Hebrew letters is part of a word (UAX 29, WB7b).
  private var isAbbreviationMark: Bool {
    func isHebrew(_ character: Character?) -> Bool {
      character?.unicodeScalars.first.map { 0x05D0...0x05EA ~= $0.value } ?? false
    }
    return peek() == "\"" && isHebrew(peek(-1)) && isHebrew(peek(1))
  }

  private mutating func takeQuoted() throws(SearchError) -> String {
    let start = at
    at += 1
    let text = takeWhile { !"\"”“".contains($0) }
    guard !atEnd else { throw .syntax(reason: "the quotation is not closed", at: start..<at) }
    at += 1
    return text
  }

  /// Nil, and nothing taken, when no "/" ends it before white space or the end.
  private mutating func takeRegex() -> String? {
    var end = at + 1
    var pattern = ""
    while end < characters.count {
      if characters[end] == "\\", end + 1 < characters.count {
        if characters[end + 1] != "/" { pattern.append("\\") }
        pattern.append(characters[end + 1])
        end += 2
      } else if characters[end] == "/" {
        let next = end + 1 < characters.count ? characters[end + 1] : " "
        guard next.isWhitespace || ")}".contains(next), !pattern.isEmpty else { return nil }
        at = end + 1
        return pattern
      } else {
        pattern.append(characters[end])
        end += 1
      }
    }
    return nil
  }

  private func pattern(_ value: Value, _ range: Range<Int>) throws(SearchError) -> TextPattern {
    switch value {
    case .quoted(let text): return .phrase(text)
    case .regex(let text):
      do {
        try LinearRegex.check(text)
      } catch {
        throw .syntax(reason: "in the regular expression: \(error.reason)", at: range)
      }
      return .regex(text)
    case .word(let text):
      if text.hasPrefix("~"), text.count > 1 { return .fuzzy(String(text.dropFirst())) }
      if text.hasPrefix("+"), text.count > 1 { return .phrase(String(text.dropFirst())) }
      guard text.contains("*") else { return .words(text) }
      return text.allSatisfy { $0 == "*" } ? .any : .wildcard(text)
    }
  }

  // MARK: Characters

  var atEnd: Bool { at >= characters.count }
  private var here: Range<Int> { at..<min(at + 1, max(characters.count, at)) }
  private var isClosing: Bool { peek() == ")" || peek() == "}" }

  private func peek(_ ahead: Int = 0) -> Character? {
    let place = at + ahead
    return place >= 0 && place < characters.count ? characters[place] : nil
  }

  private mutating func skipSpace() {
    while peek()?.isWhitespace == true { at += 1 }
  }

  private mutating func takeWhile(_ condition: (Character) -> Bool) -> String {
    // One by one: what makes a string of a slice is generic, and takes a tenth of a millisecond to
    // be made ready in each process.
    var text = ""
    while let next = peek(), condition(next) {
      text.append(next)
      at += 1
    }
    return text
  }

  private func nextWord(is word: String) -> Bool {
    guard characters[at...].starts(with: word) else { return false }
    guard let next = peek(word.count) else { return true }
    return next.isWhitespace || "(){}\"".contains(next)
  }

  private var nextIsOr: Bool {
    peek() == "|" ? nextWord(is: "|") || nextWord(is: "||") : nextWord(is: "OR")
  }

  private mutating func takeOr() -> Bool {
    skipSpace()
    return peek() == "|" ? takeWord("||") || takeWord("|") : takeWord("OR")
  }

  private mutating func takeWord(_ word: String) -> Bool {
    skipSpace()
    guard nextWord(is: word) else { return false }
    at += word.count
    skipSpace()
    return true
  }

  private func joined(_ parts: [QueryTree], _ kind: ([QueryTree]) -> QueryTree.Kind) -> QueryTree {
    guard parts.count > 1, let first = parts.first, let last = parts.last else { return parts[0] }
    return QueryTree(kind: kind(parts), range: first.range.lowerBound..<last.range.upperBound)
  }
}
