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
