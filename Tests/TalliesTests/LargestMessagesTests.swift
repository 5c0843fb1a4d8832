import Testing

@testable import Tallies

@Suite struct LargestMessagesTests {
  /// More than are kept in mind; many are of one size.
  @Test(arguments: [0, 1, 10, 999, 1_500, 100_000])
  func theyAreTheFirstOfAllSorted(_ limit: Int) {
    let all = (1...10_000).map { (id: Int64) in (message: id, size: id * 7_919 % 613) }
    var largest = LargestMessages(limit: limit)
    for (message, size) in all { largest.add(message, size) }
    let sorted = all.sorted { ($1.size, $0.message) < ($0.size, $1.message) }
    #expect(largest.messages == sorted.prefix(limit).map(\.message))
  }
}
