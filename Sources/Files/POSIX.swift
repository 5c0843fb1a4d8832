internal import CLinux
import Errors
package import Glibc

/// The system calls on files. Each is repeated when a signal interrupts it, and a failure is a
/// value. All unsafe code in this file passes the kernel a buffer with its length, or a path that
/// ends in NUL.
package enum POSIX {
  package enum FileType: Sendable { case regular, directory, other }

  package struct Status: Sendable {
    package var type: FileType
    package var size: UInt64
    package var device: UInt64
    package var inode: UInt64
    package var owner: uid_t
    /// Permission bits, such as 0o600.
    package var permissions: mode_t
    /// st_ctime in nanoseconds since 1970.
    package var changed: Int64
    /// st_mtime in seconds since 1970.
    package var modified: Int64
  }

  package static func retry(_ call: () -> Int) -> Int {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }

  package static func withPath<Result>(
    _ path: FilePath, _ body: (UnsafePointer<CChar>) -> Result
  ) -> Result {
    let terminated = path.bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]
    return unsafe terminated.withUnsafeBufferPointer { buffer in
      // Never empty: it holds at least the NUL.
      guard let base = buffer.baseAddress else { preconditionFailure("empty path buffer") }
      return unsafe body(base)
    }
  }

  // MARK: Looking

  package static func status(_ path: FilePath) throws(FileError) -> Status {
    var info = stat()
    guard unsafe withPath(path, { unsafe lookUp($0, &info) }) == 0 else {
      throw FileError(reading: path, errno)
    }
    return Status(info)
  }

  package static func status(of descriptor: Int32, _ path: FilePath) throws(FileError) -> Status {
    var info = stat()
    guard unsafe fstat(descriptor, &info) == 0 else { throw FileError(reading: path, errno) }
    return Status(info)
  }

  private static func lookUp(_ path: UnsafePointer<CChar>, _ info: inout stat) -> Int32 {
    unsafe stat(path, &info)
  }

  package static func exists(_ path: FilePath) -> Bool {
    unsafe withPath(path) { unsafe access($0, F_OK) } == 0
  }

  package static func isExecutable(_ path: FilePath) -> Bool {
    unsafe withPath(path) { unsafe access($0, X_OK) } == 0
  }

  package static func isSymbolicLink(_ path: FilePath) -> Bool {
    var info = stat()
    return unsafe withPath(path) { unsafe lstat($0, &info) } == 0
      && info.st_mode & S_IFMT == S_IFLNK
  }

  /// The current time in nanoseconds since 1970, like st_ctime.
  package static func now() -> Int64 {
    var now = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) &* 1_000_000_000 &+ Int64(now.tv_nsec)
  }

  // MARK: Reading

  /// Whether the file system has room for bytes, and for no more files.
  static func lacksInodes(_ path: FilePath) -> Bool {
    var status = statvfs()
    let result = unsafe withPath(path.directory) { unsafe Int(statvfs($0, &status)) }
    return result == 0 && status.f_files > 0 && status.f_ffree == 0
  }

  /// Opens for reading without blocking: a FIFO opens at once and can then be recognised as one.
  package static func openForReading(_ path: FilePath) throws(FileError) -> Int32 {
    let descriptor = open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError(reading: path, errno) }
    return descriptor
  }

  /// Opens a file; programs started by this process do not inherit the descriptor. Negative: see
  /// `errno`.
  static func open(_ path: FilePath, _ flags: Int32, mode: mode_t = 0) -> Int32 {
    Int32(
      retry { unsafe withPath(path) { unsafe Int(Glibc.open($0, flags | O_CLOEXEC, mode)) } })
  }

  package static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

  /// Reads from the file into `buffer`, starting at index `start`; returns 0 at the end of the
  /// file.
  package static func read(
    _ descriptor: Int32, into buffer: inout [UInt8], from start: Int, _ path: FilePath
  ) throws(FileError) -> Int {
    let count = retry {
      unsafe buffer.withUnsafeMutableBytes { bytes in
        let part = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
        return unsafe Glibc.read(descriptor, part.baseAddress, part.count)
      }
    }
    guard count >= 0 else { throw FileError(reading: path, errno, otherwise: .readFailed) }
    return count
  }

  /// Moves forward by `count` bytes; false if the file cannot seek.
  package static func skip(_ descriptor: Int32, _ count: UInt64) -> Bool {
    guard let count = off_t(exactly: count) else { return false }
    return lseek(descriptor, count, SEEK_CUR) >= 0
  }

  package static func seek(
    _ descriptor: Int32, to offset: UInt64, _ path: FilePath
  ) throws(FileError) {
    guard let offset = off_t(exactly: offset), lseek(descriptor, offset, SEEK_SET) == offset else {
      throw FileError(reading: path, EINVAL, otherwise: .readFailed)
    }
  }

  // MARK: Writing

  /// Creates a new, empty file; fails if the name is taken.
  package static func create(_ path: FilePath, mode: mode_t = 0o600) throws(FileError) -> Int32 {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
    guard descriptor >= 0 else { throw FileError(writing: path, errno) }
    return descriptor
  }

  package static func writeAll(
    _ descriptor: Int32, _ bytes: Span<UInt8>, _ path: FilePath, _ calls: FileCalls = .system
  ) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let rest = bytes.extracting(done...)
      let count = retry { unsafe rest.withUnsafeBytes { unsafe calls.write(descriptor, $0) } }
      guard count > 0 else { throw FileError(writing: path, errno) }
      done += count
    }
  }

  package static func sync(
    _ descriptor: Int32, _ path: FilePath, _ calls: FileCalls = .system
  ) throws(FileError) {
    // EINVAL: a pipe or a device, which has nothing to sync.
    guard retry({ Int(calls.sync(descriptor)) }) == 0 || errno == EINVAL else {
      throw FileError(writing: path, errno)
    }
  }

  /// Asks the kernel to start writing out what was written, so that a later `sync` has less to wait
  /// for. This is only a hint.
  package static func startWriting(_ descriptor: Int32, _ range: Range<Int>) {
    // SYNC_FILE_RANGE_WRITE of linux/fs.h.
    _ = sync_file_range(descriptor, Int64(range.lowerBound), Int64(range.count), 2)
  }

  /// Makes everything durable that was written to the file system of `path`: a single wait for any
  /// number of files.
  package static func syncFileSystem(of path: FilePath) throws(FileError) {
    let descriptor = try openForReading(path)
    defer { close(descriptor) }
    guard retry({ Int(syncfs(descriptor)) }) == 0 else { throw FileError(writing: path, errno) }
  }

  /// Makes creations, renames and removals of names in a directory durable. A directory that may be
  /// written to but not read cannot be synced.
  package static func syncDirectory(
    _ path: FilePath, _ calls: FileCalls = .system
  ) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY)
    guard descriptor >= 0 else {
      if errno == EACCES { return }
      throw FileError(writing: path, errno)
    }
    defer { close(descriptor) }
    try sync(descriptor, path, calls)
  }

  // MARK: Names

  /// Renames a finished file; fails if the new name is taken.
  package static func moveNew(_ from: FilePath, to: FilePath) throws(FileError) {
    // 1: RENAME_NOREPLACE of linux/fs.h.
    let moved = unsafe withPath(from) { from in
      unsafe withPath(to) { to in unsafe renameat2(AT_FDCWD, from, AT_FDCWD, to, 1) }
    }
    if moved == 0 { return }
    guard [EINVAL, ENOSYS].contains(errno) else { throw FileError(writing: to, errno) }
    // A file system that cannot tell the kernel whether the name is free.
    let linked = unsafe withPath(from) { from in
      unsafe withPath(to) { to in unsafe link(from, to) }
    }
    if linked == 0 {
      remove(from)
      return
    }
    guard [EPERM, ENOTSUP, ENOSYS, EMLINK].contains(errno) else {
      throw FileError(writing: to, errno)
    }
    // A directory, or a file system without hard links (FAT): check first, then rename.
    var info = stat()
    if unsafe withPath(to, { unsafe lstat($0, &info) }) == 0 {
      throw FileError(writing: to, EEXIST)
    }
    try move(from, to: to)
  }

  /// Renames a file, replacing any file that has the name.
  package static func move(
    _ from: FilePath, to: FilePath, _ calls: FileCalls = .system
  ) throws(FileError) {
    let renamed = unsafe withPath(from) { from in
      unsafe withPath(to) { to in unsafe calls.rename(from, to) }
    }
    guard renamed == 0 else { throw FileError(writing: to, errno) }
  }

  /// Removes a file; a missing file is not an error.
  package static func remove(_ path: FilePath) {
    _ = unsafe withPath(path) { unsafe unlink($0) }
  }
}

