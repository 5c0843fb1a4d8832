/// CRC-32 of ISO 3309, as used by zip, gzip and yEnc. Processes eight bytes at a time.
package struct CRC32 {
  private var remainder: UInt32 = .max

  package init() {}

  package static func of(_ bytes: [UInt8]) -> UInt32 {
    var sum = CRC32()
    sum.add(bytes.span)
    return sum.value
  }

  /// The checksum of all bytes so far.
  package var value: UInt32 { ~remainder }

  package mutating func add(_ bytes: Span<UInt8>) {
    let tables = Self.tables.span
    var (rest, index) = (remainder, 0)
    while index &+ 8 <= bytes.count {
      let low =
        rest
        ^ (UInt32(bytes[index]) | UInt32(bytes[index &+ 1]) << 8
          | UInt32(bytes[index &+ 2]) << 16 | UInt32(bytes[index &+ 3]) << 24)
      let first =
        tables[0x700 | Int(low & 0xFF)] ^ tables[0x600 | Int(low >> 8 & 0xFF)]
        ^ tables[0x500 | Int(low >> 16 & 0xFF)] ^ tables[0x400 | Int(low >> 24)]
      let second =
        tables[0x300 | Int(bytes[index &+ 4])] ^ tables[0x200 | Int(bytes[index &+ 5])]
        ^ tables[0x100 | Int(bytes[index &+ 6])] ^ tables[Int(bytes[index &+ 7])]
      rest = first ^ second
      index &+= 8
    }
    while index < bytes.count {
      rest = rest >> 8 ^ tables[Int((rest ^ UInt32(bytes[index])) & 0xFF)]
      index &+= 1
    }
    remainder = rest
  }

  /// Eight tables of 256 entries: the contribution of a byte that is followed by 0 to 7 other
  /// bytes.
  private static let tables: [UInt32] = {
    var tables = (UInt32(0)..<256).map { byte in
      (0..<8).reduce(byte) { remainder, _ in
        remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1
      }
    }
    for index in 256..<(8 * 256) {
      let before = tables[index - 256]
      tables.append(before >> 8 ^ tables[Int(before & 0xFF)])
    }
    return tables
  }()
}
