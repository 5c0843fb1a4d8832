/// The root of a Merkle tree as in RFC 6962, section 2.1.
///
/// Keeps one digest for each power of two in the number of leaves.
package struct MerkleTree {
  /// Largest first.
  private var peaks: [(leaves: Int, digest: SHA256Digest)] = []

  /// Nil while there are so few leaves that OpenSSL need not be loaded for them.
  private var hasher: RepeatedSHA256?
  private var leaves = 0

  private static let fewLeaves = 256

  package init() {}

  /// The root of the tree over digests in ascending order.
  package static func root(ofUnordered digests: [SHA256Digest]) throws(DigestError) -> SHA256Digest
  {
    var tree = MerkleTree()
    for digest in digests.sorted(by: <) { try tree.append(digest) }
    return try tree.root()
  }

  package mutating func append(_ leaf: SHA256Digest) throws(DigestError) {
    leaves += 1
    if hasher == nil, leaves > Self.fewLeaves { hasher = try RepeatedSHA256() }
    var (leaves, digest) = (1, try digest(of: 0, leaf))
    while let last = peaks.last, last.leaves == leaves {
      peaks.removeLast()
      digest = try self.digest(of: 1, last.digest, digest)
      leaves *= 2
    }
    peaks.append((leaves, digest))
  }

  package func root() throws(DigestError) -> SHA256Digest {
    guard var root = peaks.last?.digest else { return try SHA256Digest(of: []) }
    for peak in peaks.dropLast().reversed() { root = try digest(of: 1, peak.digest, root) }
    return root
  }

  /// The digest of a leaf or a node, from its mark and the digests in it.
  private func digest(
    of mark: UInt8, _ first: SHA256Digest, _ second: SHA256Digest? = nil
  ) throws(DigestError) -> SHA256Digest {
    guard let hasher else {
      return try SHA256Digest(of: [mark] + first.bytes + (second?.bytes ?? []))
    }
    return try hasher.digest(of: mark, first, second)
  }
}
