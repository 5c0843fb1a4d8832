package import Digests

extension Sequence<MessageSummary> {
  /// Never more than can be, whatever a damaged row says.
  package var octets: Int {
    reduce(0) { $0 + Swift.min(Swift.max(0, $1.size), Limits.octetsPerMessage) }
  }
}

extension Collection<MessageSummary> {
  /// In order, each with so many octets or only one message.
  package func portions(of limit: Int) -> [SubSequence] {
    var portions: [SubSequence] = []
    var (start, octets) = (startIndex, 0)
    for index in indices {
      let more = self[index...index].octets
      if index > start, octets + more > limit {
        portions.append(self[start..<index])
        (start, octets) = (index, 0)
      }
      octets += more
    }
    if start < endIndex { portions.append(self[start...]) }
    return portions
  }
}

extension MessageSummary {
  /// Of a message that is stored here, as all are that the store lists.
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
