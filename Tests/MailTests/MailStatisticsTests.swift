import Mail
import Testing

@Suite struct MailStatisticsTests {
  private func groups(_ counts: KeyValuePairs<String, Int>) -> [MailStatistics.Group] {
    counts.map { MailStatistics.Group(name: $0, messages: $1, bytes: Int64($1) * 100) }
  }

  private func statistics(_ months: [MailStatistics.Group]) -> MailStatistics {
    var statistics = MailStatistics()
    statistics.months = months
    statistics.messages = months.reduce(0) { $0 + $1.messages }
    return statistics
  }

  @Test func monthsWithoutMailAreFilledIn() {
    let months = groups(["2023-11": 1, "2024-02": 2, "": 5, "no month": 1, "2024-13": 1])
      .withoutGaps
    #expect(months.map(\.name) == ["2023-11", "2023-12", "2024-01", "2024-02"])
    #expect(months.map(\.messages) == [1, 0, 0, 2])
  }

  @Test func aGapOfACenturyIsAWrongDate() {
    #expect(
      groups(["1904-01": 1, "2024-01": 2]).withoutGaps.map(\.name) == ["1904-01", "2024-01"])
    #expect(groups(["1925-01": 1, "2024-01": 2]).withoutGaps.count == 99 * 12 + 1)
  }

  @Test func yearsAreTheSumsOfTheirMonths() {
    let years = statistics(groups(["2022-12": 1, "2024-01": 2, "2024-02": 3]).withoutGaps).years
    #expect(years.map(\.name) == ["2022", "2023", "2024"])
    #expect(years.map(\.messages) == [1, 0, 5])
    #expect(years.map(\.bytes) == [100, 0, 500])
  }

  @Test func aPersonIsOneUnderTheMostFrequentName() {
    let people = groups([
      "Ada <Ada@Example.org>": 2, "Ada Lovelace <ada@example.org>": 3, "ada@example.org": 1,
      "Bob": 6, "Zoe <": 1,
    ]).byAddress
    #expect(people.map(\.name) == ["Ada Lovelace <ada@example.org>", "Bob", "Zoe <"])
    #expect(people.map(\.messages) == [6, 6, 1])
  }
}
