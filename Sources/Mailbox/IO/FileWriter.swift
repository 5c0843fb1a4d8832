import Bytes
import Glibc

/// Where an export's octets go.
package protocol ByteSink: AnyObject {
  /// Name for error messages and origins.
  var path: String { get }
  func write(_ bytes: Span<UInt8>) throws(MailboxError)
  /// Writes what is held back and makes it durable. Nothing is written afterwards.
  func finish() throws(MailboxError)
}

/// Writes a new file under a temporary name beside the final one, in large chunks. Between
/// `finish()` and `publish()` it can be read back under that name; dropped before `publish()`, it
/// removes what it wrote.
package final class FileWriter: ByteSink {
  package let path: String
  private let final: FilePath
  private let temporary: FilePath
  private let descriptor: Int32
  private var buffer = WriteBuffer()
  /// Octets that were handed to the system, and of these, to the disk.
  private var written = 0
  private var started = 0
  private var isOpen = true
  private var isPublished = false

  /// Refuses, as `alreadyExists`, when there is a file of that name, or an unfinished one.
  package convenience init(_ path: String) throws(MailboxError) { try self.init(FilePath(path)) }

  init(_ path: FilePath) throws(MailboxError) {
    final = path
    self.path = path.text
    temporary = path.unfinished
    if (try? POSIX.status(path)) != nil { throw POSIX.writeError(path, EEXIST) }
    descriptor = try POSIX.create(temporary)
  }

  deinit {
    if isOpen { POSIX.close(descriptor) }
    if !isPublished { POSIX.remove(temporary) }
  }

  /// Where the octets are until `publish()`.
  package var temporaryPath: String { String(decoding: temporary.bytes, as: UTF8.self) }

  package func write(_ bytes: Span<UInt8>) throws(MailboxError) {
    try buffer.write(bytes, to: descriptor, temporary)
    written += bytes.count
    guard written - started >= Limits.writtenBehind else { return }
    POSIX.startWriting(descriptor, started..<written)
    started = written
  }

  package func finish() throws(MailboxError) { try finish(durably: true) }

  private func finish(durably: Bool) throws(MailboxError) {
    guard isOpen else { return }
    try buffer.flush(to: descriptor, temporary)
    if durably { try POSIX.sync(descriptor, temporary) }
    buffer = WriteBuffer()
    isOpen = false
    POSIX.close(descriptor)
  }

  /// Finishes it, unless that is done, and gives it its final name.
  ///
  /// - Parameter durably: else it is one of many, after which `syncAll` follows.
  package func publish(durably: Bool = true) throws(MailboxError) {
    try finish(durably: durably)
    try POSIX.moveNew(temporary, to: final)
    isPublished = true
    if durably { try POSIX.syncDirectory(final.directory) }
  }

  /// Makes all that was written to the file system of `path` durable.
  package static func syncAll(at path: String) throws(MailboxError) {
    try POSIX.syncFileSystem(of: FilePath(path))
  }
}

/// Writes to a descriptor that is open already, such as standard output.
package final class DescriptorSink: ByteSink {
  package let path: String
  private let descriptor: Int32
  private var buffer = WriteBuffer()

  package init(_ descriptor: Int32, name: String) {
    self.descriptor = descriptor
    path = name
  }

  package func write(_ bytes: Span<UInt8>) throws(MailboxError) {
    try buffer.write(bytes, to: descriptor, FilePath(path))
  }

  package func finish() throws(MailboxError) {
    try buffer.flush(to: descriptor, FilePath(path))
  }
}

/// Gathers small writes into large ones.
struct WriteBuffer {
  private var bytes: [UInt8] = []

  mutating func write(
    _ new: Span<UInt8>, to descriptor: Int32, _ path: FilePath
  ) throws(MailboxError) {
    if bytes.count + new.count > Limits.chunk { try flush(to: descriptor, path) }
    if new.count >= Limits.chunk {
      try POSIX.writeAll(descriptor, new, path)
    } else {
      bytes.append(new)
    }
  }

  mutating func flush(to descriptor: Int32, _ path: FilePath) throws(MailboxError) {
    try POSIX.writeAll(descriptor, bytes.span, path)
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
