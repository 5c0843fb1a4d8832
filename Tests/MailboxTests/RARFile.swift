import Bytes

/// A RAR 5 file with stored entries, as the format's description has it (technote of RARLAB).
struct RARFile {
  let bytes: [UInt8]
  /// The block at the end.
  static let end = block([5, 4, 0])

  init(_ files: KeyValuePairs<String, [UInt8]>) {
    var bytes = Array("Rar!\u{1a}\u{7}\u{1}\u{0}".utf8) + Self.block([1, 0, 0])
    for (name, content) in files {
      // Type 2 with data; the file has a CRC-32; attributes of a regular file;
      // stored; made by Unix.
      let size = Self.number(content.count)
      let header =
        [2, 2] + size + [4] + size + [0xa4, 0x83, 2] + Self.little32(CRC32.of(content)) + [0, 1]
        + Self.number(name.utf8.count) + Array(name.utf8)
      bytes += Self.block(header) + content
    }
    self.bytes = bytes + Self.end
  }

  private static func block(_ header: [UInt8]) -> [UInt8] {
    let sized = number(header.count) + header
    return little32(CRC32.of(sized)) + sized
  }

  /// Seven bits in each byte, the lowest first.
  private static func number(_ value: Int) -> [UInt8] {
    value < 0x80
      ? [UInt8(value)] : [UInt8(truncatingIfNeeded: value) | 0x80] + number(value >> 7)
  }

  private static func little32(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
  }
}
