import Bytes
import Files
import Glibc

/// Where an export's bytes go.
package protocol ByteSink: AnyObject {
  /// Name for error messages and origins.
  var path: String { get }
  func write(_ bytes: Span<UInt8>) throws(MailboxError)
  /// Writes what is buffered and makes it durable. Nothing may be written afterwards.
  func finish() throws(MailboxError)
}

/// Writes a new file under a temporary name beside the final one, in large chunks. Between
/// `finish()` and `publish()` it can be read back under that name. If it is dropped before
/// `publish()`, it removes what it wrote.
package final class FileWriter: ByteSink {
  package let path: String
  private let file: StagedFile
  private var buffer = WriteBuffer()
  /// Number of bytes passed to the system, and the number of those passed to the disk.
  private var written = 0
  private var started = 0

  /// Throws `alreadyExists` if there is a file of that name, or an unfinished one of another program,
  /// `locked` while another process makes it.
  package convenience init(_ path: String) throws(MailboxError) { try self.init(FilePath(path)) }

  init(_ path: FilePath) throws(MailboxError) {
    self.path = path.text
    if POSIX.exists(path) { throw MailboxError(FileError(writing: path, EEXIST)) }
    let temporary = path.unfinished
    do { file = try StagedFile(path, temporary: temporary) } catch {
      throw MailboxError(
        error.code == .alreadyExists ? FileError(unfinished: temporary) : error)
    }
  }

  /// Path of the file until `publish()`.
  package var temporaryPath: String { String(decoding: file.temporary.bytes, as: UTF8.self) }

  package func write(_ bytes: Span<UInt8>) throws(MailboxError) {
    try buffer.write(bytes) { (part) throws(FileError) in try file.write(part) }
    written += bytes.count
    guard written - started >= Limits.writtenBehind else { return }
    file.startWriting(started..<written)
    started = written
  }

  package func finish() throws(MailboxError) { try finish(durably: true) }

  private func finish(durably: Bool) throws(MailboxError) {
    try buffer.flush { (part) throws(FileError) in try file.write(part) }
    buffer = WriteBuffer()
    try asMailboxError(try file.finish(durably: durably))
  }

  /// Finishes the file if necessary and gives it its final name.
  ///
  /// - Parameter durably: false if it is one of many, and `syncAll` follows.
  package func publish(durably: Bool = true) throws(MailboxError) {
    try finish(durably: durably)
    try asMailboxError(try file.publish(.new, durably: durably))
  }

  /// Makes everything durable that was written to the file system of `path`.
  package static func syncAll(at path: String) throws(MailboxError) {
    try asMailboxError(try POSIX.syncFileSystem(of: FilePath(path)))
  }
}

/// Writes to a descriptor that is already open, such as standard output.
package final class DescriptorSink: ByteSink {
  package let path: String
  private let descriptor: Int32
  private var buffer = WriteBuffer()

  package init(_ descriptor: Int32, name: String) {
    self.descriptor = descriptor
    path = name
  }

  package func write(_ bytes: Span<UInt8>) throws(MailboxError) {
    try buffer.write(bytes) { (part) throws(FileError) in
      try POSIX.writeAll(descriptor, part, FilePath(path))
    }
  }

  package func finish() throws(MailboxError) {
    try buffer.flush { (part) throws(FileError) in
      try POSIX.writeAll(descriptor, part, FilePath(path))
    }
  }
}

/// Combines small writes into large ones.
struct WriteBuffer {
  private var bytes: [UInt8] = []

  mutating func write(
    _ new: Span<UInt8>, _ put: (Span<UInt8>) throws(FileError) -> Void
  ) throws(MailboxError) {
    if bytes.count + new.count > Limits.chunk { try flush(put) }
    if new.count >= Limits.chunk {
      try asMailboxError(try put(new))
    } else {
      bytes.append(new)
    }
  }

  mutating func flush(_ put: (Span<UInt8>) throws(FileError) -> Void) throws(MailboxError) {
    if bytes.isEmpty { return }
    do { try put(bytes.span) } catch { throw MailboxError(error) }
    bytes.removeAll(keepingCapacity: true)
  }
}

/// Keeps everything in memory.
package final class MemorySink: ByteSink {
  package let path: String
  package private(set) var bytes: [UInt8] = []

  package init(name: String = "memory") { path = name }

  package func write(_ bytes: Span<UInt8>) throws(MailboxError) {
    self.bytes.append(bytes)
  }

  package func finish() throws(MailboxError) {}
}
