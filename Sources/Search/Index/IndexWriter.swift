/// Changes the index in one directory. One writer at a time holds its lock; readers go on with
/// what was committed. Used by one thread at a time.
package final class IndexWriter {
  /// Opens the index, making it when there is none.
  package init(path: String, settings: IndexSettings = IndexSettings()) throws(SearchError) {
    preconditionFailure()
  }
  /// The store's revision that the last commit holds.
  package var revision: Int64 { 0 }
  /// Adds a document, or puts it in the place of the one with its number.
  package func put(_ document: EncodedDocument) throws(SearchError) {}
  package func delete(_ id: Int64) throws(SearchError) {}
  /// Makes all changes durable and visible to readers, together with the revision they reach.
  package func commit(revision: Int64) throws(SearchError) {}
}
package struct IndexSettings: Sendable, Equatable {
  /// Languages whose stems join the forms of a word: two-letter codes.
  package var languages: [String]
  package init(languages: [String] = Limits.languages) { self.languages = languages }
}
package struct EncodedDocument: Sendable {
  package let id: Int64
}
package struct DocumentEncoder {
  package init() {}
  package mutating func encode(_ document: IndexDocument) -> EncodedDocument {
    EncodedDocument(id: document.id)
  }
}
