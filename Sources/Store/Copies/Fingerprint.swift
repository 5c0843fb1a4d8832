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
}

/// Keeps one digest for each power of two in the number of leaves.
struct MerkleTree {
  /// Largest first.
  private var peaks: [(leaves: Int, digest: SHA256Digest)] = []

  mutating func append(_ leaf: SHA256Digest) throws(DigestError) {
    var (leaves, digest) = (1, try SHA256Digest(of: [0] + leaf.bytes))
    while let last = peaks.last, last.leaves == leaves {
      peaks.removeLast()
      digest = try Self.node(last.digest, digest)
      leaves *= 2
    }
    peaks.append((leaves, digest))
  }

  func root() throws(DigestError) -> SHA256Digest {
    guard var root = peaks.last?.digest else { return try SHA256Digest(of: []) }
    for peak in peaks.dropLast().reversed() { root = try Self.node(peak.digest, root) }
    return root
  }

  private static func node(
    _ left: SHA256Digest, _ right: SHA256Digest
  ) throws(DigestError) -> SHA256Digest {
    try SHA256Digest(of: [1] + left.bytes + right.bytes)
  }
}
