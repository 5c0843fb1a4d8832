/// The result of a search.
public struct SearchResult: Equatable, Sendable {
  public let hits: [SearchHit]
  public let total: Int
  /// False: there are at least `total` matches.
  public let totalIsExact: Bool
  /// The values of each requested facet, most frequent first.
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
  /// Nil unless requested, and for a message that is stored elsewhere or has no text.
  public let snippet: Snippet?
  /// The number of further matches in its thread (a lower bound), if one result per thread was
  /// requested.
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

/// The part of a message that shows why it matches. The text comes from the message.
public struct Snippet: Equatable, Sendable {
  /// One line: white space and control characters are replaced by single spaces.
  public let text: String
  /// The matching parts: ranges of the text's UTF-8 bytes, ascending.
  public let marks: [Range<Int>]
  /// Whether the source has more text before and after this.
  public let isCutBefore: Bool
  public let isCutAfter: Bool
  public let place: SearchableText.Place
  /// Number of the part as IMAP counts them: "1.2".
  public let part: String
  /// For the text of an attached document: its name, which may hold anything, and the page, counted
  /// from 1, if it has pages.
  public let file: String?
  public let page: Int?

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
    file = source.file
    page = source.page
  }
}
