/// How a search is answered.
public struct SearchOptions: Equatable, Sendable {
  public enum Order: String, Sendable, CaseIterable {
    case newest, oldest, relevance
  }

  public var order = Order.newest
  /// Results to skip.
  public var offset = 0
  /// Maximum number of results.
  public var limit = Limits.searchResults
  /// One result for each thread.
  public var threads = false
  /// What all matches are counted by.
  public var facets: [SearchFacet] = []
  /// Whether each result has the text that shows why it was found.
  public var snippets = false

  public init() {}
}

/// What matches can be counted by.
public enum SearchFacet: String, Sendable, CaseIterable {
  case sender, year, list, account, type
}
