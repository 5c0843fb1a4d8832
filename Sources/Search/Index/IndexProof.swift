package import Digests

/// The store that an index follows, as it is now.
package struct FollowedStore: Sendable, Equatable {
  /// Tells archives from others; empty: not known.
  package var archive: [UInt8]
  package var revision: Int64

  package init(archive: [UInt8] = [], revision: Int64 = .max) {
    (self.archive, self.revision) = (archive, revision)
  }
}

/// What an index holds of a message.
package struct HeldDocument: Sendable, Equatable {
  package let id: Int64
  /// See `StoreRow`.
  package let row: UInt64
  /// The digest of the terms, values and positions that were written; see `EncodedDocument.digest`.
  package let content: UInt64
  /// Whether what is there has that digest.
  package let isWhole: Bool

  package init(id: Int64, row: UInt64, content: UInt64, isWhole: Bool) {
    (self.id, self.row, self.content, self.isWhole) = (id, row, content, isWhole)
  }
}

/// What an index knows the state of a message's row by.
package enum StoreRow {
  /// - Parameters:
  ///   - digest: of the message.
  ///   - revision: the store's when the row was last changed.
  package static func number(digest: SHA256Digest, revision: Int64) -> UInt64 {
    let beginning = digest.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    // An odd factor: no two revisions of a message have the same number.
    return beginning &+ UInt64(bitPattern: revision) &* 0x9E37_79B9_7F4A_7C15
  }

  static func bytes(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - UInt64($0) * 8)) }
  }
}

extension EncodedDocument {
  /// Digest of what is written into the index.
  package var digest: UInt64 {
    get throws(SearchError) { try Search.digest(ofRecords: records) }
  }
}

extension IndexReader {
  /// Reads the whole index, which must be a single one.
  ///
  /// - Returns: what it holds of each message, by number.
  /// - Throws: `indexDamaged` where it contradicts itself.
  package func examine() throws(SearchError) -> [HeldDocument] {
    var documents: [HeldDocument] = []
    try database.examine { documents.append($0) }
    return documents
  }
}
