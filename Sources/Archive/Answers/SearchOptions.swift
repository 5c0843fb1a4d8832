/// What to answer a query with.
public struct SearchOptions: Sendable {
  public enum Order: String, Sendable, CaseIterable {
    case newest, oldest, relevance
  }

  public var order = Order.newest
  public var offset = 0
  public var limit = Limits.searchResults
  /// One result for each thread.
  public var threads = false
  /// What all matches are counted by.
  public var facets: [SearchFacet] = []
  /// Whether to show of each message the place that was found.
  public var snippets = false
  /// Told when something has to be done first, or when the answer may lack something.
  public var index = IndexObserver()

  public init() {}
}

public enum SearchFacet: String, Sendable, CaseIterable, Codable {
  case sender, year, list, account, type
}
