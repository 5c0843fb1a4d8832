internal import GRDB
import Mail
import Testing

@testable import Store

/// One pass over the messages says what SQL says of each question alone.
@Suite struct StatisticsTests {
  private let directory: Directory
  private let store: MailStore

  private static let dates: [Int64] = [
    0, 1, -1, 86_399, 86_400, -86_400, 951_782_399, 951_782_400, 951_868_800, 1_078_012_800,
    1_709_164_800, 1_709_251_199, 1_709_251_200, 4_102_444_800, 253_402_300_799, 253_402_300_800,
    -62_135_596_800, -62_167_219_201, 1_000_000_000, 1_000_000_000,
  ]
  /// The second and third are one to people, and two to SQLite.
  private static let senders = [
    "Ada <ada@example.org>", "José <jose@example.org>", "Jose\u{301} <jose@example.org>", "",
    "ADA@example.org", "Ada L. <ada@example.org>",
  ]

  init() throws {
    directory = try Directory()
    store = try MailStore.create(at: directory.store)
    let messages = Self.dates.enumerated().map { place, date in
      var message = mail(
        "\(place)@x", references: place % 5 == 1 ? ["\(place - 1)@x"] : [],
        from: Self.senders[place % Self.senders.count], date: date,
        // Sizes come several times.
        text: String(repeating: "word ", count: place % 4))
      message.metadata.flags = place % 3 == 0 ? [.hasAttachment] : [.fromList]
      message.metadata.zone = place % 2 == 0 ? nil : place * 30 - 300
      return message
    }
    try store.add(messages)
    try store.add([messages[3], messages[4]])
    _ = try store.remove([2, 7])
  }

  private func groups(_ expression: String) throws -> [MailStatistics.Group] {
    try store.database.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT coalesce(\(expression), '') AS name, count(*), sum(size) FROM message
          WHERE \(MailStore.present) GROUP BY name ORDER BY name
          """
      ).map { MailStatistics.Group(name: $0[0], messages: $0[1], bytes: $0[2]) }
    }
  }

  private func numbers(_ sql: String) throws -> [Int64] {
    try store.database.read { try Int64.fetchAll($0, sql: sql) }
  }

  @Test func monthsAreThoseOfSQLite() throws {
    let found = try store.statistics(limit: 10)
    #expect(found.months == (try groups("strftime('%Y-%m', date, 'unixepoch')")).withoutGaps)
    #expect(
      found.storedMonths == (try groups("strftime('%Y-%m', stored, 'unixepoch')")).withoutGaps)
    #expect(found.months.contains { $0.name == "2024-02" && $0.messages == 2 })
  }

  @Test(arguments: [1, 3, 100])
  func sendersAreToldApartAsSQLiteDoes(_ limit: Int) throws {
    let found = try store.statistics(limit: limit)
    let all = try groups("sender").byAddress
    #expect(found.senders == Array(all.prefix(limit)))
    #expect(found.rest.senders == max(0, all.count - limit))
  }

  @Test(arguments: [0, 1, 5, 17, 100])
  func theLargestComeFirst(_ limit: Int) throws {
    let expected = try numbers(
      "SELECT id FROM message WHERE \(MailStore.present) ORDER BY size DESC, id LIMIT \(limit)")
    #expect(try store.statistics(limit: limit).largest.map(\.id) == expected)
  }

  @Test func countsAreThoseOfSQLite() throws {
    let found = try store.statistics(limit: 1)
    let present = "FROM message WHERE \(MailStore.present)"
    #expect(found.messages == 18)
    #expect(try numbers("SELECT sum(size) \(present)") == [found.bytes])
    #expect(try numbers("SELECT count(DISTINCT thread) \(present)") == [Int64(found.threads)])
    #expect(try numbers("SELECT min(date) \(present)") == [found.first])
    #expect(try numbers("SELECT max(date) \(present)") == [found.last])
    #expect(try numbers("SELECT sum(flags & 8 <> 0) \(present)") == [Int64(found.withAttachment)])
    #expect(try numbers("SELECT sum(flags & 16 <> 0) \(present)") == [Int64(found.fromLists)])
    #expect(found.copies == 2)
    var hours = [Int](repeating: 0, count: 168)
    for hour in try numbers(
      """
      SELECT ((date + coalesce(zone, 0) * 60) / 3600 + 96) % 168 \(present) AND date > 0
      """) where hours.indices.contains(Int(hour))
    {
      hours[Int(hour)] += 1
    }
    #expect(found.hours == hours)
  }

  @Test func aReaderCountsAsAWriterDoes() throws {
    let written = try store.statistics(limit: 4)
    #expect(try MailStore.open(at: directory.store).statistics(limit: 4) == written)
  }
}
