import Glibc

/// The first index at or after `start` of a byte above 7F, or nil. Eight bytes at a time.
func firstHighByte(in bytes: Span<UInt8>, from start: Int = 0) -> Int? {
  unsafe bytes.withUnsafeBytes { buffer in
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

/// How many bytes are above 7F.
func countHighBytes(in bytes: Span<UInt8>) -> Int {
  var count = 0
  for index in bytes.indices { count &+= Int(bytes[index] >> 7) }
  return count
}

/// The first index at or after `start` of `byte`, or nil; memchr.
func firstIndex(of byte: UInt8, in bytes: Span<UInt8>, from start: Int = 0) -> Int? {
  unsafe bytes.withUnsafeBytes { buffer in
    guard start < buffer.count, let base = buffer.baseAddress,
      let found = unsafe memchr(base + start, Int32(byte), buffer.count - start)
    else { return nil }
    return unsafe UnsafeRawPointer(found) - base
  }
}
