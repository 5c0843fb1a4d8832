package import Archive
import Text

// The format is described by Schemas/search-results.schema.json. Keys may be added but never
// removed.

extension ResultList {
  /// One document: what stands before its results, with "," between them, and behind.
  ///
  /// - Parameter didYouMean: a likelier spelling of a query that has found nothing.
  package func json(
    query: String, didYouMean: String? = nil
  ) -> (before: String, after: String) {
    let document = JSONValue(
      encoding: Document(
        query: query, total: found.total, totalIsExact: found.totalIsExact, results: [],
        facets: facets.isEmpty ? nil : keyed { Array($0.counts) },
        facetsMore: facets.isEmpty ? nil : keyed { $0.more }, didYouMean: didYouMean)
    ).text
    // In a string the quotation marks would be escaped.
    let name = "\"results\":["
    guard let results = document.firstRange(of: name) else { return (document, "") }
    return (String(document[..<results.upperBound]), String(document[results.upperBound...]))
  }

  private func keyed<Value>(
    _ value: ((facet: SearchFacet, counts: ArraySlice<FacetCount>, more: Int)) -> Value
  ) -> [String: Value] {
    Dictionary(uniqueKeysWithValues: facets.map { ($0.facet.rawValue, value($0)) })
  }

  /// Objects, each as in `results`.
  ///
  /// - Parameter whole: for each result, the fields from the message itself; nil if they are not known.
  package func jsonObjects(_ hits: [SearchHit], whole: [WholeFields?]) -> [String] {
    zip(hits, whole).map { JSONValue(encoding: Entry(hit: $0, whole: $1)).text }
  }

  private struct Document: Encodable {
    let query: String
    let total: Int
    let totalIsExact: Bool
    let results: [Entry]
    let facets: [String: [FacetCount]]?
    let facetsMore: [String: Int]?
    let didYouMean: String?
  }

  /// The members of every list entry and those of a search result, in one object.
  private struct Entry: Encodable {
    let hit: SearchHit
    let whole: WholeFields?

    private enum Key: CodingKey { case archive, location, moreInThread, snippet }

    func encode(to encoder: any Encoder) throws {
      try MessageReport(hit.message, whole: whole).encode(to: encoder)
      var own = encoder.container(keyedBy: Key.self)
      try own.encode(hit.archive, forKey: .archive)
      try own.encode(hit.location, forKey: .location)
      try own.encode(hit.moreInThread, forKey: .moreInThread)
      try own.encodeIfPresent(hit.snippet.map(SnippetReport.init), forKey: .snippet)
    }
  }

  private struct SnippetReport: Encodable {
    let text: String
    /// Ranges of code points of the text; the end is excluded.
    let marks: [[Int]]
    let place: String
    let part: String
    let name: String?
    let page: Int?

    init(_ snippet: Snippet) {
      text = snippet.text
      let bytes = Array(snippet.text.utf8)
      func codePoints(_ end: Int) -> Int { bytes.prefix(end).count { $0 & 0xC0 != 0x80 } }
      marks = snippet.marks.map { [codePoints($0.lowerBound), codePoints($0.upperBound)] }
      place = snippet.place.rawValue
      part = snippet.part
      name = snippet.file
      page = snippet.page
    }
  }
}
