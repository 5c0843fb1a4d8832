import Bytes
import Files

/// A zip file (PKWARE APPNOTE 6.3), read by its central directory, with Zip64. Supports stored,
/// deflated and zstd entries; encrypted entries and other methods are rejected.
final class ZipEntries: ContainerEntries {
  private let file: FileStream
  private let path: String
  private let directory: [UInt8]
  private var index = 0
  private var packedTotal: UInt64 = 0

  init(_ file: FileStream, path: String) throws(MailboxError) {
    self.file = file
    self.path = path
    let end = try ZipEnd(file, path: path)
    guard end.length <= UInt64(Limits.zipDirectory), end.offset <= file.status.size,
      end.length <= file.status.size - end.offset
    else { throw ZipEnd.damaged(path, "its directory lies outside of it") }
    directory = try file.readExactly(Int(end.length), at: end.offset)
  }

  func next() throws(MailboxError) -> ContainerEntry? {
    while index < directory.count {
      guard let entry = ZipEntry(directory[index...]) else {
        throw ZipEnd.damaged(path, "its directory is damaged")
      }
      index += entry.recordLength
      if entry.name.last == UInt8(ascii: "/") { return .directory(name: entry.name) }
      return try open(entry)
    }
    return nil
  }

  private func open(_ entry: ZipEntry) throws(MailboxError) -> ContainerEntry {
    if entry.isEncrypted {
      return .rejected(
        name: entry.name, .unsupported("encrypted; unpack it with its password first"))
    }
    // In a zip bomb, many entries share the same data.
    packedTotal = packedTotal.addingReportingOverflow(entry.packedSize).partialValue
    guard packedTotal <= file.status.size, entry.packedSize <= file.status.size else {
      throw ZipEnd.damaged(path, "its entries overlap")
    }
    let local = try file.readExactly(30, at: entry.offset)
    guard local.starts(with: [0x50, 0x4b, 3, 4]) else {
      return .rejected(name: entry.name, .damaged("no entry where the zip's directory says"))
    }
    let start = entry.offset + 30 + UInt64(local.little16(26)) + UInt64(local.little16(28))
    try file.seek(to: start)
    let packed = BoundedStream(file, length: entry.packedSize, path: path)
    let stream: any ByteStream
    switch entry.method {
    case 0: stream = packed
    case 8: stream = try InflateStream(packed, .deflate, path: path)
    case 93: stream = try ZstdStream(packed, path: path)
    default:
      return .rejected(
        name: entry.name, .unsupported("packed by method \(entry.method); unpack it first"))
    }
    let checked = CheckedStream(stream, entry, path: path)
    if entry.isSymbolicLink, entry.size <= UInt64(Limits.entryName) {
      var target = MessageBytesBuilder(in: nil)
      try target.add(all: checked)
      return .link(name: entry.name, target: target.head, isSymbolic: true)
    }
    return .file(name: entry.name, stream: checked, size: entry.size)
  }
}

/// Checks an entry's bytes against its checksum when all have been read.
private final class CheckedStream: ByteStream {
  private let stream: any ByteStream
  private let entry: ZipEntry
  private let path: String
  private var sum = CRC32()
  private var count: UInt64 = 0

  init(_ stream: any ByteStream, _ entry: ZipEntry, path: String) {
    self.stream = stream
    self.entry = entry
    self.path = path
  }

  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int {
    let got = try stream.read(into: &buffer, from: start)
    count += UInt64(got)
    sum.add(buffer.span.extracting(start..<(start + got)))
    if got == 0, sum.value != entry.crc || count != entry.size {
      throw ZipEnd.damaged(path, "a file inside does not have the checksum it should")
    }
    return got
  }
}

/// One record of the central directory (section 4.3.12).
private struct ZipEntry {
  var name: [UInt8]
  var method: Int
  var isEncrypted: Bool
  var isSymbolicLink: Bool
  var crc: UInt32
  var packedSize, size, offset: UInt64
  var recordLength: Int

