/// A query as it was understood. `range`: characters of the query, from 0.
package struct QueryTree: Sendable, Equatable {
  package var kind: Kind
  package var range: Range<Int>

  package init(kind: Kind, range: Range<Int>) {
    self.kind = kind
    self.range = range
  }

  package indirect enum Kind: Sendable, Equatable {
    case all
    case and([QueryTree])
    case or([QueryTree])
    case not(QueryTree)
    /// Texts within this number of words of each other, in any order.
    case near([QueryTree], words: Int)
    /// Text in a field, or anywhere.
    case text(QueryField?, TextPattern)
    /// A header field by name, and text in it; nil: that it is there.
    case header(String, TextPattern?)
    /// A value that is compared whole.
    case exact(ExactField, String)
    /// Seconds since 1970, `from` included, `until` not; nil: open.
    case date(from: Int64?, until: Int64?)
    /// Bytes, both included; nil: open.
    case size(from: Int64?, to: Int64?)
    case saved(String, QueryTree)
  }

  package enum ExactField: String, Sendable, Equatable {
    case id, thread, tag, account, folder, type, `is`, has
  }
}

package enum TextPattern: Sendable, Equatable {
  /// A word with its other forms; more than one word stand beside each other.
  case words(String)
  /// As written, stems left alone.
  case phrase(String)
  /// "*" stands for any characters of a word.
  case wildcard(String)
  /// Words that differ from it by one or two letters.
  case fuzzy(String)
  /// Case is ignored.
  case regex(String)

  static let any = TextPattern.wildcard("*")

  var text: String {
    switch self {
    case .words(let text), .phrase(let text), .wildcard(let text), .fuzzy(let text),
      .regex(let text):
      text
    }
  }

  var isRegex: Bool { if case .regex = self { true } else { false } }
}

extension QueryTree {
  /// The same of messages with a date in the range alone; nil: of all.
  package func within(_ dates: ClosedRange<Int64>?) -> QueryTree {
    guard let dates else { return self }
    let date = QueryTree(
      kind: .date(
        from: dates.lowerBound == .min ? nil : dates.lowerBound,
        until: dates.upperBound == .max ? nil : dates.upperBound + 1), range: range)
    return kind == .all ? date : QueryTree(kind: .and([self, date]), range: range)
  }
}
