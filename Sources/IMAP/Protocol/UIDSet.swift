/// Numbers of messages as ranges (RFC 9051 §9, `sequence-set`): a server can name four thousand million
/// in twelve bytes, so that no set is ever written out (CVE-2025-25186).
package struct UIDSet: Sendable, Equatable {
  /// Ascending, with gaps between.
  package private(set) var ranges: [ClosedRange<UInt32>] = []

  package init() {}

  package init(_ numbers: some Sequence<UInt32>) {
    for number in numbers.sorted() { insert(number) }
  }

  package init(_ range: ClosedRange<UInt32>) { ranges = [range] }

  package var isEmpty: Bool { ranges.isEmpty }
  package var count: Int { ranges.reduce(0) { $0 + $1.count } }
  /// Number of UIDs that are not below `number`.
  package func count(from number: UInt32) -> Int {
    ranges.reduce(0) { sum, range in
      range.upperBound < number
        ? sum : sum + (max(range.lowerBound, number)...range.upperBound).count
    }
  }
  package var last: UInt32? { ranges.last?.upperBound }

  package func contains(_ number: UInt32) -> Bool {
    let index = firstRange(endingAtLeast: number)
    return index < ranges.count && ranges[index].contains(number)
  }

  /// False if it was there.
  @discardableResult
  package mutating func insert(_ number: UInt32) -> Bool {
    let index = firstRange(endingAtLeast: number)
    if index < ranges.count, ranges[index].contains(number) { return false }
    insert(number...number)
    return true
  }

  package mutating func insert(_ range: ClosedRange<UInt32>) {
    let low = range.lowerBound == 0 ? 0 : range.lowerBound - 1
    var start = firstRange(endingAtLeast: low)
    var merged = range
    let first = start
    while start < ranges.count, ranges[start].lowerBound <= merged.upperBound.advancedIfPossible {
      merged =
        min(
          merged.lowerBound, ranges[start].lowerBound)...max(
          merged.upperBound, ranges[start].upperBound)
      start += 1
    }
    ranges.replaceSubrange(first..<start, with: CollectionOfOne(merged))
  }

  package mutating func remove(_ number: UInt32) {
    let index = firstRange(endingAtLeast: number)
    guard index < ranges.count, ranges[index].contains(number) else { return }
    let range = ranges[index]
    var rest: [ClosedRange<UInt32>] = []
    if range.lowerBound < number { rest.append(range.lowerBound...(number - 1)) }
    if number < range.upperBound { rest.append((number + 1)...range.upperBound) }
    ranges.replaceSubrange(index...index, with: rest)
  }

  /// Where the first range is that ends at `number` or behind it. Most numbers come in order.
  private func firstRange(endingAtLeast number: UInt32) -> Int {
    guard let last = ranges.last else { return 0 }
    if last.upperBound < number { return ranges.count }
    var (low, high) = (0, ranges.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  // MARK: On the wire

  /// "1:5,9". Nil for anything else; "*" is none, for it names what only the server knows.
  package init?(wire text: some Collection<UInt8>) {
    guard !text.isEmpty else { return nil }
    var found: [ClosedRange<UInt32>] = []
    for part in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      let ends = part.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      let numbers = ends.compactMap { decimal($0).flatMap { UInt32(exactly: $0) } }
      guard (1...2).contains(ends.count), numbers.count == ends.count,
        let first = numbers.min(), let last = numbers.max(), found.count < Limits.ranges
      else { return nil }
      found.append(first...last)
    }
    // In this order each comes to the end of the set: a server could make any other one slow.
    for range in found.sorted(by: { $0.lowerBound < $1.lowerBound }) { insert(range) }
  }

  package var text: String {
    ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound):\($0.upperBound)" }
      .joined(separator: ",")
  }
}

extension UInt32 {
  fileprivate var advancedIfPossible: UInt32 { self == .max ? self : self + 1 }
}

/// Digits and nothing else, of a number that fits.
package func decimal(_ text: some Collection<UInt8>) -> UInt64? {
  guard !text.isEmpty, text.count <= 20 else { return nil }
  var value: UInt64 = 0
  for byte in text {
    guard byte &- UInt8(ascii: "0") < 10 else { return nil }
    let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, carry) = tens.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
    if overflow || carry { return nil }
    value = sum
  }
  return value
}
