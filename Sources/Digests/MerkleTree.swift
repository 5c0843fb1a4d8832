/// The root of a Merkle tree as in RFC 6962, section 2.1.
///
/// Keeps one digest for each power of two in the number of leaves.
package struct MerkleTree {
  /// Largest first.
  private var peaks: [(leaves: Int, digest: SHA256Digest)] = []

  package init() {}

  package mutating func append(_ leaf: SHA256Digest) throws(DigestError) {
    var (leaves, digest) = (1, try SHA256Digest(of: [0] + leaf.bytes))
    while let last = peaks.last, last.leaves == leaves {
      peaks.removeLast()
      digest = try Self.node(last.digest, digest)
      leaves *= 2
    }
    peaks.append((leaves, digest))
  }

  package func root() throws(DigestError) -> SHA256Digest {
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
