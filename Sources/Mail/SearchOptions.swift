/// Options of a search.
public struct SearchOptions: Equatable, Sendable {
  public enum Order: String, Sendable, CaseIterable {
    case newest, oldest, relevance
  }

  public var order = Order.newest
  /// Results to skip.
  public var offset = 0
  /// Only messages whose date, in seconds since 1970, is one of these. `offset` counts among them: a
  /// page far behind the first is found from the date at which it begins.
  public var dates: ClosedRange<Int64>?
  /// Maximum number of results.
  public var limit = Limits.searchResults
  /// Return one result per thread.
  public var threads = false
  /// The facets to count over all matches.
  public var facets: [SearchFacet] = []
  /// Whether each result includes the text that shows why it matches.
  public var snippets = false

  public init() {}
}

/// A property by which matches can be counted.
public enum SearchFacet: String, Sendable, CaseIterable {
  case sender, year, list, account, type
}
