/// A position in bytes that advances as numbers are read; reads past the end return nil.
struct LittleEndianCursor {
  private var position: Int
  private let end: Int

  init(_ range: Range<Int>) {
    position = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { position >= end }

  mutating func uint8(_ bytes: Span<UInt8>) -> UInt8? {
    number(bytes, size: 1).map { UInt8(truncatingIfNeeded: $0) }
  }

  mutating func uint16(_ bytes: Span<UInt8>) -> UInt16? {
    number(bytes, size: 2).map { UInt16(truncatingIfNeeded: $0) }
  }

  mutating func uint32(_ bytes: Span<UInt8>) -> UInt32? { number(bytes, size: 4) }

  private mutating func number(_ bytes: Span<UInt8>, size: Int) -> UInt32? {
    guard end - position >= size else { return nil }
    var number: UInt32 = 0
    for offset in (0..<size).reversed() { number = number << 8 | UInt32(bytes[position + offset]) }
    position += size
    return number
  }

  /// The next `count` bytes; nil if there are fewer.
  mutating func take(_ count: Int) -> Range<Int>? {
    guard count >= 0, end - position >= count else { return nil }
    return take(atMost: count)
  }

  mutating func take(atMost count: Int) -> Range<Int> {
    let range = position..<position + min(max(count, 0), end - position)
    position = range.upperBound
    return range
  }
}
