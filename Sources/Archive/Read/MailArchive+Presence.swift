import Bytes
package import Mail
import Store

/// What became of the message with a number.
package enum MessagePresence: Equatable, Sendable {
  case here
  case deleted(Deletion)
  /// No message ever had the number.
  case unknown
}

extension MailArchive {
  package func presence(of id: Int64) throws(ArchiveError) -> MessagePresence {
    do throws(StoreError) {
      if try !store.summaries(of: [id]).isEmpty { return .here }
      if let deletion = try store.deletion(of: id) { return .deleted(deletion) }
      return try store.digest(of: id) == nil ? .unknown : .here
    } catch { throw ArchiveError(error) }
  }

  /// The messages with a Message-ID, which is given without angle brackets.
  package func messages(
    withMessageID messageID: String, index: IndexObserver = IndexObserver()
  ) throws(ArchiveError) -> [Int64] {
    guard !messageID.contains("\"") else { return [] }
    return try messages(matching: "id:\"<\(messageID)>\"", index: index)
  }

  /// How many messages there are among these, their bytes, and the dates of the earliest and the
  /// latest.
  package func overview(of ids: [Int64]) throws(ArchiveError) -> MessagesOverview {
    do {
      var overview = MessagesOverview()
      for start in stride(from: 0, to: ids.count, by: Limits.summariesAtOnce) {
        let page = ids[start..<min(start + Limits.summariesAtOnce, ids.count)]
        for summary in try store.summaries(of: Array(page)) { overview.add(summary) }
      }
      return overview
    } catch { throw ArchiveError(any: error) }
  }
}

/// Some messages in few words.
package struct MessagesOverview: Equatable, Sendable {
  package private(set) var count = 0
  package private(set) var bytes = 0
  /// Seconds since 1970; nil without messages.
  package private(set) var dates: ClosedRange<Int64>?
  /// The latest, latest first.
  package private(set) var examples: [MessageSummary] = []

  private static let examples = 3

  mutating func add(_ message: MessageSummary) {
    count += 1
    bytes = bytes.addingClamped(max(0, message.size))
    let date = message.date
    dates = dates.map { min($0.lowerBound, date)...max($0.upperBound, date) } ?? date...date
    let place = examples.firstIndex { $0.date < date } ?? examples.endIndex
    guard place < Self.examples else { return }
    examples.insert(message, at: place)
    if examples.count > Self.examples { examples.removeLast() }
  }
}

extension MailArchive {
  /// Goes up with each change that lists and searches can show: new mail, other tags, removals.
  public var revision: Int64 {
    get throws(ArchiveError) {
      do { return try store.revision() } catch { throw ArchiveError(error) }
    }
  }
}
