import Bytes

/// A SHA-256 digest (FIPS 180-4): the identity of a message and of every stored content.
///
/// Stored as four 64-bit words, so that a set of a million digests needs no heap object per digest.
/// The order is that of its 32 bytes.
package struct SHA256Digest: Hashable, Comparable, Sendable {
  private let words: [4 of UInt64]

  /// Number of bytes in a digest.
  package static let byteCount = 32

  /// Nil unless `bytes` holds exactly 32 bytes.
  package init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    var words: [4 of UInt64] = [0, 0, 0, 0]
    for index in bytes.indices { words[index / 8] = words[index / 8] << 8 | UInt64(bytes[index]) }
    self.words = words
  }

  /// Nil unless `bytes` holds exactly 32 bytes.
  package init?(bytes: Span<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    var words: [4 of UInt64] = [0, 0, 0, 0]
    for index in bytes.indices { words[index / 8] = words[index / 8] << 8 | UInt64(bytes[index]) }
    self.words = words
  }

  /// Nil unless `bytes` holds exactly 32 bytes.
  package init?(bytes: some Sequence<UInt8>) {
    var words: [4 of UInt64] = [0, 0, 0, 0]
    var count = 0
    for byte in bytes {
      guard count < Self.byteCount else { return nil }
      words[count / 8] = words[count / 8] << 8 | UInt64(byte)
      count += 1
    }
    guard count == Self.byteCount else { return nil }
    self.words = words
  }

  /// Nil unless `hex` is 64 hexadecimal digits, of either case.
  package init?(hex: String) {
    var words: [4 of UInt64] = [0, 0, 0, 0]
    var count = 0
    for digit in hex.utf8 {
      guard count < 2 * Self.byteCount, let value = Hexadecimal.value(of: digit) else {
        return nil
      }
      words[count / 16] = words[count / 16] << 4 | UInt64(value)
      count += 1
    }
    guard count == 2 * Self.byteCount else { return nil }
    self.words = words
  }

  /// The first 8 bytes as a number, big-endian, signed.
  package var leading: Int64 { Int64(bitPattern: words[0]) }

  package var bytes: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.byteCount)
    for index in bytes.indices {
      bytes[index] = UInt8(truncatingIfNeeded: words[index / 8] >> UInt64(56 - index % 8 * 8))
    }
    return bytes
  }

  /// Writes its bytes from a place on, where there must be room for them.
  func write(to bytes: inout [UInt8], at start: Int) {
    unsafe bytes.withUnsafeMutableBytes { bytes in
      for index in words.indices {
        unsafe bytes.storeBytes(
          of: words[index].bigEndian, toByteOffset: start + index * 8, as: UInt64.self)
      }
    }
  }

  /// 64 lower-case hexadecimal digits.
  package var hex: String {
    var digits = [UInt8](repeating: 0, count: 2 * Self.byteCount)
    for index in digits.indices {
      let nibble = UInt8(truncatingIfNeeded: words[index / 16] >> UInt64(60 - index % 16 * 4))
      digits[index] = Hexadecimal.digit(nibble)
    }
    return String(decoding: digits, as: UTF8.self)
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.words.indices.allSatisfy { left.words[$0] == right.words[$0] }
  }

  package static func < (left: Self, right: Self) -> Bool {
    if left.words[0] != right.words[0] { return left.words[0] < right.words[0] }
    for index in left.words.indices where left.words[index] != right.words[index] {
      return left.words[index] < right.words[index]
    }
    return false
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(words[0])
  }
}

extension SHA256Digest: CustomStringConvertible {
  package var description: String { hex }
}
