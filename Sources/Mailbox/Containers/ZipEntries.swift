import Bytes
import Files
import Packing

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
    let local = try file.readExactly(ZipEntry.localHeaderSize, at: entry.offset)
    guard let distance = ZipEntry.dataOffset(afterLocalHeader: local) else {
      return .rejected(name: entry.name, .damaged("no entry where the zip's directory says"))
    }
    try file.seek(to: entry.offset + UInt64(distance))
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

extension ZipEnd {
  fileprivate init(_ file: FileStream, path: String) throws(MailboxError) {
    let size = file.status.size
    let tailLength = Int(min(size, UInt64(Self.reach)))
    let tail = try file.readExactly(tailLength, at: size - UInt64(tailLength))
    guard var end = ZipEnd(tail: tail) else { throw Self.damaged(path, "it is cut off") }
    if let offset = end.wideOffset, try !end.take(wide: file.readExactly(Self.wideSize, at: offset))
    {
      throw Self.damaged(path, "it is cut off")
    }
    self = end
  }

  fileprivate static func damaged(_ path: String, _ what: String) -> MailboxError {
    MailboxError(.damaged, path: path, why: "is a damaged zip file: \(what)")
  }
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
