import Bytes

/// One record of the central directory (section 4.3.12).
package struct ZipEntry: Sendable {
  package var name: [UInt8]
  package var method: Int
  package var isEncrypted: Bool
  package var isSymbolicLink: Bool
  package var crc: UInt32
  package var packedSize, size: UInt64
  /// Where its local header begins.
  package var offset: UInt64
  /// Size of the record in the directory.
  package var recordLength: Int

  /// Nil if the directory does not go on with an entry.
  package init?(_ bytes: ArraySlice<UInt8>) {
    let fixed = Array(bytes.prefix(46))
    guard fixed.count == 46, fixed.starts(with: [0x50, 0x4b, 1, 2]) else { return nil }
    let nameEnd = 46 + fixed.little16(28)
    let extraEnd = nameEnd + fixed.little16(30)
    recordLength = extraEnd + fixed.little16(32)
    let record = Array(bytes.prefix(recordLength))
    guard record.count == recordLength else { return nil }
    let extra = Array(record[nameEnd..<extraEnd])
    let isUTF8 = record.little16(8) & 1 << 11 != 0
    name = ZipName.decoded(Array(record[46..<nameEnd]), isUTF8: isUTF8, extra)
    // Made by Unix (3): the upper half of the attributes is a file mode.
    isSymbolicLink =
      record.little16(4) >> 8 == 3 && record.little32(38) >> 16 & 0xf000 == 0xa000
    method = record.little16(10)
    isEncrypted = record.little16(8) & 1 != 0
    crc = UInt32(truncatingIfNeeded: record.little32(16))
    packedSize = record.little32(20)
    size = record.little32(24)
    offset = record.little32(42)
    takeZip64(extra)
  }

  /// Extra field 1 holds the values that did not fit, in this order (section 4.5.3).
  private mutating func takeZip64(_ extra: [UInt8]) {
    var start = 0
    while start + 4 <= extra.count {
      let (id, length) = (extra.little16(start), extra.little16(start + 2))
      start += 4
      if id == 1, start + length <= extra.count {
        var values = stride(from: start, to: start + length - 7, by: 8).map { extra.little64($0) }[
          ...]
        if size == 0xffff_ffff { size = values.popFirst() ?? size }
        if packedSize == 0xffff_ffff { packedSize = values.popFirst() ?? packedSize }
        if offset == 0xffff_ffff { offset = values.popFirst() ?? offset }
      }
      start += length
    }
  }
}

/// The header before an entry's data (section 4.3.7).
extension ZipEntry {
  package static let localHeaderSize = 30

  /// Distance from the local header to the data; nil if `bytes` are not a local header.
  package static func dataOffset(afterLocalHeader bytes: [UInt8]) -> Int? {
    guard bytes.count >= localHeaderSize, bytes.starts(with: [0x50, 0x4b, 3, 4]) else { return nil }
    return localHeaderSize + bytes.little16(26) + bytes.little16(28)
  }
}
