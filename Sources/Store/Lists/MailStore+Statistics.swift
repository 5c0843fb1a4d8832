package import Mail
internal import Tallies

extension MailStore {
  /// Without what only the index knows: lists and types.
  ///
  /// - Parameter limit: maximum number of senders and of large messages.
  package func statistics(limit: Int) throws(StoreError) -> MailStatistics {
    try glance("cannot count messages") { source in
      let tally = try MessageTally(source, largest: limit)
      var found = try tally.statistics(source, senders: limit)
      found.largest = try MessageSummary.all(tally.largestMessages, source)
      try found.readStorage(source)
      return found
    }
  }
}
