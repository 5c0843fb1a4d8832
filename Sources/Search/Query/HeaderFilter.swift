/// A condition that the index cannot answer, mostly on header fields: the message is read for it.
package struct HeaderFilter {
  package enum Target: Sendable, Equatable {
    /// From, To, Cc, Bcc, Subject, List-Id or names of attachments.
    case field(QueryField)
    case header(String)
    /// Which the store alone knows: any value says that the message is so.
    case flag(MessageState)
  }

  private enum Condition {
    case any
    case regex(LinearRegex)
    /// Side by side.
    case words([QueryWords.Word])
    /// For each word a pattern in its spellings.
    case wildcards([[WildcardPattern]])
  }

  package let target: Target
  let isNegated: Bool
  private let condition: Condition

  /// Nil for everything that the index can answer.
  init?(_ query: QueryTree) throws(SearchError) {
    var tree = query
    var isNegated = false
    while case .not(let inner) = tree.kind {
      tree = inner
      isNegated.toggle()
    }
    self.isNegated = isNegated
    switch tree.kind {
    case .exact(.is, MessageState.gone.rawValue):
      target = .flag(.gone)
      condition = .any
    case .text(let field?, .regex(let pattern)):
      target = .field(field)
      condition = .regex(try Self.regex(pattern, tree.range))
    case .header(let name, .regex(let pattern)?):
      target = .header(name)
      condition = .regex(try Self.regex(pattern, tree.range))
    case .header(let name, .wildcard(let text)?) where Self.isUnindexed(name, text):
      target = .header(name)
      condition = .wildcards(
        WildcardPattern.pieces(of: text).compactMap {
          if case .patterns(let spellings) = $0 { spellings } else { nil }
        })
    case .header(let name, let pattern?) where Self.isUnindexed(name, pattern.text):
      target = .header(name)
      condition = .words(QueryWords.phrase(pattern.text))
    default: return nil
    }
  }

  /// Message-IDs are indexed whole.
  private static func isUnindexed(_ name: String, _ value: String) -> Bool {
    guard let field = QueryField.ofHeader(name) else {
      return HeaderName.indexedWords(HeaderName.folded(name)) != .all
    }
    return field == .id && (value.contains("*") || !value.contains("@"))
  }

  private static func regex(_ pattern: String, _ range: Range<Int>) throws(SearchError)
    -> LinearRegex
  {
    do {
      return try LinearRegex(pattern)
    } catch {
      throw .syntax(reason: "in the regular expression: \(error.reason)", at: range)
    }
  }

  /// Words that a message must have among those of its trace fields.
  var traceNames: [[UInt8]] {
    guard !isNegated, case .header(let name) = target, case .words(let words) = condition,
      HeaderName.indexedWords(HeaderName.folded(name)) == .names
    else { return [] }
    return words.filter { $0.transcription == nil && HeaderName.isName($0.bytes.span) }
      .map(\.bytes)
  }

  func holds(for values: [String]) -> Bool { values.contains(where: matches) != isNegated }

  /// … for a message with one subject, or without, where it is empty.
  func holds(forSubject subject: Span<UInt8>) -> Bool {
    guard !subject.isEmpty else { return isNegated }
    guard case .regex(let regex) = condition else {
      return holds(for: [
        unsafe subject.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
      ])
    }
    return regex.matches(subject) != isNegated
  }

  private func matches(_ value: String) -> Bool {
    switch condition {
    case .any: return true
    case .regex(let regex): return regex.matches(value)
    case .words(let wanted):
      var positions: [[UInt8]: Set<UInt32>] = [:]
      for word in QueryWords.all(value) {
        for spelling in word.spellings { positions[spelling, default: []].insert(word.position) }
      }
      guard let first = wanted.first else { return false }
      return first.spellings.contains { spelling in
        positions[spelling]?.contains { start in
          wanted.enumerated().allSatisfy { index, word in
            word.spellings.contains {
              positions[$0]?.contains(start &+ UInt32(clamping: index)) ?? false
            }
          }
        } ?? false
      }
    case .wildcards(let patterns):
      let words = QueryWords.all(value).flatMap(\.spellings)
      return patterns.allSatisfy { spellings in
        words.contains { word in spellings.contains { $0.matches(word.span, from: 0) } }
      }
    }
  }
}
