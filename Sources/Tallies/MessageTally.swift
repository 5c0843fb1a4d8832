package import Mail
package import Rows

/// What statistics say of all messages but the removed ones, in one pass over their rows: each question
/// asked for itself reads them all again.
package struct MessageTally {
  private var statistics = MailStatistics()
  private var threads: Set<Int64> = []
  private var months = MonthCounts()
  private var storedMonths = MonthCounts()
  private var senders = TextCounts()
  private var largest: LargestMessages

  /// - Parameter limit: maximum number of large messages.
  package init(_ source: any StatementSource, largest limit: Int) throws {
    largest = LargestMessages(limit: limit)
    let removed = try Self.removed(source)
    let rows = try source.statement(
      "SELECT id, size, date, zone, stored, thread, sender, flags FROM message")
    try rows.eachRow { row in
      guard removed.isEmpty || !removed.contains(row.number(0)) else { return }
      add(row)
    }
    statistics.threads = threads.count
  }

  private static func removed(_ source: any StatementSource) throws -> Set<Int64> {
    var removed: Set<Int64> = []
    try source.statement("SELECT message FROM removal").eachRow { removed.insert($0.number(0)) }
    return removed
  }

  private mutating func add(_ row: RawStatement) {
    let (size, date) = (row.number(1), row.number(2))
    let flags = MessageFlags(rawValue: row.number(7))
    statistics.messages += 1
    statistics.bytes &+= size
    statistics.first = min(statistics.first ?? date, date)
    statistics.last = max(statistics.last ?? date, date)
    if flags.contains(.hasAttachment) { statistics.withAttachment += 1 }
    if flags.contains(.fromList) { statistics.fromLists += 1 }
    threads.insert(row.number(5))
    months.add(date, bytes: size)
    storedMonths.add(row.number(4), bytes: size)
    row.withBytes(6) { senders.add($0, bytes: size) }
    largest.add(row.number(0), size)
    countHour(date, zone: row.number(3))
  }

  /// In the sender's time. The first of January 1970 was a Thursday: 96 hours after the Sunday before.
  private mutating func countHour(_ date: Int64, zone: Int64) {
    let (offset, isTooFar) = zone.multipliedReportingOverflow(by: 60)
    let (time, isTooLate) = date.addingReportingOverflow(offset)
    guard date > 0, !isTooFar, !isTooLate else { return }
    let hour = Int((time / 3_600 + 96) % 168)
    if statistics.hours.indices.contains(hour) { statistics.hours[hour] += 1 }
  }

  /// The statistics as far as messages' rows tell them, without the large messages.
  ///
  /// - Parameter limit: maximum number of senders.
  package func statistics(_ source: any StatementSource, senders limit: Int) throws
    -> MailStatistics
  {
    var statistics = statistics
    statistics.months = try months.groups(source).withoutGaps
    statistics.storedMonths = try storedMonths.groups(source).withoutGaps
    var now = ""
    try source.statement("SELECT strftime('%Y-%m', 'now')").eachRow { now = $0.text(0) ?? "" }
    statistics.shownMonths = statistics.months.withoutWrongDates(now)
    let people = senders.groups.byAddress
    statistics.senders = Array(people.prefix(limit))
    statistics.rest.senders = people.count - statistics.senders.count
    return statistics
  }

  /// The numbers of the largest messages, the largest first.
  package var largestMessages: [Int64] { largest.messages }
}
