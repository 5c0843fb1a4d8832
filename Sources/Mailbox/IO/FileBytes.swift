import Bytes
package import Files
import Packing

/// The bytes of one file, read forward and decompressed if requested: for looking up offsets
/// instead of reading a mailbox.
package final class FileBytes {
  private let path: String
  private let stream: any ByteStream

  /// - Parameter decompressing: read the contents of a gzip or zstd file.
  package convenience init(_ path: String, decompressing: Bool = false) throws(MailboxError) {
    try self.init(FilePath(path), decompressing: decompressing)
  }

  /// - Parameter name: as returned by `StagedDirectory.name(of:)`.
  package convenience init(below directory: String, name: String) throws(MailboxError) {
    try self.init(FilePath(directory) / FilePath(text: name).bytes, decompressing: false)
  }

  private init(_ file: FilePath, decompressing: Bool) throws(MailboxError) {
    path = file.text
    let file = try FileStream(file, ReadContext(ReadOptions()))
    guard file.status.type == .regular else {
      throw MailboxError(.notAMailbox, path: path, why: "is not a file")
    }
    stream = decompressing ? try Self.decompressed(file, path) : file
  }

  package func skip(_ count: UInt64) throws(MailboxError) { try stream.skip(count) }

  /// The next `count` bytes, or fewer at the end of the file.
  package func read(_ count: Int) throws(MailboxError) -> [UInt8] {
    var bytes: [UInt8] = []
    try read(count) { bytes.append($0) }
    return bytes
  }

  /// Like `read`, for numbers of bytes that may be too large for memory.
  package func hold(_ count: Int, spillingTo place: SpillPlace) throws(MailboxError) -> MessageBytes
  {
    var content = MessageBytesBuilder(in: place)
    try read(count) { (bytes) throws(MailboxError) in try content.add(bytes) }
    return try content.all()
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
