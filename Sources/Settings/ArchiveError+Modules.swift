package import Errors
package import Search

extension ArchiveError {
  package init(_ error: SearchError) {
    let code: Code =
      switch error {
      case .syntax, .unknownField, .badValue: .query
      case .unknownLanguage: .configuration
      case .indexLocked: .locked
      default: .index
      }
    self.init(code, error.text)
  }

  package init(_ error: SearchError, inQuery query: String) {
    self.init(error)
    switch error {
    case .syntax(_, let range), .unknownField(_, _, let range), .badValue(_, _, _, let range):
      mistake = QueryMistake(query: query, range: range)
    default: break
    }
  }
}
