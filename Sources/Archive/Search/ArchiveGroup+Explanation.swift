package import Mail
import Search
import Store

extension ArchiveGroup {
  /// How a query is understood, and what its words stand for in these archives.
  public func explain(
    _ query: String, index: IndexObserver = IndexObserver()
  ) throws(ArchiveError) -> [ExplanationLine] {
    let tree = try parse(query)
    do {
      return try reading(index) { try $0.explain(tree) }
    } catch { throw ArchiveError(any: error) }
  }

  /// The parts of a query that must all hold, and what each means; none for a query without conditions.
  package func clauses(of query: String) throws(ArchiveError) -> [QueryClause] {
    let tree = try parse(query)
    let parts =
      switch tree.kind {
      case .all: [QueryTree]()
      case .and(let parts): parts
      default: [tree]
      }
    let characters = Array(query)
    do {
      let reader = try reader()
      return try parts.map { part in
        let lines = try reader.explain(part)
        let inner = lines.dropFirst().filter { $0.depth == 1 }.map(\.text)
        let meaning = ([lines.first?.text ?? ""] + [inner.joined(separator: ", ")])
          .filter { !$0.isEmpty }.joined(separator: ": ")
        let range = part.range.clamped(to: characters.indices)
        var rest = characters
        rest.removeSubrange(range)
        return QueryClause(text: String(characters[range]), meaning: meaning, rest: String(rest))
      }
    } catch { throw ArchiveError(any: error) }
  }

  /// For a query that has found nothing: what each clause does, and a likelier spelling.
  public func whyNothing(_ query: String) throws(ArchiveError) -> NothingFound {
    let tree = try parse(query)
    let characters = Array(query)
    do {
      let reader = try reader()
      let clauses = try reader.effects(of: tree).map { effect in
        NothingFound.Clause(
          text: String(characters[effect.clause.range.clamped(to: characters.indices)]),
          alone: effect.alone, without: effect.without)
      }
      return NothingFound(
        clauses: clauses, didYouMean: try didYouMean(tree, reader))
    } catch { throw ArchiveError(any: error) }
  }

  /// A likelier spelling of a query that has found nothing; nil if there is none.
  public func didYouMean(_ query: String) throws(ArchiveError) -> String? {
    let tree = try parse(query)
    do { return try didYouMean(tree, try reader()) } catch { throw ArchiveError(any: error) }
  }

  private func didYouMean(_ tree: QueryTree, _ reader: IndexReader) throws -> String? {
    try reader.didYouMean(tree) { folderSpellings()[$0] ?? $0 }.map { $0.description }
  }

  /// How folders are written, and those that they are in, by their folded paths, which are all that the
  /// index knows.
  func folderSpellings() -> [String: String] {
    var spellings: [String: String] = [:]
    for folder in members.flatMap({ (try? $0.archive?.store.folders()) ?? [] }) {
      var path = ""
      for level in folder.split(separator: "/") {
        path += path.isEmpty ? level : "/\(level)"
        spellings[Folding.string(path), default: path] = path
      }
    }
    return spellings
  }

  /// The words that a field such as "is" or "has" takes; nil for one that takes any text.
  public static func queryValues(of field: String) -> [String]? {
    switch field {
    case "is": ["unread"] + MessageState.allCases.map(\.rawValue)
    case "has": Feature.allCases.map(\.rawValue)
    default: nil
    }
  }

  /// The names of the query language's fields: "from", "subject", "date".
  public static var queryFields: [String] { QueryField.allCases.map(\.rawValue) }
}
