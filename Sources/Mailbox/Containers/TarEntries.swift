import Bytes
import Packing

/// A tar file: ustar and pax (IEEE Std 1003.1, pax, "ustar Interchange Format"), and GNU's long names
/// and large sizes. Read forward only.
final class TarEntries: ContainerEntries {
  private static let block = TarHeader.blockSize
  private let stream: any ByteStream
  private let path: String
  private var entry: BoundedStream?
  private var padding: UInt64 = 0
  /// The end is missing, and the reader of the last entry has said so.
  private var isCut = false

  init(_ stream: any ByteStream, path: String) {
    self.stream = stream
    self.path = path
  }

  func next() throws(MailboxError) -> ContainerEntry? {
    var longName: [UInt8]?
    var longTarget: [UInt8]?
    var longSize: UInt64?
    while true {
      try finishEntry()
      let block = try readBlock()
      if TarHeader.isEnd(block) { return nil }
      guard let header = TarHeader(block) else {
        throw MailboxError(
          .damaged, path: path, why: "is a damaged tar file: a header's checksum is wrong")
      }
      let isAhead = header.isExtended || header.isLong
      let size = isAhead ? header.size : longSize ?? header.size
      let (padded, overflow) = size.addingReportingOverflow(UInt64(Self.block - 1))
      guard !overflow else { throw damaged("an impossible size") }
      padding = padded / UInt64(Self.block) * UInt64(Self.block) - size
      let body = BoundedStream(stream, length: size, path: path)
      entry = body
      let name = longName ?? header.name
      switch header.type {
      case UInt8(ascii: "L"): longName = try Array(readAll(body).prefix { $0 != 0 })
      case UInt8(ascii: "K"): longTarget = try Array(readAll(body).prefix { $0 != 0 })
      case UInt8(ascii: "x"):
        let records = TarHeader.records(try readAll(body))
        longName = records["path"] ?? longName
        longTarget = records["linkpath"] ?? longTarget
        longSize =
          records["size"].flatMap { UInt64(String(decoding: $0, as: UTF8.self)) } ?? longSize
      case 0, UInt8(ascii: "0"), UInt8(ascii: "7"):
        // The oldest tar files have no type for directories.
        if name.last == UInt8(ascii: "/") { return .directory(name: name) }
        return .file(name: name, stream: body, size: size)
      case UInt8(ascii: "1"), UInt8(ascii: "2"):
        return .link(
          name: name, target: longTarget ?? header.target,
          isSymbolic: header.type == UInt8(ascii: "2"))
      case UInt8(ascii: "5"): return .directory(name: name)
      case UInt8(ascii: "S"): return .rejected(name: name, .unsupported("a sparse file in a tar"))
      default:
        // Devices have no contents. The extended headers before this entry no longer apply.
        if !header.isExtended { (longName, longTarget, longSize) = (nil, nil, nil) }
      }
    }
  }

  private func finishEntry() throws(MailboxError) {
    isCut = entry?.isCut ?? false
    try entry?.skipRest()
    try stream.skip(padding)
    entry = nil
    padding = 0
  }

  private func readBlock() throws(MailboxError) -> [UInt8] {
    var block = [UInt8](zeros: Self.block)
    var held = 0
    while held < block.count {
      let got = try stream.read(into: &block, from: held)
      if got == 0 {
        if held > 0 { throw damaged("the end of a header missing") }
        if isCut { return block }
        // Few programs leave them out; without them a cut between two files cannot be told.
        throw MailboxError(
          .damaged, path: path,
          why: """
            lacks the zeros that end a tar file: it may be cut off between two files. What is there \
            was read
            """)
      }
      held += got
    }
    return block
  }

  private func readAll(_ body: BoundedStream) throws(MailboxError) -> [UInt8] {
    guard body.left <= UInt64(16 * Limits.entryName) else { throw damaged("a name too long") }
    var bytes = [UInt8](zeros: Int(body.left))
    var held = 0
    while held < bytes.count { held += try body.read(into: &bytes, from: held) }
    return bytes
  }

  private func damaged(_ what: String) -> MailboxError {
    MailboxError(.damaged, path: path, why: "is a damaged tar file with \(what)")
  }
}
