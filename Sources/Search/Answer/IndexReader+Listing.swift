package import Mail

extension IndexReader {
  /// What the index itself holds of a message: all there is to show if its store is elsewhere. The
  /// sender is the folded mailbox.
  package func summary(of hit: SearchAnswer.Hit) throws(SearchError) -> MessageSummary {
    let document = try IndexWriter.number((hit.id - 1) * Int64(states.count) + Int64(hit.index) + 1)
    let prefix = Array(IndexFormat.Exact.messageID.rawValue.utf8)
    var messageID: String?
    try database.eachTerm(of: document, prefix: prefix) { term, _ in
      let id = (prefix.count..<term.count).map { term[$0] }
      messageID = String(decoding: id, as: UTF8.self)
      return false
    }
    return MessageSummary(
      id: hit.id, digest: nil,
      size: Int(clamping: IndexFormat.number(try database.value(.size, of: document))),
      date: IndexFormat.number(try database.value(.date, of: document), signed: true),
      messageID: messageID,
      thread: IndexFormat.number(try database.value(.thread, of: document)),
      sender: String(decoding: try database.value(.sender, of: document), as: UTF8.self))
  }
}
