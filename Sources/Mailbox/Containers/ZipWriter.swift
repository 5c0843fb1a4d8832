import Bytes
import Files
internal import Mail

/// Writes a zip with one .eml file per message, named as by `EMLWriter`. Section numbers refer to
/// PKWARE's APPNOTE. Output is written strictly forward, so it can go to a pipe. The central
/// directory is held in memory, about 120 bytes per message.
package final class ZipWriter: MailboxWriter {
  private let sink: any ByteSink
  private var directory: [UInt8] = []
  private var number = 0
  private var offset: UInt64 = 0

  package init(_ sink: any ByteSink) { self.sink = sink }

  package func write(_ message: OutgoingMessage) throws(MailboxError) -> WrittenEntry {
    guard message.bytes.count < ZipField.escape32 else {
      throw MailboxError(
        .unwritable, path: sink.path, why: "a message of 4 GiB or more does not fit into a zip")
    }
    number += 1
    let name = EMLWriter.name(number, message)
    let packed = try Deflate.compress(message.bytes)
    let data = packed ?? message.bytes
    let facts = try facts(message, isPacked: packed != nil, packedSize: data.count)
    let start = offset
    // Section 4.3.7, local file header.
    try put(
      ZipField.bytes(0x0403_4b50, 4) + facts + ZipField.bytes(name.utf8.count, 2)
        + ZipField.bytes(0, 2) + Array(name.utf8))
    try data.eachStretch { (bytes) throws(MailboxError) in try put(bytes) }
    addToDirectory(name, facts, at: start)
    return WrittenEntry(
      origin: MessageOrigin(
        path: "\(sink.path)!/\(printable(name.utf8))", offset: 0,
        length: UInt64(message.bytes.count), kind: .eml))
  }

  package func finish() throws(MailboxError) {
    let start = offset
    try put(directory)
    let isLarge = number >= ZipField.escape16 || start >= UInt64(ZipField.escape32)
    if isLarge { try putLargeEnd(start) }
    // Section 4.3.16, end of central directory record.
    let count = isLarge ? ZipField.escape16 : number
    try put(
      ZipField.bytes(0x0605_4b50, 4) + ZipField.bytes(0, 4) + ZipField.bytes(count, 2)
        + ZipField.bytes(count, 2) + ZipField.bytes(directory.count, 4)
        + ZipField.bytes(isLarge ? ZipField.escape32 : Int(start), 4) + ZipField.bytes(0, 2))
    try sink.finish()
  }

  /// The fields common to local header and directory: version, flags, method, time, checksum,
  /// sizes.
  private func facts(
    _ message: OutgoingMessage, isPacked: Bool, packedSize: Int
  ) throws(MailboxError) -> [UInt8] {
    let time = DOSTime(unix: message.envelope.date ?? 0)
    // Version 4.5 for ZIP64; flag bit 11: the name is UTF-8; method 8: deflate, 0: stored.
    return ZipField.bytes(45, 2) + ZipField.bytes(1 << 11, 2) + ZipField.bytes(isPacked ? 8 : 0, 2)
      + ZipField.bytes(time.time, 2) + ZipField.bytes(time.date, 2)
      + ZipField.bytes(Int(try Deflate.crc32(message.bytes)), 4) + ZipField.bytes(packedSize, 4)
      + ZipField.bytes(message.bytes.count, 4)
  }

  /// Section 4.3.12; an offset that does not fit goes into the ZIP64 field of 4.5.3.
  private func addToDirectory(_ name: String, _ facts: [UInt8], at start: UInt64) {
    let isFar = start >= UInt64(ZipField.escape32)
    let extra =
      isFar ? ZipField.bytes(1, 2) + ZipField.bytes(8, 2) + ZipField.bytes(Int(start), 8) : []
    // Made by Unix (3), so that the attributes are a mode: a regular file with mode 0600.
    directory += ZipField.bytes(0x0201_4b50, 4) + ZipField.bytes(3 << 8 | 45, 2) + facts
    directory += ZipField.bytes(name.utf8.count, 2) + ZipField.bytes(extra.count, 2)
    directory += [UInt8](zeros: 6) + ZipField.bytes(0o100600 << 16, 4)
    directory += ZipField.bytes(isFar ? ZipField.escape32 : Int(start), 4) + Array(name.utf8)
    directory += extra
  }

  /// Sections 4.3.14 and 4.3.15.
  private func putLargeEnd(_ start: UInt64) throws(MailboxError) {
    let end = offset
    try put(
      ZipField.bytes(0x0606_4b50, 4) + ZipField.bytes(44, 8) + ZipField.bytes(3 << 8 | 45, 2)
        + ZipField.bytes(45, 2) + ZipField.bytes(0, 8) + ZipField.bytes(number, 8)
        + ZipField.bytes(number, 8) + ZipField.bytes(directory.count, 8)
        + ZipField.bytes(Int(start), 8))
    try put(
      ZipField.bytes(0x0706_4b50, 4) + ZipField.bytes(0, 4) + ZipField.bytes(Int(end), 8)
        + ZipField.bytes(1, 4))
  }

  private func put(_ bytes: [UInt8]) throws(MailboxError) { try put(bytes.span) }

  private func put(_ bytes: Span<UInt8>) throws(MailboxError) {
    try sink.write(bytes)
    offset += UInt64(bytes.count)
  }
}

private enum ZipField {
  /// Means "see the ZIP64 record".
  static let escape16 = 0xffff
  static let escape32 = 0xffff_ffff

  /// A little-endian number.
  static func bytes(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}

/// Section 4.4.6: a resolution of two seconds, and a range from 1980 to 2107.
private struct DOSTime {
  let date: Int
  let time: Int

  init(unix: Int64) {
    let civil = CivilDate(epoch: min(max(unix, 315_532_800), 4_354_819_199))
    date = (civil.year - 1980) << 9 | civil.month << 5 | civil.day
    time = civil.hour << 11 | civil.minute << 5 | civil.second / 2
  }
}
