/// The octets of one file read forward, decompressed where that was asked for: for what is looked up
/// by offset instead of being read as a mailbox.
package final class FileOctets {
  private let path: String
  private let stream: any ByteStream

  /// - Parameter decompressing: a gzip or zstd file gives what is inside.
  package convenience init(_ path: String, decompressing: Bool = false) throws(MailboxError) {
    try self.init(FilePath(path), decompressing: decompressing)
  }

  /// - Parameter name: as `NewDirectory.name(of:)` gives it.
  package convenience init(below directory: String, name: String) throws(MailboxError) {
    try self.init(FilePath(directory) / FilePath(text: name).bytes, decompressing: false)
  }

  private init(_ file: FilePath, decompressing: Bool) throws(MailboxError) {
    path = file.text
    let file = try FileStream(file, ReadContext(ReadOptions()))
    guard file.status.type == .regular else {
      throw MailboxError(.notAMailbox, path: path, reason: "is not a file")
    }
    stream = decompressing ? try Self.decompressed(file, path) : file
  }

  package func skip(_ count: UInt64) throws(MailboxError) { try stream.skip(count) }

  /// The next `count` octets, or fewer where the file ends.
  package func read(_ count: Int) throws(MailboxError) -> [UInt8] {
    var bytes: [UInt8] = []
    var portion = [UInt8](zeros: min(count, Limits.chunk))
    while bytes.count < count {
      portion.removeLast(max(0, portion.count - (count - bytes.count)))
      let got = try stream.read(into: &portion, from: 0)
      if got == 0 { break }
      bytes += portion[..<got]
    }
    return bytes
  }

  private static func decompressed(
    _ file: FileStream, _ path: String
  ) throws(MailboxError) -> any ByteStream {
    var head = [UInt8](zeros: 4)
    let held = try file.read(into: &head, from: 0)
    try file.seek(to: 0)
    let kind = FileKind(head.span.extracting(..<held), name: "")
    switch kind {
    case .gzip: return try InflateStream(file, .gzip, path: path)
    case .zstd: return try ZstdStream(file, path: path)
    default: return file
    }
  }
}
