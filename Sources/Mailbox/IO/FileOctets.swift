import Bytes
package import Files

/// The octets of one file read forward, decompressed where that was asked for: for what is looked up
/// by offset instead of being read as a mailbox.
package final class FileOctets {
  private let path: String
  private let stream: any ByteStream

  /// - Parameter decompressing: a gzip or zstd file gives what is inside.
  package convenience init(_ path: String, decompressing: Bool = false) throws(MailboxError) {
    try self.init(FilePath(path), decompressing: decompressing)
  }

  /// - Parameter name: as `StagedDirectory.name(of:)` gives it.
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
    try read(count) { bytes.append($0) }
    return bytes
  }

  /// Likewise, where they may be too many for memory.
  package func hold(_ count: Int, spillingTo place: SpillPlace) throws(MailboxError) -> MessageBytes
  {
    var octets = MessageBytesBuilder(in: place)
    try read(count) { (bytes) throws(MailboxError) in try octets.add(bytes) }
    return try octets.all()
  }

  private func read(
    _ count: Int, _ body: (Span<UInt8>) throws(MailboxError) -> Void
  ) throws(MailboxError) {
    var left = count
    var portion = [UInt8](zeros: min(count, Limits.chunk))
    while left > 0 {
      portion.removeLast(max(0, portion.count - left))
      let got = try stream.read(into: &portion, from: 0)
      if got == 0 { break }
      try body(portion.span.extracting(..<got))
      left -= got
    }
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
