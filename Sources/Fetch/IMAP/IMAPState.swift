/// What a fetch learned that makes the next one cheaper. Losing it costs time, never mail.
struct IMAPState: Codable, Equatable {
  /// Messages in which sessions broke: UIDs by the number of their mailbox and UIDVALIDITY in the store.
  var troubles: [String: [UInt32]]?
  /// Bytes fetched from Gmail on the latest day: it limits them.
  var latest: Day?

  func troubles(of epoch: Int64) -> Set<UInt32> { Set(troubles?["\(epoch)"] ?? []) }

  mutating func note(_ uid: UInt32, of epoch: Int64) {
    var all = troubles ?? [:]
    all["\(epoch)"] = Array(troubles(of: epoch).union([uid])).sorted()
    troubles = all
  }

  mutating func forget(_ uid: UInt32, of epoch: Int64) {
    let rest = troubles(of: epoch).subtracting([uid])
    troubles?["\(epoch)"] = rest.isEmpty ? nil : rest.sorted()
    if troubles?.isEmpty ?? false { troubles = nil }
  }

  /// What is not in the mailbox any more needs no session.
  mutating func keep(_ uids: Set<UInt32>, of epoch: Int64) {
    for uid in troubles(of: epoch).subtracting(uids) { forget(uid, of: epoch) }
  }
}
