import Bytes
package import Glibc

/// A file that gets its name when it is complete and durable. Until then it has a temporary name
/// beside it; if dropped before, it is removed, and if the process ends, by the next that makes a file of
/// that temporary name. Whenever the machine stops, the name refers to all of the old bytes or all of the
/// new ones.
package final class StagedFile {
  package enum Claim: Sendable {
    /// Fails if the name is taken.
    case new
    /// Replaces a file that has the name.
    case replacing
  }

  package let path: FilePath
  /// Where the bytes are until `publish`.
  package let temporary: FilePath
  private let descriptor: Int32
  private let mode: mode_t
  private let calls: FileCalls
  private var isFinished = false
  private var isPublished = false

  /// - Parameter temporary: a name in the same directory; nil: a unique one.
  /// - Parameter isOwnName: nothing but Mailcask uses the temporary name.
  /// - Parameter mode: the permissions, regardless of the umask.
  /// - Throws: `alreadyExists` if the temporary name is taken, `locked` if by a process at work.
  package init(
    _ path: FilePath, temporary: FilePath? = nil, isOwnName: Bool = false, mode: mode_t = 0o600,
    calls: FileCalls = .system
  ) throws(FileError) {
    self.path = path
    self.temporary = temporary ?? path.unique
    self.mode = mode
    self.calls = calls
    descriptor = try Unfinished.file(self.temporary, isOwnName: isOwnName)
  }

  deinit {
    if !isPublished { POSIX.remove(temporary) }
    POSIX.close(descriptor)
  }

  package func write(_ bytes: Span<UInt8>) throws(FileError) {
    try POSIX.writeAll(descriptor, bytes, temporary, calls)
  }

  /// Asks the kernel to start writing out `range`, which was written before.
  package func startWriting(_ range: Range<Int>) { POSIX.startWriting(descriptor, range) }

  /// Ends writing. The file can be read under its temporary name.
  ///
  /// - Parameter durably: false if it is one of many, and `POSIX.syncFileSystem` follows.
  package func finish(durably: Bool = true) throws(FileError) {
    guard !isFinished else { return }
    if mode != 0o600 { fchmod(descriptor, mode | Unfinished.mark) }
    if durably { try POSIX.sync(descriptor, temporary, calls) }
    isFinished = true
  }

  /// Finishes the file if necessary and gives it its name.
  package func publish(_ claim: Claim, durably: Bool = true) throws(FileError) {
    try finish(durably: durably)
    switch claim {
    case .new: try POSIX.moveNew(temporary, to: path)
    case .replacing: try POSIX.move(temporary, to: path, calls)
    }
    isPublished = true
    Unfinished.removeMark(descriptor, mode: mode)
    if durably { try POSIX.syncDirectory(path.directory, calls) }
  }
}

extension FilePath {
  /// A unique name beside this one.
  fileprivate var unique: FilePath {
    let number = UInt64.random(in: 0...UInt64.max)
    return FilePath(bytes: bytes + Array(".\(String(number, radix: 36)).new".utf8))
  }
}
