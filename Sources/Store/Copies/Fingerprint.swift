package import Digests
internal import GRDB

extension MailStore {
  /// One digest for all messages: two archives with the same messages have the same, in whatever
  /// order and from wherever they came.
  ///
  /// The root of a Merkle tree as in RFC 6962, section 2.1, over the digests of the messages in
  /// ascending order; of no messages, the SHA-256 of nothing. Removed messages do not count.
  package func fingerprint() throws(StoreError) -> SHA256Digest {
    try read("cannot compute the fingerprint", Self.fingerprint)
  }

  static func fingerprint(_ db: Database) throws -> SHA256Digest {
    var tree = MerkleTree()
    let rows = try Row.fetchCursor(
      db,
      sql: "SELECT digest FROM message WHERE \(Self.present) ORDER BY substr(digest, 1, 16)")
    while let row = try rows.next() { try tree.append(row.digest(0)) }
    return try tree.root()
  }

  /// The same over the digests of canonical bytes, each of which counts once: two archives with the
  /// same mail have the same, in whatever forms it came.
  package func canonicalFingerprint() throws(StoreError) -> SHA256Digest {
    let digests = try canonicalDigests()
    return try StoreError.guarding("cannot compute the fingerprint", at: path) {
      var tree = MerkleTree()
      for digest in digests.sorted() { try tree.append(digest) }
      return try tree.root()
    }
  }

  /// Digests of the canonical bytes of all messages that are not removed. A message that is to be read
  /// again (`isDerivationDue`) has none yet: its own digest stands for it.
  package func canonicalDigests() throws(StoreError) -> Set<SHA256Digest> {
    try read("cannot list digests") { db in
      let canonical =
        try db.columns(in: "message").contains { $0.name == "canonical" } ? "canonical" : "NULL"
      let rows = try Row.fetchCursor(
        db, sql: "SELECT coalesce(\(canonical), digest) FROM message WHERE \(Self.present)")
      var digests: Set<SHA256Digest> = []
      while let row = try rows.next() { digests.insert(try row.digest(0)) }
      return digests
    }
  }
}
