package import Mail

extension IndexReader {
  /// How a query is understood and what its words stand for in this index, a line a part.
  package func explain(_ tree: QueryTree, calendar: LocalCalendar = .system) throws(SearchError)
    -> [ExplanationLine]
  {
    var lines: [ExplanationLine] = []
    try explain(tree, calendar, depth: 0, into: &lines)
    return lines
  }

  private func explain(
    _ tree: QueryTree, _ calendar: LocalCalendar, depth: Int, into lines: inout [ExplanationLine]
  ) throws(SearchError) {
    let (text, parts) = try explanation(of: tree, calendar)
    lines.append(ExplanationLine(depth: depth, text: text))
    for part in parts { try explain(part, calendar, depth: depth + 1, into: &lines) }
  }

  /// A line, and what stands below it.
  private func explanation(
    of tree: QueryTree, _ calendar: LocalCalendar
  ) throws(SearchError) -> (text: String, parts: [QueryTree]) {
    switch tree.kind {
    case .all: ("all messages", [])
    case .and(let parts): ("all of", parts)
    case .or(let parts): ("any of", parts)
    case .not(let part): try negation(of: part, calendar)
    case .near(let parts, let words): ("within \(words) words of each other", parts)
    case .saved(let name, let inner): ("the saved search \(name)", [inner])
    case .text(let field, let pattern): (try words(pattern, field?.place ?? "anywhere"), [])
    case .header(let name, nil): ("has a header field \(name)", [])
    case .header(let name, let pattern?):
      (try words(pattern, "in the header field \(name)"), [])
    case .exact(let field, let value): (field.condition(value), [])
    case .date(let from, let until): ("dated " + calendar.period(from, until), [])
    case .size(let from, let to): ("size " + Self.sizes(from, to), [])
    }
  }

  private func negation(
    of tree: QueryTree, _ calendar: LocalCalendar
  ) throws(SearchError) -> (text: String, parts: [QueryTree]) {
    switch tree.kind {
    case .or(let parts): return ("none of", parts)
    case .exact(.is, MessageState.read.rawValue): return ("is unread", [])
    default:
      let (text, parts) = try explanation(of: tree, calendar)
      return ("not: \(text)", parts)
    }
  }

  // MARK: Words

  private func words(_ pattern: TextPattern, _ place: String) throws(SearchError) -> String {
    switch pattern {
    case .words(let text):
      let words = QueryWords.phrase(text)
      guard words.count == 1 else { return "\(Self.phrase(words)) \(place)" }
      var known: [String] = []
      for form in try lexicon.forms(of: words[0].spellings) {
        if try lexicon.exists(form) { known.append(String(decoding: form, as: UTF8.self)) }
      }
      guard let last = known.popLast() else {
        return "\(words[0].text) \(place), a word that no message has"
      }
      return (known.isEmpty ? "" : known.joined(separator: ", ") + " or ") + "\(last) \(place)"
    case .phrase(let text): return "\(Self.phrase(QueryWords.phrase(text))) \(place)"
    case .wildcard(let text): return "a word like \(text) \(place)"
    case .fuzzy(let text): return "a word spelled like \(text) \(place)"
    case .regex(let pattern): return "the pattern /\(pattern)/ \(place)"
    }
  }

  private static func phrase(_ words: [QueryWords.Word]) -> String {
    "\"\(words.map(\.text).joined(separator: " "))\""
  }

  // MARK: Sizes

  private static func sizes(_ from: Int64?, _ to: Int64?) -> String {
    if let from, from == to { return "\(from) bytes" }
    let (above, below) = (from.map { $0 &- 1 }, to.map { $0 &+ 1 })
    let least = from.map { from in
      unit(above).map { "more than \($0)" } ?? unit(from).map { "at least \($0)" }
        ?? "at least \(from) bytes"
    }
    let most = to.map { to in
      unit(below).map { "less than \($0)" } ?? unit(to).map { "at most \($0)" }
        ?? "at most \(to) bytes"
    }
    return [least, most].compactMap(\.self).joined(separator: " and ")
  }

  /// "5M", as sizes are written in a query; nil where it is not as round as that.
  private static func unit(_ bytes: Int64?) -> String? {
    guard let bytes, bytes > 0 else { return nil }
    let units: [(Int64, String)] = [(1 << 30, "G"), (1 << 20, "M"), (1 << 10, "K")]
    let unit = units.first { bytes.isMultiple(of: $0.0) }
    return unit.map { "\(bytes / $0.0)\($0.1)" }
  }
}

extension QueryField {
  /// Where its words are.
  fileprivate var place: String {
    switch self {
    case .from: "in the sender"
    case .to: "in To"
    case .cc: "in Cc"
    case .bcc: "in Bcc"
    case .with: "in the sender or a recipient"
    case .recipient: "in a recipient"
    case .subject: "in the subject"
    case .body: "in the body"
    case .attachment: "in the name of an attachment"
    case .list: "in the mailing list"
    default: "in \(rawValue)"
    }
  }
}

extension QueryTree.ExactField {
  fileprivate func condition(_ value: String) -> String {
    switch self {
    case .id: "has the Message-ID \(value)"
    case .thread: "belongs to thread \(value)"
    case .tag: "has the tag \(value)"
    case .account: "came from the account \(value)"
    case .folder: "is in the folder \(value)"
    case .type: "has a part of the type \(value)"
    case .is: MessageState(rawValue: value)?.condition ?? "is \(value)"
    case .has: Feature(rawValue: value)?.condition ?? "has \(value)"
    }
  }
}

extension MessageState {
  fileprivate var condition: String {
    switch self {
    case .read, .flagged, .encrypted, .signed, .muted, .important: "is \(rawValue)"
    case .replied: "was replied to"
    case .forwarded: "was forwarded"
    case .draft: "is a draft"
    case .automatic: "was sent by a program"
    case .duplicate: "shares its Message-ID with another message"
    case .gone: "is no longer where it came from"
    case .spam: "is marked as spam"
    case .defective: "has defects"
    }
  }
}

extension Feature {
  fileprivate var condition: String {
    switch self {
    case .attachment, .image, .archive: "has an \(rawValue)"
    case .audio: "has an audio file"
    case .video, .document, .spreadsheet, .presentation, .contact, .link: "has a \(rawValue)"
    case .pdf: "has a PDF"
    case .calendar: "has a calendar entry"
    case .list: "came through a mailing list"
    }
  }
}

extension LocalCalendar {
  /// - Parameter until: not included.
  fileprivate func period(_ from: Int64?, _ until: Int64?) -> String {
    let (first, last) = (from.map { moment($0, isLast: false) }, until.map { moment($0 - 1) })
    return switch (first, last) {
    case (let first?, let last?): first == last ? first : "\(first) to \(last)"
    case (let first?, nil): "\(first) or later"
    case (nil, let last?): "\(last) or earlier"
    case (nil, nil): "at any time"
    }
  }

  /// The day, with the time unless that is its first or last second.
  private func moment(_ seconds: Int64, isLast: Bool = true) -> String {
    let civil = civil(seconds)
    let bounds = isLast ? (23, 59, 59) : (0, 0, 0)
    guard (civil.hour, civil.minute, civil.second) != bounds else { return civil.text }
    return "\(civil.text) \(CivilDate.padded(civil.hour, 2)):\(CivilDate.padded(civil.minute, 2))"
  }
}

extension QueryWords.Word {
  /// In all its spellings.
  var text: String {
    spellings.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
  }
}
