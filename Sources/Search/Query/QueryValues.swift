import Text

extension QueryParser {
  /// The meaning of a value that is no text.
  func valueKind(_ field: QueryField, _ text: String, _ range: Range<Int>) throws(SearchError)
    -> QueryTree.Kind
  {
    switch field {
    case .id:
      return .exact(.id, String(Self.bare(text)))
    case .thread: return .exact(.thread, text)
    case .tag: return .exact(.tag, text)
    case .account: return .exact(.account, text)
    case .folder:
      return text == "anywhere" ? .all : .exact(.folder, text)
    case .type: return .exact(.type, text.lowercased())
    case .is where text.lowercased().hasPrefix("attach"): return .exact(.has, "attachment")
    case .is: return try flag(text, range)
    case .has: return try feature(text, range)
    case .size, .larger, .smaller: return try size(field, text, range)
    case .date, .before, .after, .olderThan, .newerThan: return try date(field, text, range)
    default:
      throw .badValue(field: field.rawValue, value: text, expected: "text", at: range)
    }
  }

  /// Without angle brackets, as ids and mailboxes stand in header fields.
  static func bare(_ text: String) -> Substring {
    text.hasPrefix("<") && text.hasSuffix(">") ? text.dropFirst().dropLast() : text[...]
  }

  private func flag(_ text: String, _ range: Range<Int>) throws(SearchError) -> QueryTree.Kind {
    let name = text.lowercased()
    if name == "unread" || name == "unseen" {
      return .not(QueryTree(kind: .exact(.is, MessageState.read.rawValue), range: range))
    }
    guard let flag = MessageState(rawValue: name) ?? MessageState.aliases[name] else {
      throw unknown(
        "is", text, among: ["unread"] + MessageState.allCases.map(\.rawValue), range)
    }
    return .exact(.is, flag.rawValue)
  }

  private func feature(_ text: String, _ range: Range<Int>) throws(SearchError) -> QueryTree.Kind {
    let name = text.lowercased()
    guard
      let feature = Feature(rawValue: name.hasSuffix("s") ? String(name.dropLast()) : name)
        ?? Feature(rawValue: name)
    else { throw unknown("has", text, among: Feature.allCases.map(\.rawValue), range) }
    return .exact(.has, feature.rawValue)
  }

  private func unknown(
    _ field: String, _ value: String, among known: [String], _ range: Range<Int>
  ) -> SearchError {
    let nearest = nearestWord(to: value, among: known)
    let expected = nearest.map { "\"\($0)\" or one of: " } ?? "one of: "
    return .badValue(
      field: field, value: value, expected: expected + known.joined(separator: ", "), at: range)
  }

  // MARK: Sizes

  private func size(_ field: QueryField, _ text: String, _ range: Range<Int>)
    throws(SearchError) -> QueryTree.Kind
  {
    func bytes(_ text: some StringProtocol) throws(SearchError) -> Int64 {
      guard let bytes = Self.bytes(text) else {
        throw .badValue(
          field: field.rawValue, value: String(text), expected: "a size such as 5M or 100k",
          at: range)
      }
      return bytes
    }
    if field == .larger { return .size(from: try bytes(text), to: nil) }
    if field == .smaller { return .size(from: nil, to: try bytes(text) - 1) }
    if text.hasPrefix(">=") { return .size(from: try bytes(text.dropFirst(2)), to: nil) }
    if text.hasPrefix("<=") { return .size(from: nil, to: try bytes(text.dropFirst(2))) }
    if text.hasPrefix(">") { return .size(from: try bytes(text.dropFirst()) + 1, to: nil) }
    if text.hasPrefix("<") { return .size(from: nil, to: try bytes(text.dropFirst()) - 1) }
    if let (low, high) = Self.bounds(text) {
      return .size(
        from: low.isEmpty ? nil : try bytes(low), to: high.isEmpty ? nil : try bytes(high))
    }
    // A round number means what is shown as such: 5M is 5.0 to below 6.0 of them.
    let least = try bytes(text)
    let unit = Self.unit(text.last)
    return .size(from: least, to: least + unit - 1)
  }

  static func bytes(_ text: some StringProtocol) -> Int64? {
    var digits = text.lowercased()
    if digits.hasSuffix("ib") {
      digits.removeLast(2)
    } else if digits.hasSuffix("b") {
      digits.removeLast()
    }
    let factor = unit(digits.last)
    if factor > 1 { digits.removeLast() }
    guard let value = Double(digits), value >= 0, value < 1e12 else { return nil }
    return Int64(value * Double(factor))
  }

  private static func unit(_ suffix: Character?) -> Int64 {
    switch suffix {
    case "k", "K": 1 << 10
    case "m", "M": 1 << 20
    case "g", "G": 1 << 30
    default: 1
    }
  }

  /// The two sides of `a..b`, either may be empty.
  static func bounds(_ text: String) -> (Substring, Substring)? {
    let characters = Array(text)
    for index in characters.indices.dropLast()
    where characters[index] == "." && characters[index + 1] == "." {
      let low = text.prefix(index)
      let high = text.dropFirst(index + 2)
      return low.isEmpty && high.isEmpty ? nil : (low, high)
    }
    return nil
  }

  // MARK: Dates

  private func date(_ field: QueryField, _ text: String, _ range: Range<Int>)
    throws(SearchError) -> QueryTree.Kind
  {
    let dates = DateExpression(calendar: context.calendar, now: context.now)
    func interval(_ text: some StringProtocol) throws(SearchError) -> Range<Int64> {
      guard let found = dates.interval(String(text)) else {
        throw .badValue(
          field: field.rawValue, value: String(text),
          expected: "a date such as 2021, 2021-05, 2021-05-17, last-month, monday or 3d",
          at: range)
      }
      return found
    }
    switch field {
    case .before: return .date(from: nil, until: try interval(text).lowerBound)
    case .after: return .date(from: try interval(text).lowerBound, until: nil)
    case .olderThan, .newerThan:
      guard let moment = dates.ago(text) else {
        throw .badValue(
          field: field.rawValue, value: text, expected: "a span such as 3d, 2w, 6m or 1y",
          at: range)
      }
      return field == .olderThan
        ? .date(from: nil, until: moment) : .date(from: moment, until: nil)
    default: break
    }
    if text.hasPrefix(">=") {
      return .date(from: try interval(text.dropFirst(2)).lowerBound, until: nil)
    }
    if text.hasPrefix("<=") {
      return .date(from: nil, until: try interval(text.dropFirst(2)).upperBound)
    }
    if text.hasPrefix(">") {
      return .date(from: try interval(text.dropFirst()).upperBound, until: nil)
    }
    if text.hasPrefix("<") {
      return .date(from: nil, until: try interval(text.dropFirst()).lowerBound)
    }
    if let (low, high) = Self.bounds(text) {
      // notmuch's "a..!" is a alone.
      let last = high == "!" ? low : high
      return .date(
        from: low.isEmpty ? nil : try interval(low).lowerBound,
        until: last.isEmpty ? nil : try interval(last).upperBound)
    }
    let day = try interval(text)
    return .date(from: day.lowerBound, until: day.upperBound)
  }
}
