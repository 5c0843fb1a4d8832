/// What can go wrong in the index or in a query. The description is for people and says what to
/// do next.
package enum SearchError: Error, Equatable, Sendable {
  /// `at`: characters of the query, from 0.
  case syntax(reason: String, at: Range<Int>)
  case unknownField(name: String, suggestion: String?, at: Range<Int>)
  case badValue(field: String, value: String, expected: String, at: Range<Int>)

  case indexMissing(path: String)
  case indexDamaged(path: String, reason: String)
  /// Of another version of Mailcask (`found` nil: it says none) or of Xapian.
  case indexVersion(path: String, found: Int?)
  /// It knows changes that the store does not: the store was put back from a backup.
  case indexNewer(path: String, index: Int64, store: Int64)
  case indexLocked(path: String)
  case indexUnreachable(path: String, reason: String)
  case storage(path: String, reason: String)
  /// Xapian numbers documents from 1 to 2^32 - 1.
  case documentNumber(Int64)
  case unknownLanguage(String)
}

extension SearchError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .syntax(let reason, let range):
      "\(reason) at character \(range.lowerBound + 1) of the query"
    case .unknownField(let name, let suggestion, let range):
      "unknown field \"\(name):\" at character \(range.lowerBound + 1) of the query"
        + (suggestion.map { "; did you mean \"\($0):\"?" }
          ?? "; put the word in quotes to search for it as text")
    case .badValue(let field, let value, let expected, let range):
      "\"\(field):\" does not know \"\(value)\" at character \(range.lowerBound + 1) of the query;"
        + " it takes \(expected)"
    case .indexMissing(let path):
      "there is no index in \(path); \"mailcask reindex\" makes it from the archive"
    case .indexDamaged(let path, let reason):
      "the index in \(path) is damaged (\(reason)); \"mailcask reindex\" makes it anew"
    case .indexVersion(let path, let found):
      "the index in \(path) has \(found.map { "format \($0)" } ?? "an unknown format");"
        + " \"mailcask reindex\" makes it anew"
    case .indexNewer(let path, let index, let store):
      "the index in \(path) holds change \(index), but the archive ends at \(store):"
        + " \"mailcask reindex\" makes it anew"
    case .indexLocked(let path):
      "another process is writing the index in \(path); wait until it is done"
    case .indexUnreachable(let path, let reason):
      "the remote index named in \(path) does not answer (\(reason)); check that it is served"
    case .storage(let path, let reason):
      "the index in \(path) cannot be read or written (\(reason)); check space and permissions"
    case .documentNumber(let number):
      "message \(number) cannot be indexed: the index numbers messages from 1 to 4294967295"
    case .unknownLanguage(let language):
      "there is no stemmer for the language \"\(language)\"; use a code such as en, de or fr"
    }
  }
}