extension POSIX.Status {
  fileprivate init(_ info: stat) {
    let type: POSIX.FileType =
      switch info.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      default: .other
      }
    self.init(
      type: type, size: UInt64(clamping: info.st_size), device: UInt64(info.st_dev),
      inode: UInt64(info.st_ino), owner: info.st_uid,
      permissions: info.st_mode & 0o7777,
      changed: Int64(info.st_ctim.tv_sec) &* 1_000_000_000 &+ Int64(info.st_ctim.tv_nsec),
      modified: Int64(info.st_mtim.tv_sec))
  }
}

/// The calls that decide whether a file is complete after a failure. Tests make them fail.
@safe package struct FileCalls: Sendable {
  package var write: @Sendable (Int32, UnsafeRawBufferPointer) -> Int
  package var sync: @Sendable (Int32) -> Int32
  package var rename: @Sendable (UnsafePointer<CChar>, UnsafePointer<CChar>) -> Int32
  package var lock: @Sendable (Int32) -> Int32 = { flock($0, LOCK_EX | LOCK_NB) }

  package static let system = unsafe FileCalls(
    write: { unsafe Glibc.write($0, $1.baseAddress, $1.count) }, sync: { fsync($0) },
    rename: { unsafe Glibc.rename($0, $1) })
}
