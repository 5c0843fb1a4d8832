package import Errors

/// What can go wrong in the index or in a query.
package enum SearchError: ExplainedError, Equatable, Sendable {
  /// `at`: characters of the query, from 0.
  case syntax(reason: String, at: Range<Int>)
  case unknownField(name: String, suggestion: String?, at: Range<Int>)
  case badValue(field: String, value: String, expected: String, at: Range<Int>)

  case indexMissing(path: String)
  case indexDamaged(path: String, reason: String)
  /// Another version of Mailcask (`found` nil: it names none) or of Xapian made the index.
  case indexVersion(path: String, found: Int?)
  /// It knows changes that the store does not: the store was put back from a backup.
  case indexNewer(path: String, index: Int64, store: Int64)
  /// The index belongs to another archive.
  case indexForeign(path: String)
  case indexLocked(path: String)
  case indexUnreachable(path: String, reason: String)
  case storage(path: String, reason: String)
  /// Xapian numbers documents from 1 to 2^32 - 1.
  case documentNumber(Int64)
  case unknownLanguage(String)
}

extension SearchError {
  package var text: ErrorText {
    let rebuild = "\"mailcask reindex\" rebuilds it from the archive"
    return switch self {
    case .syntax(let reason, let range):
      Self.query("\(reason) at character \(range.lowerBound + 1) of the query")
    case .unknownField(let name, let suggestion, let range):
      Self.query(
        "unknown field \"\(name):\" at character \(range.lowerBound + 1) of the query",
        remedy: suggestion.map { "did you mean \"\($0):\"?" }
          ?? "put the word in quotes to search for it as text")
    case .badValue(let field, let value, let expected, let range):
      Self.query(
        "\"\(field):\" does not know \"\(value)\" at character \(range.lowerBound + 1) of the query",
        remedy: "it takes \(expected)")
    case .indexMissing(let path): Self.index("there is no index in \(path)", remedy: rebuild)
    case .indexDamaged(let path, let reason):
      Self.index("the index in \(path) is damaged (\(reason))", remedy: rebuild)
    case .indexVersion(let path, let found):
      Self.index(
        "the index in \(path) has \(found.map { "format \($0)" } ?? "an unknown format")",
        remedy: rebuild)
    case .indexNewer(let path, let index, let store):
      Self.index(
        "the index in \(path) holds change \(index), but the archive ends at \(store)",
        remedy: rebuild)
    case .indexForeign(let path):
      Self.index("the index in \(path) belongs to another archive", remedy: rebuild)
    case .indexLocked(let path):
      Self.index(
        "another process is writing the index in \(path)", remedy: "wait until it is done")
    case .indexUnreachable(let path, let reason):
      Self.index(
        "the remote index named in \(path) does not answer (\(reason))",
        remedy: "check that it is served")
    case .storage(let path, let reason):
      Self.index(
        "the index in \(path) cannot be read or written (\(reason))",
        remedy: "check space and permissions")
    case .documentNumber(let number):
      Self.index(
        "message \(number) cannot be indexed: the index numbers messages from 1 to 4294967295")
    case .unknownLanguage(let language):
      Self.index(
        "there is no stemmer for the language \"\(language)\"",
        remedy: "use a code such as en, de or fr")
    }
  }

  private static func query(_ why: String, remedy: String = "") -> ErrorText {
    ErrorText("understand the query", why: why, remedy: remedy)
  }

  private static func index(_ why: String, remedy: String = "") -> ErrorText {
    ErrorText("use the index", why: why, remedy: remedy)
  }
}
