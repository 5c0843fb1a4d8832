import Bytes

/// A header block of a tar file: ustar (IEEE Std 1003.1), and GNU's large sizes.
package struct TarHeader: Sendable {
  package static let blockSize = 512

  package var name: [UInt8]
  /// The target of a link.
  package var target: [UInt8]
  package var size: UInt64
  package var type: UInt8
  /// True if the header describes later entries instead of being an entry itself.
  package var isExtended: Bool { type == UInt8(ascii: "x") || type == UInt8(ascii: "g") }
  /// True for GNU's names that do not fit into a header.
  package var isLong: Bool { type == UInt8(ascii: "L") || type == UInt8(ascii: "K") }

  /// Whether a file is a tar: the oldest have no mark, but all have a checksum.
  package static func begins(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count >= blockSize, bytes[0] != 0,
      let header = TarHeader(bytes.array(0..<blockSize))
    else { return false }
    return !header.name.isEmpty
  }

  /// Whether this is one of the blocks of zeros that end the file.
  package static func isEnd(_ block: [UInt8]) -> Bool { block.allSatisfy { $0 == 0 } }

  /// - Parameter block: `blockSize` bytes.
  /// - Returns: nil if its checksum is wrong.
  package init?(_ block: [UInt8]) {
    guard block.count == Self.blockSize else { return nil }
    let sum = block.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 0x20 : Int(block[$1])) }
    guard Self.number(block[148..<156]) == UInt64(sum), let size = Self.number(block[124..<136])
    else { return nil }
    self.size = size
    type = block[156]
    target = Array(block[157..<257].prefix { $0 != 0 })
    let base = block[0..<100].prefix { $0 != 0 }
    // ustar has a prefix here; old GNU tar has times ("ustar" and a space).
    let isUstar = block[257..<263].elementsEqual("ustar\0".utf8)
    let prefix = isUstar ? block[345..<500].prefix { $0 != 0 } : []
    name = prefix.isEmpty ? Array(base) : Array(prefix) + [UInt8(ascii: "/")] + Array(base)
  }

  /// Reads octal digits or, if the first bit is set, base 256 (GNU, for 8 GiB and more).
  private static func number(_ field: ArraySlice<UInt8>) -> UInt64? {
    if let first = field.first, first & 0x80 != 0 {
      guard field.dropFirst().dropLast(8).allSatisfy({ $0 == 0 }), first == 0x80 else { return nil }
      return field.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
    if digits.isEmpty { return 0 }
    return UInt64(String(decoding: digits, as: UTF8.self), radix: 8)
  }

  /// Parses pax records, such as "27 path=some/where\n"; the length includes itself.
  package static func records(_ bytes: [UInt8]) -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    var rest = bytes[...]
    while let space = rest.firstIndex(of: 0x20),
      let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
      length > space - rest.startIndex + 1, length <= rest.count
    {
      let record = rest[(space + 1)..<(rest.startIndex + length - 1)]
      if let equals = record.firstIndex(of: UInt8(ascii: "=")) {
        found[String(decoding: record[..<equals], as: UTF8.self)] = Array(record[(equals + 1)...])
      }
      rest = rest.dropFirst(length)
    }
    return found
  }
}
