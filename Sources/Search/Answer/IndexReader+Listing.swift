/// What the index itself knows of a message: all there is to show where its store is elsewhere.
package struct IndexListing: Sendable, Equatable {
  /// Seconds since 1970.
  package var date: Int64
  /// Octets.
  package var size: Int64
  package var thread: Int64
  /// Mailbox of the sender, folded.
  package var sender: String
  package var messageID: String?
}

extension IndexReader {
  package func listing(of hit: SearchAnswer.Hit) throws(SearchError) -> IndexListing {
    let document = try IndexWriter.number((hit.id - 1) * Int64(states.count) + Int64(hit.index) + 1)
    let prefix = Array(IndexFormat.Exact.messageID.rawValue.utf8)
    var messageID: String?
    try database.eachTerm(of: document, prefix: prefix) { term, _ in
      let id = (prefix.count..<term.count).map { term[$0] }
      messageID = String(decoding: id, as: UTF8.self)
      return false
    }
    return IndexListing(
      date: IndexFormat.number(try database.value(.date, of: document), signed: true),
      size: IndexFormat.number(try database.value(.size, of: document)),
      thread: IndexFormat.number(try database.value(.thread, of: document)),
      sender: String(decoding: try database.value(.sender, of: document), as: UTF8.self),
      messageID: messageID)
  }
}
