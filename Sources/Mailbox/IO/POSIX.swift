import Bytes
internal import CLinux
import Glibc
import Octets

/// The system calls of the target. Errors are values of `MailboxError`; each call is repeated when a
/// signal interrupts it. All unsafe code of this file hands buffers to the kernel together with
/// their own length, or a path that ends in NUL.
enum POSIX {
  enum FileType { case regular, directory, other }

  struct Status {
    var type: FileType
    var size: UInt64
    var device: UInt64
    var inode: UInt64
    /// st_ctime in nanoseconds since 1970.
    var changed: Int64
  }

  static func message(_ code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }

  static func retry(_ call: () -> Int) -> Int {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }

  private static func lookUp(_ path: UnsafePointer<CChar>, _ info: inout stat) -> Int32 {
    unsafe stat(path, &info)
  }

  static func withPath<Result>(
    _ path: FilePath, _ body: (UnsafePointer<CChar>) -> Result
  ) -> Result {
    let terminated = path.bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]
    return unsafe terminated.withUnsafeBufferPointer { buffer in
      // Never empty: it holds at least the NUL.
      guard let base = buffer.baseAddress else { preconditionFailure("empty path buffer") }
      return unsafe body(base)
    }
  }

  static func status(_ path: FilePath) throws(MailboxError) -> Status {
    var info = stat()
    let result = unsafe withPath(path) { unsafe lookUp($0, &info) }
    guard result == 0 else { throw readError(path, errno) }
    return Status(info)
  }

  static func status(of descriptor: Int32, _ path: FilePath) throws(MailboxError) -> Status {
    var info = stat()
    guard unsafe fstat(descriptor, &info) == 0 else { throw readError(path, errno) }
    return Status(info)
  }

  /// In nanoseconds since 1970, as st_ctime.
  static func now() -> Int64 {
    var now = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) &* 1_000_000_000 &+ Int64(now.tv_nsec)
  }

  /// Opens for reading without ever waiting: a FIFO opens at once and is then seen to be one.
  static func openForReading(_ path: FilePath) throws(MailboxError) -> Int32 {
    let descriptor = retry {
      unsafe withPath(path) {
        unsafe Int(Glibc.open($0, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK))
      }
    }
    guard descriptor >= 0 else { throw readError(path, errno) }
    return Int32(descriptor)
  }

  /// Makes a new file with mode 0600; fails where the name is taken.
  static func create(_ path: FilePath) throws(MailboxError) -> Int32 {
    let descriptor = retry {
      unsafe withPath(path) {
        unsafe Int(Glibc.open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600))
      }
    }
    guard descriptor >= 0 else {
      let code = errno
      let isUnfinished = path.bytes.suffix(8).elementsEqual(".partial".utf8)
      throw code == EEXIST && isUnfinished ? unfinished(path) : writeError(path, code)
    }
    return Int32(descriptor)
  }

  /// A whole new file, not yet durable: for one of many that `syncFileSystem` then makes so together.
  static func writeNew(_ path: FilePath, _ octets: HeldOctets) throws(MailboxError) {
    let descriptor = try create(path)
    defer { close(descriptor) }
    try octets.eachStretch { (bytes) throws(MailboxError) in try writeAll(descriptor, bytes, path) }
  }

  static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

  /// Reads into `buffer` from `start` on; 0 at the end.
  static func read(
    _ descriptor: Int32, into buffer: inout [UInt8], from start: Int, _ path: FilePath
  ) throws(MailboxError) -> Int {
    let count = retry {
      unsafe buffer.withUnsafeMutableBytes { bytes in
        let part = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
        return unsafe Glibc.read(descriptor, part.baseAddress, part.count)
      }
    }
    guard count >= 0 else { throw readError(path, errno, .readFailed) }
    return count
  }

  /// Moves forward; false where that is not possible.
  static func skip(_ descriptor: Int32, _ count: UInt64) -> Bool {
    guard let count = off_t(exactly: count) else { return false }
    return lseek(descriptor, count, SEEK_CUR) >= 0
  }

  static func seek(
    _ descriptor: Int32, to offset: UInt64, _ path: FilePath
  ) throws(MailboxError) {
    guard let offset = off_t(exactly: offset), lseek(descriptor, offset, SEEK_SET) == offset else {
      throw readError(path, EINVAL, .readFailed)
    }
  }

  static func writeAll(
    _ descriptor: Int32, _ bytes: Span<UInt8>, _ path: FilePath
  ) throws(MailboxError) {
    var done = 0
    while done < bytes.count {
      let rest = bytes.extracting(done...)
      let count = retry {
        unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      }
      guard count > 0 else { throw writeError(path, errno) }
      done += count
    }
  }

  static func sync(_ descriptor: Int32, _ path: FilePath) throws(MailboxError) {
    // EINVAL: a pipe or a device, which has nothing to sync.
    guard retry({ Int(fsync(descriptor)) }) == 0 || errno == EINVAL else {
      throw writeError(path, errno)
    }
  }

  /// Lets the disk begin with what was written, so that a later `sync` has less to wait for. Whether it
  /// does is its own affair.
  static func startWriting(_ descriptor: Int32, _ range: Range<Int>) {
    // SYNC_FILE_RANGE_WRITE of linux/fs.h.
    _ = sync_file_range(descriptor, Int64(range.lowerBound), Int64(range.count), 2)
  }

  /// Makes everything durable that was written to the file system of `path`: one wait for any number
  /// of files.
  static func syncFileSystem(of path: FilePath) throws(MailboxError) {
    let descriptor = try openForReading(path)
    defer { close(descriptor) }
    guard retry({ Int(syncfs(descriptor)) }) == 0 else { throw writeError(path, errno) }
  }

  static func syncDirectory(_ path: FilePath) throws(MailboxError) {
    let descriptor = try openForReading(path)
    defer { close(descriptor) }
    try sync(descriptor, path)
  }

  static func makeDirectory(_ path: FilePath) throws(MailboxError) {
    let result = unsafe withPath(path) { unsafe mkdir($0, 0o700) }
    guard result == 0 || errno == EEXIST else { throw writeError(path, errno) }
  }

  /// Gives a finished file its name; fails where that is taken.
  static func moveNew(_ from: FilePath, to: FilePath) throws(MailboxError) {
    let linked = unsafe withPath(from) { from in
      unsafe withPath(to) { to in unsafe link(from, to) }
    }
    if linked == 0 {
      remove(from)
      return
    }
    guard [EPERM, ENOTSUP, ENOSYS, EMLINK].contains(errno) else { throw writeError(to, errno) }
    // A file system without hard links (FAT): look, then rename.
    var info = stat()
    if unsafe withPath(to, { unsafe lstat($0, &info) }) == 0 { throw writeError(to, EEXIST) }
    let renamed = unsafe withPath(from) { from in
      unsafe withPath(to) { to in unsafe rename(from, to) }
    }
    guard renamed == 0 else { throw writeError(to, errno) }
  }

  static func remove(_ path: FilePath) {
    _ = unsafe withPath(path) { unsafe unlink($0) }
  }

  /// - Parameter sorted: by `precedes`; false leaves the names as the file system has them.
  static func list(_ path: FilePath, sorted: Bool = true) throws(MailboxError) -> NameList {
    guard let directory = unsafe withPath(path, { unsafe opendir($0) }) else {
      throw readError(path, errno)
    }
    defer { unsafe closedir(directory) }
    var names = NameList()
    errno = 0
    while let entry = unsafe readdir(directory) {
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      let name = unsafe UnsafeRawPointer(entry).advanced(by: offset)
        .assumingMemoryBound(to: UInt8.self)
      let length = unsafe strlen(UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
      unsafe names.append(UnsafeBufferPointer(start: name, count: length))
    }
    guard errno == 0 else { throw readError(path, errno, .readFailed) }
    if sorted { names.sort() }
    return names
  }

  static func readError(
    _ path: FilePath, _ code: Int32, _ otherwise: MailboxError.Code = .unreadable
  ) -> MailboxError {
    switch code {
    case ENOENT, ENOTDIR:
      MailboxError(.notFound, path: path.text, reason: "does not exist")
    case EACCES, EPERM:
      MailboxError(
        .unreadable, path: path.text,
        reason: "may not be read (\(message(code))); run as its owner or change its permissions")
    default:
      MailboxError(otherwise, path: path.text, reason: "cannot be read: \(message(code))")
    }
  }

  /// Left behind where a program or machine was stopped, or in the making now.
  static func unfinished(_ path: FilePath) -> MailboxError {
    MailboxError(
      .alreadyExists, path: path.text,
      reason: "is an unfinished one; if nothing is writing it now, remove it")
  }

  static func writeError(_ path: FilePath, _ code: Int32) -> MailboxError {
    switch code {
    case EEXIST, ENOTEMPTY:
      MailboxError(
        .alreadyExists, path: path.text, reason: "exists already; move it or choose another name")
    case ENOSPC, EDQUOT, EFBIG:
      MailboxError(
        .diskFull, path: path.text,
        reason: "no room left (\(message(code))); free some or choose another disk")
    case ENOENT, ENOTDIR, EACCES, EPERM, EROFS:
      MailboxError(
        .unwritable, path: path.text,
        reason: "cannot be made (\(message(code))); check that the directory exists and is yours")
    default:
      MailboxError(.writeFailed, path: path.text, reason: "cannot be written: \(message(code))")
    }
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
      inode: UInt64(info.st_ino),
      changed: Int64(info.st_ctim.tv_sec) &* 1_000_000_000 &+ Int64(info.st_ctim.tv_nsec))
  }
}
