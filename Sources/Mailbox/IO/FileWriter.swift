import Glibc

/// Where an export's octets go.
package protocol ByteSink: AnyObject {
  /// Name for error messages and origins.
  var path: String { get }
  func write(_ bytes: Span<UInt8>) throws(MailboxError)
  /// Writes what is held back, makes it durable and gives it its final name.
  func finish() throws(MailboxError)
}

/// Writes a new file under a temporary name beside the final one, in large chunks. Dropped before
/// `finish()`, it removes what it wrote.
package final class FileWriter: ByteSink {
  package let path: String
  private let final: FilePath
  private let temporary: FilePath
  private let descriptor: Int32
  private var buffer = WriteBuffer()
  private var isFinished = false

  /// Refuses, as `alreadyExists`, when there is a file of that name, or an unfinished one.
  package convenience init(_ path: String) throws(MailboxError) { try self.init(FilePath(path)) }

  init(_ path: FilePath, temporary: FilePath? = nil) throws(MailboxError) {
    final = path
    self.path = path.text
    self.temporary = temporary ?? FilePath(bytes: path.bytes + Array(".partial".utf8))
    if (try? POSIX.status(path)) != nil { throw POSIX.writeError(path, EEXIST) }
    descriptor = try POSIX.create(self.temporary)
  }

  deinit {
    guard !isFinished else { return }
    POSIX.close(descriptor)
    POSIX.remove(temporary)
  }

  package func write(_ bytes: Span<UInt8>) throws(MailboxError) {
    try buffer.write(bytes, to: descriptor, temporary)
  }

  package func finish() throws(MailboxError) {
    try publish()
    try POSIX.syncDirectory(final.directory)
  }

  /// `finish()` without making the name durable, for a writer of many files that does so at its end.
  func publish() throws(MailboxError) {
    try buffer.flush(to: descriptor, temporary)
    try POSIX.sync(descriptor, temporary)
    try POSIX.moveNew(temporary, to: final)
    isFinished = true
    POSIX.close(descriptor)
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
