extension QueryTree: CustomStringConvertible {
  /// How the query was understood, in its own language: with this text it is understood the same.
  package var description: String { explained(inside: false) }

  private func explained(inside: Bool) -> String {
    switch kind {
    case .all: "*"
    case .and(let parts):
      Self.grouped(parts.map { $0.explained(inside: true) }.joined(separator: " AND "), inside)
    case .or(let parts):
      Self.grouped(parts.map { $0.explained(inside: true) }.joined(separator: " OR "), inside)
    case .not(let part): "-" + part.explained(inside: true)
    case .near(let parts, let words):
      Self.grouped(
        parts.map { $0.explained(inside: true) }.joined(separator: " NEAR/\(words) "), inside)
    case .text(let field, let pattern): (field.map { "\($0.rawValue):" } ?? "") + "\(pattern)"
    case .header(let name, let pattern): "header:\(name)" + (pattern.map { "=\($0)" } ?? "")
    case .exact(let field, let value): "\(field.rawValue):\(Self.quoted(value))"
    case .date(let from, let until):
      "date:" + Self.moment(from) + ".." + Self.moment(until.map { $0 - 1 })
    case .size(let from, let to):
      "size:" + (from.map(String.init) ?? "") + ".." + (to.map(String.init) ?? "")
    case .saved(_, let inner): inner.explained(inside: inside)
    }
  }

  private static func grouped(_ text: String, _ inside: Bool) -> String {
    inside ? "(\(text))" : text
  }

  private static func moment(_ seconds: Int64?) -> String { seconds.map { "@\($0)" } ?? "" }

  fileprivate static func quoted(_ text: String) -> String {
    text.contains { $0.isWhitespace || "(){}\"".contains($0) } || text.isEmpty
      ? "\"\(text)\"" : text
  }
}

extension TextPattern: CustomStringConvertible {
  package var description: String {
    switch self {
    case .words(let text): text
    case .phrase(let text): "\"\(text)\""
    case .wildcard(let text): text
    case .fuzzy(let text): "~\(text)"
    case .regex(let pattern): "/\(pattern.replacing("/", with: "\\/"))/"
    }
  }
}

/// One line of an explanation for people.
package struct QueryExplanation: Sendable, Equatable {
  package var depth: Int
  package var text: String
}

extension IndexReader {
  /// How a query is understood and what its words stand for in this index, a line a part.
  package func explain(_ tree: QueryTree, calendar: LocalCalendar = .system) throws(SearchError)
    -> [QueryExplanation]
  {
    var lines: [QueryExplanation] = []
    try explain(tree, calendar, depth: 0, into: &lines)
    return lines
  }

  private func explain(
    _ tree: QueryTree, _ calendar: LocalCalendar, depth: Int, into lines: inout [QueryExplanation]
  ) throws(SearchError) {
    func add(_ text: String) { lines.append(QueryExplanation(depth: depth, text: text)) }
    func add(parts: [QueryTree]) throws(SearchError) {
      for part in parts { try explain(part, calendar, depth: depth + 1, into: &lines) }
    }
    switch tree.kind {
    case .all: add("all messages")
    case .and(let parts):
      add("all of")
      try add(parts: parts)
    case .or(let parts):
      add("any of")
      try add(parts: parts)
    case .not(let part):
      add("none of")
      try add(parts: [part])
    case .near(let parts, let words):
      add("within \(words) words of each other")
      try add(parts: parts)
    case .saved(let name, let inner):
      add("the saved search \(name)")
      try add(parts: [inner])
    case .text(let field, let pattern):
      add("\(try words(pattern)) in \(field?.rawValue ?? "any text")")
    case .header(let name, nil): add("a header field \(name)")
    case .header(let name, let pattern?): add("\(try words(pattern)) in the header field \(name)")
    case .exact(let field, let value): add("\(field.rawValue) is \(value)")
    case .date(let from, let until):
      func day(_ seconds: Int64) -> String { calendar.civil(seconds).text }
      let parts = [from.map { "from \(day($0))" }, until.map { "up to \(day($0 - 1))" }]
      add("date " + parts.compactMap(\.self).joined(separator: " "))
    case .size(let from, let to):
      let parts = [from.map { "at least \($0)" }, to.map { "at most \($0)" }]
      add("size " + parts.compactMap(\.self).joined(separator: ", ") + " bytes")
    }
  }

  private func words(_ pattern: TextPattern) throws(SearchError) -> String {
    switch pattern {
    case .words(let text):
      let words = QueryWords.phrase(text)
      guard words.count == 1 else { return "\"\(words.map(\.text).joined(separator: " "))\"" }
      var known: [String] = []
      for form in try lexicon.forms(of: words[0].bytes, original: text) {
        if try lexicon.exists(form) { known.append(String(decoding: form, as: UTF8.self)) }
      }
      return known.isEmpty
        ? "\(words[0].text) (not in any message)" : known.joined(separator: " or ")
    case .phrase(let text):
      return "\"\(QueryWords.phrase(text).map(\.text).joined(separator: " "))\""
    case .wildcard(let text): return "words like \(text)"
    case .fuzzy(let text): return "words spelled like \(text)"
    case .regex(let pattern): return "/\(pattern)/ matches"
    }
  }
}

extension QueryWords.Word {
  var text: String { String(decoding: bytes, as: UTF8.self) }
}
