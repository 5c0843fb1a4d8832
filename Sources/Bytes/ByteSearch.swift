public import Glibc

/// The unsafe part of every search: the C library's functions, which compare many bytes at a time.
///
/// Contract: they read only within `buffer`. Positions are checked here; callers use the safe
/// extensions below.
@usableFromInline
enum RawSearch {
  /// Offset of the first `byte` at or after `start`; nil if there is none or `start` is out of
  /// range.
  @inlinable @inline(__always)
  static func firstOffset(
    of byte: UInt8, in buffer: UnsafeRawBufferPointer, from start: Int
  ) -> Int? {
    guard start >= 0, start < buffer.count, let base = buffer.baseAddress,
      let hit = unsafe memchr(base + start, Int32(byte), buffer.count &- start)
    else { return nil }
    return unsafe UnsafeRawPointer(hit) - base
  }

  @inlinable @inline(__always)
  static func hasBytes(
    _ text: StaticString, in buffer: UnsafeRawBufferPointer, at start: Int
  ) -> Bool {
    let length = text.utf8CodeUnitCount
    guard start >= 0, buffer.count - start >= length else { return false }
    guard let base = buffer.baseAddress else { return length == 0 }
    return unsafe memcmp(base + start, text.utf8Start, length) == 0
  }

  @inlinable @inline(__always)
  static func areEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    guard let first = left.baseAddress, let second = right.baseAddress else { return true }
    return unsafe memcmp(first, second, left.count) == 0
  }
}

// Ranges must lie inside the span: the checked `extracting` stops the program otherwise. `start`
// may be any number; if it is out of range, nothing is found.
extension Span<UInt8> {
  /// Index of the first `byte` in `range`.
  @inlinable @inline(__always)
  package func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
    let area = extracting(range)
    return unsafe area.withUnsafeBytes { buffer in
      unsafe RawSearch.firstOffset(of: byte, in: buffer, from: 0).map { range.lowerBound &+ $0 }
    }
  }

  /// Index of the first `byte` at or after `start`.
  @inlinable @inline(__always)
  package func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
    unsafe withUnsafeBytes { unsafe RawSearch.firstOffset(of: byte, in: $0, from: start) }
  }

  /// Index of the first occurrence of `first` directly followed by `second` in `range`.
  @inlinable
  package func firstIndex(of first: UInt8, _ second: UInt8, in range: Range<Int>) -> Int? {
    var start = range.lowerBound
    while start < range.upperBound,
      let hit = firstIndex(of: first, in: start..<range.upperBound)
    {
      if hit + 1 < range.upperBound, self[hit + 1] == second { return hit }
      start = hit + 1
    }
    return nil
  }

  /// Index of the first occurrence of `other` in `range`; nil when `other` is empty.
  @inlinable
  package func firstIndex(of other: borrowing Span<UInt8>, in range: Range<Int>) -> Int? {
    guard !other.isEmpty else { return nil }
    var start = range.lowerBound
    while let hit = firstIndex(of: other[0], in: start..<range.upperBound),
      hit + other.count <= range.upperBound
    {
      if hasBytes(other, at: hit) { return hit }
      start = hit + 1
    }
    return nil
  }

  /// Index of the first CR that is not followed by LF.
  @inlinable
  package var firstBareCR: Int? {
    var start = 0
    while let hit = firstIndex(of: Byte.cr, in: start..<count) {
      if hit + 1 >= count || self[hit + 1] != Byte.lf { return hit }
      start = hit + 2
    }
    return nil
  }

  /// True if the bytes at `start` are exactly `other`.
  @inlinable @inline(__always)
  package func hasBytes(_ other: borrowing Span<UInt8>, at start: Int) -> Bool {
    guard start + other.count <= count else { return false }
    return extracting(start..<start + other.count).isEqual(to: other)
  }

  /// True if the bytes at `start` are exactly those of `text`.
  @inlinable @inline(__always)
  package func hasBytes(_ text: StaticString, at start: Int) -> Bool {
    unsafe withUnsafeBytes { unsafe RawSearch.hasBytes(text, in: $0, at: start) }
  }

  /// True if both spans hold the same bytes.
  @inlinable @inline(__always)
  package func isEqual(to other: borrowing Span<UInt8>) -> Bool {
    unsafe withUnsafeBytes { left in
      unsafe other.withUnsafeBytes { right in unsafe RawSearch.areEqual(left, right) }
    }
  }

  /// True if the bytes of `range` equal `text`, ignoring ASCII case; `text` must be in lower case.
  @inlinable
  package func isEqual(_ range: Range<Int>, lowercase text: StaticString) -> Bool {
    guard range.count == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { buffer in
      for offset in 0..<buffer.count
      where unsafe Byte.lowercased(self[range.lowerBound + offset]) != buffer[offset] {
        return false
      }
      return true
    }
  }

  /// `range` without white space and NUL at both ends.
  @inlinable
  package func trimmed(_ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, Byte.isSpace(self[start]) { start += 1 }
    while end > start, Byte.isSpace(self[end - 1]) { end -= 1 }
    return start..<end
  }

  /// End of the line that begins at `start`, without its line end, and the start of the next line.
  /// The last line may lack a line end. Only LF and CRLF end a line; a lone CR is text.
  @inlinable
  package func line(at start: Int) -> (end: Int, next: Int) {
    guard let feed = firstIndex(of: Byte.lf, from: start) else { return (count, count) }
    let end = feed > start && self[feed - 1] == Byte.cr ? feed - 1 : feed
    return (end, feed + 1)
  }
}

extension RawSpan {
  /// - Precondition: `index` lies inside the span.
  @inlinable @inline(__always)
  package subscript(index: Int) -> UInt8 {
    unsafe unsafeLoad(fromByteOffset: index, as: UInt8.self)
  }

  /// Offset of the first `byte` at or after `start`.
  @inlinable @inline(__always)
  package func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    unsafe withUnsafeBytes { unsafe RawSearch.firstOffset(of: byte, in: $0, from: start) }
  }

  /// True if the bytes at `start` are exactly those of `text`.
  @inlinable @inline(__always)
  package func hasBytes(_ text: StaticString, at start: Int) -> Bool {
    unsafe withUnsafeBytes { unsafe RawSearch.hasBytes(text, in: $0, at: start) }
  }
}
