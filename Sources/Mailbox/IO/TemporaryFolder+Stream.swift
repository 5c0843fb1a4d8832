import Bytes
import Files

extension TemporaryFolder {
  /// Copies a stream to a file in here, for what must be read in any order or by its name.
  func keep(_ stream: any ByteStream) throws(MailboxError) -> FilePath {
    let file = path / Array("file".utf8)
    let descriptor = try asMailboxError(try POSIX.create(file))
    defer { POSIX.close(descriptor) }
    var portion = [UInt8](zeros: Limits.chunk)
    while true {
      let count = try stream.read(into: &portion, from: 0)
      if count == 0 { return file }
      let part = portion.span.extracting(..<count)
      try asMailboxError(try POSIX.writeAll(descriptor, part, file))
    }
  }
}
