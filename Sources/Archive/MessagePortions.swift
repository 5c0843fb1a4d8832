import Bytes
package import Digests

extension Sequence<MessageSummary> {
  /// Never more than can be, whatever a damaged row says.
  package var bytes: Int {
    reduce(0) { $0 + Swift.min(Swift.max(0, $1.size), maximumMessageSize) }
  }
}

extension Collection<MessageSummary> {
  /// Portions in order, each with at most this many bytes or only one message.
  package func portions(of limit: Int) -> [SubSequence] {
    var portions: [SubSequence] = []
    var (start, bytes) = (startIndex, 0)
    for index in indices {
      let more = self[index...index].bytes
      if index > start, bytes + more > limit {
        portions.append(self[start..<index])
        (start, bytes) = (index, 0)
      }
      bytes += more
    }
    if start < endIndex { portions.append(self[start...]) }
    return portions
  }
}

extension MessageSummary {
  /// The digest of a message that is stored here. All messages that the store lists have one.
  package var storedDigest: SHA256Digest {
    get throws {
      guard let digest else {
        throw ArchiveError(
          .notFound, "read message \(id)", why: "it is stored in another archive",
          remedy: "Run the command there.")
      }
      return digest
    }
  }
}
