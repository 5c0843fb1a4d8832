/// One line of the explanation of a query. A deeper line belongs to the line above it.
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
    /// Number of messages that match this clause alone; nil if counting would require reading every
    /// message.
    public let alone: Int?
    /// Number of messages that match all other clauses; nil if counting would require reading every
    /// message.
    public let without: Int?

    package init(text: String, alone: Int?, without: Int?) {
      self.text = text
      self.alone = alone
      self.without = without
    }
  }

  /// The clauses, if the query has more than one.
  public let clauses: [Clause]
  /// The query with its unknown words replaced by words that occur in messages.
  public let didYouMean: String?

  package init(clauses: [Clause], didYouMean: String?) {
    self.clauses = clauses
    self.didYouMean = didYouMean
  }
}

/// A part of a query, for a list of its conditions.
package struct QueryClause: Equatable, Sendable {
  /// As it was typed.
  package let text: String
  /// In words: "dated 2024", "ferry, ferries anywhere".
  package let meaning: String
  /// The query without it.
  package let rest: String

  package init(text: String, meaning: String, rest: String) {
    self.text = text
    self.meaning = meaning
    self.rest = rest
  }
}
