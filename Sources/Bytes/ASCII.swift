// ASCII checks and conversions.
extension Span<UInt8> {
  /// True if all bytes of `range` are below 128.
  @inlinable
  package func isASCII(_ range: Range<Int>) -> Bool {
    let area = extracting(range)
    return unsafe area.withUnsafeBufferPointer { unsafe $0.allSatisfy { $0 < 0x80 } }
  }

  /// True if the bytes of `range` are ASCII and mean ASCII: no ESC, which switches to the ISO 2022
  /// charsets, whose bytes are below 128 too.
  @inlinable
  package func isPlainASCII(_ range: Range<Int>) -> Bool {
    let area = extracting(range)
    return unsafe area.withUnsafeBufferPointer {
      unsafe $0.allSatisfy { $0 < 0x80 && $0 != Byte.escape }
    }
  }

  /// Index of the first byte above 7F at or after `start`. Compares eight bytes at a time.
  @inlinable
  package func firstHighByte(from start: Int = 0) -> Int? {
    unsafe withUnsafeBytes { buffer in
      var index = start
      while index &+ 8 <= buffer.count {
        let word = unsafe buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        let high = word.littleEndian & 0x8080_8080_8080_8080
        if high != 0 { return index &+ high.trailingZeroBitCount / 8 }
        index &+= 8
      }
      while index < buffer.count {
        if unsafe buffer[index] >= 0x80 { return index }
        index &+= 1
      }
      return nil
    }
  }

  /// Number of bytes above 7F.
  @inlinable
  package var highByteCount: Int {
    var count = 0
    for index in indices { count &+= Int(self[index] >> 7) }
    return count
  }

  /// The ASCII bytes of `range` as a lower-case string, with "?" for every other byte.
  @inlinable
  package func lowercasedString(_ range: Range<Int>) -> String {
    let area = extracting(range)
    return unsafe String(unsafeUninitializedCapacity: range.count) { target in
      for offset in 0..<area.count {
        let byte = area[offset]
        unsafe target.initializeElement(
          at: offset, to: byte < 0x80 ? Byte.lowercased(byte) : UInt8(ascii: "?"))
      }
      return area.count
    }
  }
}
