/// How a query was understood: one line of it. Deeper lines belong to the one above.
public struct ExplanationLine: Equatable, Sendable, Encodable {
  public let depth: Int
  public let text: String

  package init(depth: Int, text: String) {
    self.depth = depth
    self.text = text
  }
}

/// Why a query found nothing.
public struct NothingFound: Equatable, Sendable {
  public struct Clause: Equatable, Sendable {
    public let text: String
    /// Messages that match this clause alone; nil where each would have to be read to tell.
    public let alone: Int?
    /// Messages that match all other clauses; nil where each would have to be read to tell.
    public let without: Int?

    package init(text: String, alone: Int?, without: Int?) {
      self.text = text
      self.alone = alone
      self.without = without
    }
  }

  /// Of a query with several.
  public let clauses: [Clause]
  /// The query with words that are in messages.
  public let didYouMean: String?

  package init(clauses: [Clause], didYouMean: String?) {
    self.clauses = clauses
    self.didYouMean = didYouMean
  }
}
