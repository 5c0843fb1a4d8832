/// Numbers in ascending order as few octets (Elias and Fano's code): of each the low bits as they
/// are, then the rest of all as one row of bits, where number i with the high part h has bit h + i.
/// Some 2 bits a number more than the logarithm of the mean distance, and any range is found
/// without reading the numbers before it.
///
/// How many there are and what they are below is kept by the user. Bit 0 of an octet comes first.
struct SortedNumbers {
  private let count: Int
  private let lowBits: UInt64
  /// Octets of the low parts.
  private let lowEnd: Int
  /// Where the numbers are, and how many octets they take.
  private let start: Int
  let size: Int

  /// - Parameter bound: above each number.
  init(count: Int, below bound: UInt64, at start: Int) {
    self.count = count
    self.start = start
    let distance = count == 0 ? 0 : bound / UInt64(count)
    lowBits = distance == 0 ? 0 : UInt64(63 - distance.leadingZeroBitCount)
    lowEnd = (count * Int(lowBits) + 7) / 8
    size = lowEnd + (count + Int(bound >> lowBits) + 8) / 8
  }

  static func append(_ numbers: [UInt64], below bound: UInt64, to octets: inout [UInt8]) {
    let code = SortedNumbers(count: numbers.count, below: bound, at: octets.count)
    octets.append(contentsOf: repeatElement(0, count: code.size))
    let highs = (code.start + code.lowEnd) * 8
    for (index, number) in numbers.enumerated() {
      let first = code.start * 8 + index * Int(code.lowBits)
      var low = (number & (1 << code.lowBits - 1)) << UInt64(first % 8)
      var at = first / 8
      while low != 0 {
        octets[at] |= UInt8(truncatingIfNeeded: low)
        low >>= 8
        at += 1
      }
      let place = highs + index + Int(number >> code.lowBits)
      octets[place / 8] |= 1 << UInt8(place % 8)
    }
  }

  /// Calls back for each number of the range with its index, ascending. The octets must hold
  /// `size` from the start; damaged ones give other numbers, but no others than `count`.
  func each(
    in range: Range<UInt64>, of octets: Span<UInt8>,
    _ body: (_ index: Int, _ number: UInt64) -> Void
  ) {
    let highs = start + lowEnd
    let end = (start + size) * 8
    var high = range.lowerBound >> lowBits
    var place = placeAfter(zeros: Int(clamping: high), of: octets, from: highs)
    var index = place - highs * 8 - Int(clamping: high)
    while place < end, index < count {
      guard octets[place / 8] >> UInt8(place % 8) & 1 == 1 else {
        high += 1
        place += 1
        if high << lowBits >= range.upperBound { return }
        continue
      }
      let number = high << lowBits | low(index, of: octets)
      if number >= range.upperBound { return }
      if number >= range.lowerBound { body(index, number) }
      index += 1
      place += 1
    }
  }

  /// The bit after so many that are 0.
  private func placeAfter(zeros: Int, of octets: Span<UInt8>, from first: Int) -> Int {
    guard start + size <= octets.count else { return (start + size) * 8 }
    var rest = zeros
    var at = first
    while at + 8 <= start + size {
      // Within the octets, which hold all of the code.
      let word = unsafe octets.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)
      let here = 64 - word.nonzeroBitCount
      if here >= rest { break }
      rest -= here
      at += 8
    }
    while at < start + size {
      let here = 8 - octets[at].nonzeroBitCount
      if here >= rest { break }
      rest -= here
      at += 1
    }
    var place = at * 8
    while rest > 0, place / 8 < start + size {
      if octets[place / 8] >> UInt8(place % 8) & 1 == 0 { rest -= 1 }
      place += 1
    }
    return place
  }

  private func low(_ index: Int, of octets: Span<UInt8>) -> UInt64 {
    let first = start * 8 + index * Int(lowBits)
    var value: UInt64 = 0
    var bits = 0
    var at = first / 8
    let skipped = first % 8
    while bits < Int(lowBits) + skipped, at < octets.count {
      value |= UInt64(octets[at]) << UInt64(bits)
      bits += 8
      at += 1
    }
    return value >> UInt64(skipped) & (1 << lowBits - 1)
  }
}