  init?(_ bytes: ArraySlice<UInt8>) {
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

/// The position of the central directory (sections 4.3.14 to 4.3.16).
private struct ZipEnd {
  var offset: UInt64
  var length: UInt64

  init(_ file: FileStream, path: String) throws(MailboxError) {
    let size = file.status.size
    // The end record has 22 bytes and a comment of up to 65,535 bytes.
    let tailLength = Int(min(size, 22 + 0xffff))
    let tail = try file.readExactly(tailLength, at: size - UInt64(tailLength))
    let mark: [UInt8] = [0x50, 0x4b, 5, 6]
    let candidates = stride(from: tail.count - 22, through: 0, by: -1)
    guard let end = candidates.first(where: { tail[$0...].starts(with: mark) }) else {
      throw Self.damaged(path, "it is cut off")
    }
    length = tail.little32(end + 12)
    offset = tail.little32(end + 16)
    guard offset == 0xffff_ffff || length == 0xffff_ffff, end >= 20,
      tail[(end - 20)...].starts(with: [0x50, 0x4b, 6, 7])
    else { return }
    let wide = try file.readExactly(56, at: tail.little64(end - 12))
    guard wide.starts(with: [0x50, 0x4b, 6, 6]) else { throw Self.damaged(path, "it is cut off") }
    length = wide.little64(40)
    offset = wide.little64(48)
  }

  static func damaged(_ path: String, _ what: String) -> MailboxError {
    MailboxError(.damaged, path: path, why: "is a damaged zip file: \(what)")
  }
}

extension [UInt8] {
  func little(_ start: Int, _ count: Int) -> UInt64 {
    self[start..<(start + count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
  func little16(_ start: Int) -> Int { Int(little(start, 2)) }
  func little32(_ start: Int) -> UInt64 { little(start, 4) }
  func little64(_ start: Int) -> UInt64 { little(start, 8) }
}

extension FileStream {
  fileprivate func readExactly(_ count: Int, at offset: UInt64) throws(MailboxError) -> [UInt8] {
    try seek(to: offset)
    var bytes = [UInt8](zeros: count)
    var held = 0
    while held < count {
      let got = try read(into: &bytes, from: held)
      if got == 0 { throw ZipEnd.damaged(path.text, "it is cut off") }
      held += got
    }
    return bytes
  }
}

/// The name of an entry in a zip, as UTF-8 with "/" between directories.
enum ZipName {
  /// - Parameters:
  ///   - isUTF8: the entry is marked as UTF-8 (PKWARE APPNOTE 4.4.4, bit 11).
  ///   - extra: the entry's extra fields.
  static func decoded(_ name: [UInt8], isUTF8: Bool, _ extra: [UInt8]) -> [UInt8] {
    var decoded = name
    if !isUTF8, name.contains(where: { $0 >= 0x80 }) {
      // macOS and many Unix programs write UTF-8 without setting the bit.
      let isValid = String(validating: name, as: UTF8.self) != nil
      decoded = unicodePath(extra, of: name) ?? (isValid ? name : fromCodePage437(name))
    }
    return withSlashes(decoded)
  }

  /// Windows programs write backslashes, contrary to 4.4.17.1.
  private static func withSlashes(_ name: [UInt8]) -> [UInt8] {
    guard name.contains(UInt8(ascii: "\\")), !name.contains(UInt8(ascii: "/")) else { return name }
    return name.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 }
  }

  /// Info-ZIP's extra field 0x7075 (4.6.9): version 1, the CRC-32 of the name, the name in UTF-8.
  private static func unicodePath(_ extra: [UInt8], of name: [UInt8]) -> [UInt8]? {
    var start = 0
    while start + 4 <= extra.count {
      let (id, length) = (extra.little16(start), extra.little16(start + 2))
      let end = start + 4 + length
      if id == 0x7075, length > 5, end <= extra.count, extra[start + 4] == 1,
        extra.little32(start + 5) == UInt64(CRC32.of(name))
      {
        return Array(extra[(start + 9)..<end])
      }
      start = end
    }
    return nil
  }

  private static func fromCodePage437(_ name: [UInt8]) -> [UInt8] {
    name.flatMap { byte -> [UInt8] in
      byte < 0x80 ? [byte] : Array(String(codePage437[Int(byte) - 0x80]).utf8)
    }
  }

  /// The upper half of the code page that 4.4.4 prescribes for all other names; see appendix D.
  private static let codePage437 = Array(
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
      + "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}")
}
