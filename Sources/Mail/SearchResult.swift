/// What a search found.
public struct SearchResult: Equatable, Sendable {
  public let hits: [SearchHit]
  public let total: Int
  /// False: `total` is an estimate.
  public let totalIsExact: Bool
  /// For each facet that was asked for its values, the most frequent first.
  public let facets: [SearchFacet: [FacetCount]]

  package init(
    hits: [SearchHit], total: Int, totalIsExact: Bool, facets: [SearchFacet: [FacetCount]]
  ) {
    self.hits = hits
    self.total = total
    self.totalIsExact = totalIsExact
    self.facets = facets
  }

  public var messages: [MessageSummary] { hits.map(\.message) }
}

public struct SearchHit: Equatable, Sendable {
  /// Name of the archive that holds the message.
  public let archive: String
  /// Its directory, or the file that names a remote index.
  public let location: String
  public let message: MessageSummary
  /// Nil unless asked for, and for a message that is stored elsewhere or has no text.
  public let snippet: Snippet?
  /// How many more of its thread match (at least), when threads were asked for.
  public let moreInThread: Int

  package init(
    archive: String, location: String, message: MessageSummary, snippet: Snippet?,
    moreInThread: Int
  ) {
    self.archive = archive
    self.location = location
    self.message = message
    self.snippet = snippet
    self.moreInThread = moreInThread
  }
}

/// The part of a message that shows why it was found. The text comes from the message.
public struct Snippet: Equatable, Sendable {
  /// On one line: white space and control characters are single spaces.
  public let text: String
  /// What was found: ranges of the text's UTF-8 bytes, ascending.
  public let marks: [Range<Int>]
  /// Whether the source goes on before and after the text.
  public let isCutBefore: Bool
  public let isCutAfter: Bool
  public let place: SearchableText.Place
  /// Number of the part as IMAP counts them: "1.2".
  public let part: String

  package init(
    text: String, marks: [Range<Int>], isCutBefore: Bool, isCutAfter: Bool,
    in source: SearchableText
  ) {
    self.text = text
    self.marks = marks
    self.isCutBefore = isCutBefore
    self.isCutAfter = isCutAfter
    place = source.place
    part = source.part
  }
}
