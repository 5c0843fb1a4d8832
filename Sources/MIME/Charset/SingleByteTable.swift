import Bytes

/// A charset with one byte per character, as the UTF-8 of each byte.
struct SingleByteTable: Sendable {
  /// The character of each byte; nil if undefined.
  let scalars: [Unicode.Scalar?]
  /// UTF-8 of each byte: the bytes in the low 24 bits, lowest first, and their number in the high
  /// 8.
  private let packed: [UInt32]
  /// Bytes 00 to 7F are ASCII.
  let containsASCII: Bool

  /// - Parameter scalars: 256 characters of the Basic Multilingual Plane, nil if undefined.
  init(_ scalars: [Unicode.Scalar?]) {
    self.scalars = scalars
    containsASCII = (0..<0x80).allSatisfy { scalars[$0]?.value == UInt32($0) }
    packed = scalars.map { scalar in
      let utf8 = (scalar ?? "\u{FFFD}").utf8.prefix(3)
      return utf8.reversed().reduce(0) { $0 << 8 | UInt32($1) } | UInt32(utf8.count) << 24
    }
  }

  /// Asks iconv for every byte separately.
  /// - Returns: nil if it is not a charset of single bytes.
  init?(iconv: Iconv) {
    var scalars: [Unicode.Scalar?] = []
    for byte in UInt8.min...UInt8.max {
      var utf8: [UInt8] = []
      let (failures, needsMore) = iconv.convert([byte].span, unit: 1, into: &utf8)
      let text = String(decoding: utf8, as: UTF8.self).unicodeScalars
      guard let scalar = text.first, text.count == 1, scalar.value < 0x1_0000, !needsMore else {
        return nil
      }
      scalars.append(failures > 0 ? nil : scalar)
    }
    self.init(scalars)
  }

  /// Maps undefined bytes 80 to 9F to the C1 control characters, as the WHATWG encoding standard
  /// does for the windows code pages.
  func fillingControls() -> SingleByteTable {
    SingleByteTable(
      scalars.enumerated().map { byte, scalar in
        scalar ?? (0x80..<0xA0 ~= byte ? Unicode.Scalar(UInt8(byte)) : nil)
      })
  }

  /// - Returns: the text and the number of bytes without a meaning.
  func decode(_ bytes: Span<UInt8>) -> (text: String, replacements: Int) {
    var replacements = 0
    let capacity = bytes.count + 2 * (containsASCII ? bytes.highByteCount : bytes.count) + 4
    // Three bytes each at most, and slack because four are stored at a time.
    let text = unsafe String(unsafeUninitializedCapacity: capacity) { output in
      var end = 0
      for index in bytes.indices {
        let byte = bytes[index]
        let entry = packed[Int(byte)]
        unsafe UnsafeMutableRawBufferPointer(output).storeBytes(
          of: entry.littleEndian, toByteOffset: end, as: UInt32.self)
        end &+= Int(entry >> 24)
        if entry == Self.replacement && scalars[Int(byte)] == nil { replacements += 1 }
      }
      return end
    }
    return (text, replacements)
  }

  private static let replacement: UInt32 = 0x03BD_BFEF
}
