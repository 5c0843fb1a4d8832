/// What a fetch learned that makes the next one cheaper. Losing it costs time, never mail.
struct IMAPState: Codable, Equatable {
  /// Messages in which sessions broke: UIDs by the number of their mailbox and UIDVALIDITY in the store.
  var troubles: [String: [UInt32]]?
  /// When the flags of a mailbox were looked at last, by its number in the store, in seconds since 1970.
  var flags: [String: Int64]?
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

  mutating func noteFlags(of epoch: Int64, at time: Int64) {
    flags = (flags ?? [:]).merging(["\(epoch)": time]) { $1 }
  }

  func hasFlags(of epoch: Int64, at time: Int64) -> Bool {
    flags?["\(epoch)"].map { ($0...$0 + Limits.flagsAge).contains(time) } ?? false
  }

  /// Takes over what another connection learned, of other mailboxes.
  mutating func add(_ other: IMAPState, since before: IMAPState) {
    for (epoch, time) in other.flags ?? [:] where before.flags?[epoch] != time {
      flags = (flags ?? [:]).merging([epoch: time]) { $1 }
    }
    let epochs = Set((other.troubles ?? [:]).keys).union((before.troubles ?? [:]).keys)
    for epoch in epochs where other.troubles?[epoch] != before.troubles?[epoch] {
      troubles = troubles ?? [:]
      troubles?[epoch] = other.troubles?[epoch]
    }
  }

  /// What is not in the mailbox any more needs no session.
  mutating func keep(_ uids: Set<UInt32>, of epoch: Int64) {
    for uid in troubles(of: epoch).subtracting(uids) { forget(uid, of: epoch) }
  }
}
