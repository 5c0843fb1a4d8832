import Archive

// The form is described by Schemas/search-results.schema.json. Keys are only ever added to it.

extension ResultList {
  func json(query: String) -> String {
    jsonText(
      Document(
        query: query, total: result.total, totalIsExact: result.totalIsExact,
        results: result.hits.map(Entry.init),
        facets: result.facets.isEmpty
          ? nil
          : Dictionary(uniqueKeysWithValues: result.facets.map { ($0.key.rawValue, $0.value) })))
  }

  /// One object a line, each as in `results`.
  var jsonLines: [String] { result.hits.map { jsonText(Entry($0)) } }

  private struct Document: Encodable {
    let query: String
    let total: Int
    let totalIsExact: Bool
    let results: [Entry]
    let facets: [String: [FacetCount]]?
  }

  private struct Entry: Encodable {
    let archive: String
    let location: String
    let id: Int64
    let date: String
    let timestamp: Int64
    let from: String
    let to: String
    let subject: String
    let size: Int
    let tags: [String]
    let thread: Int64
    let messageId: String?
    let sha256: String
    let hasAttachment: Bool
    let moreInThread: Int
    let snippet: Snippet?

    init(_ hit: SearchHit) {
      let message = hit.message
      archive = hit.archive
      location = hit.location
      id = message.id
      date = utcDate(message.date)
      timestamp = message.date
      from = message.sender
      to = message.recipients
      subject = message.subject
      size = message.size
      tags = message.tags
      thread = message.thread
      messageId = message.messageID
      sha256 = message.digest
      hasAttachment = message.hasAttachment
      moreInThread = hit.moreInThread
      snippet = hit.snippet.map(Snippet.init)
    }
  }

  private struct Snippet: Encodable {
    let text: String
    /// Pairs of code points of the text, the second not included.
    let marks: [[Int]]
    let place: String
    let part: String

    init(_ snippet: SearchSnippet) {
      text = snippet.text
      let octets = Array(snippet.text.utf8)
      func codePoints(_ end: Int) -> Int { octets.prefix(end).count { $0 & 0xC0 != 0x80 } }
      marks = snippet.marks.map { [codePoints($0.lowerBound), codePoints($0.upperBound)] }
      place = snippet.place.rawValue
      part = snippet.part
    }
  }
}
