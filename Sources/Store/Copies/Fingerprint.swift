package import Digests
internal import GRDB
internal import Rows

extension MailStore {
  /// One digest for all messages: two archives with the same messages have the same, in whatever
  /// order and from wherever they came.
  ///
  /// The root of a Merkle tree as in RFC 6962, section 2.1, over the digests of the messages in
  /// ascending order; of no messages, the SHA-256 of nothing. Removed messages do not count.
  package func fingerprint() throws(StoreError) -> SHA256Digest {
    try glance("cannot compute the fingerprint", Self.fingerprint)
  }

  static func fingerprint(_ source: any StatementSource) throws -> SHA256Digest {
    // To read rows in the order of an index takes several times as long as one after the other.
    try MerkleTree.root(ofUnordered: digests("digest", source))
  }

  private static func digests(
    _ expression: String, _ source: any StatementSource
  ) throws -> [SHA256Digest] {
    var digests: [SHA256Digest] = []
    try source.statement("SELECT \(expression) FROM message WHERE \(Self.present)").eachRow {
      digests.append(try $0.digest(0))
    }
    return digests
  }

  /// The same over the digests of canonical bytes, each of which counts once: two archives with the
  /// same mail have the same, in whatever forms it came.
  package func canonicalFingerprint() throws(StoreError) -> SHA256Digest {
    let digests = try canonicalDigests()
    return try StoreError.guarding("cannot compute the fingerprint", at: path) {
      try MerkleTree.root(ofUnordered: Array(digests))
    }
  }

  /// Digests of the canonical bytes of all messages that are not removed. A message that is to be read
  /// again (`isDerivationDue`) has none yet: its own digest stands for it.
  package func canonicalDigests() throws(StoreError) -> Set<SHA256Digest> {
    try read("cannot list digests") { db in
      let canonical =
        try db.columns(in: "message").contains { $0.name == "canonical" } ? "canonical" : "NULL"
      return Set(try Self.digests("coalesce(\(canonical), digest)", db))
    }
  }
}
