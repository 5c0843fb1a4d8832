/// Numbers in ascending order as few bytes (Elias and Fano's code): of each the low bits as they
/// are, then the rest of all as one row of bits, where number i with the high part h has bit h + i.
/// Some 2 bits a number more than the logarithm of the mean distance, and any range is found
/// without reading the numbers before it.
///
/// How many there are and what they are below is kept by the user. Bit 0 of a byte comes first.
struct SortedNumbers {
  private let count: Int
  private let lowBits: UInt64
  /// Bytes of the low parts.
  private let lowEnd: Int
  /// Where the numbers are, and how many bytes they take.
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

  /// Appends all, one by one.
  struct Writer {
    private let lowBits: UInt64
    private let mask: UInt64
    /// The bits that the next number's low part begins at, and that its high part is counted from.
    private var low: Int
    private var high: Int

    init(count: Int, below bound: UInt64, to bytes: inout [UInt8]) {
      let code = SortedNumbers(count: count, below: bound, at: bytes.count)
      lowBits = code.lowBits
      mask = 1 << code.lowBits - 1
      low = code.start * 8
      high = (code.start + code.lowEnd) * 8
      bytes.append(contentsOf: repeatElement(0, count: code.size))
    }

    /// - Parameter number: not below the one before it; no more of them than `count`.
    @inline(__always)
    mutating func add(_ number: UInt64, to bytes: inout [UInt8]) {
      var rest = (number & mask) << UInt64(low & 7)
      var at = low >> 3
      while rest != 0 {
        bytes[at] |= UInt8(truncatingIfNeeded: rest)
        rest >>= 8
        at &+= 1
      }
      let place = high &+ Int(number >> lowBits)
      bytes[place >> 3] |= 1 << UInt8(place & 7)
      low &+= Int(lowBits)
      high &+= 1
    }
  }

  /// Calls back for each number of the range with its index, ascending. Damaged bytes give other
  /// numbers, but no others than `count`; too few give none.
  func each(
    in range: Range<UInt64>, of bytes: Span<UInt8>,
    _ body: (_ index: Int, _ number: UInt64) -> Void
  ) {
    guard start + size <= bytes.count else { return }
    let highs = (start + lowEnd) * 8
    let end = (start + size) * 8
    var high = range.lowerBound >> lowBits
    var place = placeAfter(zeros: Int(clamping: high), of: bytes, from: start + lowEnd)
    var index = place - highs - Int(clamping: high)
    while place < end, index < count {
      let word = bytes.word(at: place / 8) >> UInt64(place % 8)
      // Past the last byte there are only zeros.
      let zeros = min(word.trailingZeroBitCount, 64 - place % 8)
      high += UInt64(zeros)
      place += zeros
      if high << lowBits >= range.upperBound { return }
      if word == 0 { continue }
      let number = high << lowBits | low(index, of: bytes)
      if number >= range.upperBound { return }
      if number >= range.lowerBound { body(index, number) }
      index += 1
      place += 1
    }
  }

  /// The bit after this number of bits that are 0.
  private func placeAfter(zeros: Int, of bytes: Span<UInt8>, from first: Int) -> Int {
    guard zeros > 0 else { return first * 8 }
    var rest = zeros
    var at = first
    while at < start + size {
      let unset = ~bytes.word(at: at)
      let sums = Self.bitsUpToEachByte(unset)
      let count = Int(sums >> 56)
      if count >= rest { return at * 8 + Self.place(of: rest, in: unset, sums) + 1 }
      rest -= count
      at += 8
    }
    return (start + size) * 8
  }

  /// In each byte how many bits are set in it and those below: without an instruction for it, which not all
  /// processors have, that is what counting them takes.
  @inline(__always)
  private static func bitsUpToEachByte(_ word: UInt64) -> UInt64 {
    var sums = word &- (word >> 1 & 0x5555_5555_5555_5555)
    sums = (sums & 0x3333_3333_3333_3333) &+ (sums >> 2 & 0x3333_3333_3333_3333)
    sums = (sums &+ sums >> 4) & 0x0F0F_0F0F_0F0F_0F0F
    return sums &* ones
  }

  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// Where the bit is that is set as this one, counted from 1.
  ///
  /// - Parameter sums: `bitsUpToEachByte(word)`, which reach it.
  @inline(__always)
  private static func place(of rank: Int, in word: UInt64, _ sums: UInt64) -> Int {
    let high = ones << 7
    let reached = ((sums | high) &- UInt64(rank) &* ones) & high
    let byte = reached.trailingZeroBitCount & 0x38
    let below = byte == 0 ? 0 : Int(sums >> UInt64(byte - 8) & 0xFF)
    var bits = word >> UInt64(byte)
    for _ in 0..<(rank - below - 1) { bits &= bits - 1 }
    return byte + bits.trailingZeroBitCount
  }

  private func low(_ index: Int, of bytes: Span<UInt8>) -> UInt64 {
    let first = start * 8 + index * Int(lowBits)
    let (skipped, mask) = (UInt64(first % 8), (1 as UInt64) << lowBits - 1)
    let value = bytes.word(at: first / 8) >> skipped
    guard lowBits + skipped > 64, first / 8 + 8 < bytes.count else { return value & mask }
    return (value | UInt64(bytes[first / 8 + 8]) << (64 - skipped)) & mask
  }

}

extension Span<UInt8> {
  /// Eight bytes from there, the first one lowest; zeros for those past the end.
  @inline(__always)
  func word(at offset: Int) -> UInt64 {
    if offset + 8 <= count {
      // Within the bytes, as was just asked.
      return UInt64(
        littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    var word: UInt64 = 0
    for index in 0..<Swift.max(0, count - offset) {
      word |= UInt64(self[offset + index]) << UInt64(index * 8)
    }
    return word
  }
}
