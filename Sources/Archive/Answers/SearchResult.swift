package import Search

public struct SearchResult: Equatable, Sendable {
  public let hits: [SearchHit]
  public let total: Int
  /// False: there are at least `total`.
  public let totalIsExact: Bool
  /// For each facet that was asked for its values, the most frequent first.
  public let facets: [SearchFacet: [FacetCount]]

  public var messages: [Headline] { hits.map(\.message) }
}

public struct SearchHit: Equatable, Sendable {
  /// Name of the archive that holds the message.
  public let archive: String
  /// Its directory, or the file that names a remote index.
  public let location: String
  public let message: Headline
  /// Nil unless asked for, and for a message that is elsewhere or without text.
  public let snippet: SearchSnippet?
  /// How many more of its thread match (at least), when threads were asked for.
  public let moreInThread: Int
}

public struct FacetCount: Equatable, Sendable, Codable {
  public let value: String
  public let count: Int
}

/// The place of a message that shows why it was found. The text comes from the message.
public struct SearchSnippet: Equatable, Sendable {
  public enum Place: String, Sendable, CaseIterable {
    case body
    case attachment
    /// A message inside the message.
    case nested
  }

  /// One line.
  public let text: String
  /// What was found: ranges of the text's UTF-8 octets, ascending.
  public let marks: [Range<Int>]
  public let isCutBefore: Bool
  public let isCutAfter: Bool
  public let place: Place
  /// Number of the part as IMAP counts them: "1.2".
  public let part: String

  package init(_ snippet: Snippet, of piece: TextPiece) {
    text = snippet.text
    marks = snippet.marks
    isCutBefore = snippet.isCutBefore
    isCutAfter = snippet.isCutAfter
    part = piece.part
    place =
      switch piece.role {
      case .body, .alternative: .body
      case .attachment: .attachment
      case .nested: .nested
      }
  }
}

/// How a query was understood: one line of it, deeper ones belong to the one above.
public struct ExplanationLine: Equatable, Sendable {
  public let depth: Int
  public let text: String
}

/// Why a query found nothing.
public struct NothingFound: Equatable, Sendable {
  public struct Clause: Equatable, Sendable {
    public let text: String
    /// Messages that match this clause alone; nil where each would have to be read to tell.
    public let alone: Int?
    /// Messages that match all the others, likewise.
    public let without: Int?
  }

  /// Of a query with several.
  public let clauses: [Clause]
  /// The query with words that are in messages.
  public let didYouMean: String?
}
