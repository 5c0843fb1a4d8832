/// Who a message is from and to, as numbers (see the schema: subject_message.people). Two messages
/// with people in common may be a message and its answer.
package struct People: Sendable, Equatable {
  package var authors: [Int64] = []
  /// Those in To and Cc.
  package var recipients: [Int64] = []
  /// Those in Bcc.
  package var others: [Int64] = []
  package var list: Int64?

  package init() {}

  /// All, each once.
  package var all: Set<Int64> { Set(authors + recipients + others) }

  /// Whether a message of these people may answer one of those: its author is among them, or theirs
  /// among its recipients, or both are of one list. If all that joins them is the archive's owner,
  /// who is in nearly every message, somebody else must be in both.
  ///
  /// - Parameter owners: correspondents whose archive it is.
  package func mayAnswer(_ other: People, owners: Set<Int64>) -> Bool {
    if let list, list == other.list { return true }
    let joining =
      authors.filter { other.authors.contains($0) || other.recipients.contains($0) }
      + other.authors.filter { recipients.contains($0) }
    if joining.contains(where: { !owners.contains($0) }) { return true }
    guard !joining.isEmpty else { return false }
    let common = Set(authors + recipients).intersection(other.authors + other.recipients)
    return common.count > 1
  }
}

extension People {
  /// As it is kept.
  package init(bytes: [UInt8]) {
    guard bytes.count >= 4 else { return }
    var numbers = stride(from: 4, to: bytes.count - 5, by: 6).map { start in
      bytes[start..<start + 6].reduce(Int64(0)) { $0 << 8 | Int64($1) }
    }[...]
    func take(_ count: Int) -> [Int64] {
      let taken = Array(numbers.prefix(count))
      numbers = numbers.dropFirst(count)
      return taken
    }
    list = take(bytes[3] == 1 ? 1 : 0).first
    authors = take(Int(bytes[0]))
    recipients = take(Int(bytes[1]) << 8 | Int(bytes[2]))
    others = Array(numbers)
  }

  package var bytes: [UInt8] {
    var bytes = [
      UInt8(clamping: authors.count), UInt8(truncatingIfNeeded: recipients.count >> 8),
      UInt8(truncatingIfNeeded: recipients.count), list == nil ? 0 : 1,
    ]
    for number in (list.map { [$0] } ?? []) + authors + recipients + others {
      bytes += (0..<6).map { UInt8(truncatingIfNeeded: number >> (40 - 8 * $0)) }
    }
    return bytes
  }
}
