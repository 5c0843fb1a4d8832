/// A value and the number of messages that have it.
public struct FacetCount: Equatable, Sendable, Encodable {
  public let value: String
  public let count: Int

  package init(value: String, count: Int) {
    self.value = value
    self.count = count
  }
}

extension [FacetCount] {
  /// Sorts by frequency, most frequent first.
  package init(_ counts: [String: Int]) {
    self = counts.map { FacetCount(value: $0.key, count: $0.value) }
      .sorted { ($1.count, $0.value) < ($0.count, $1.value) }
  }
}
