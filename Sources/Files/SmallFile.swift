import Bytes
package import Glibc

/// Files that are read and written as a whole.
package enum SmallFile {
  /// - Throws: `notFound`, `unreadable`, `readFailed`; `tooLarge` if the file has more than `limit`
  ///   bytes.
  package static func read(_ path: FilePath, limit: Int) throws(FileError) -> [UInt8] {
    // Without O_NONBLOCK: a pipe is read to its end.
    let descriptor = POSIX.open(path, O_RDONLY | O_NOCTTY)
    guard descriptor >= 0 else { throw FileError(reading: path, errno) }
    defer { POSIX.close(descriptor) }
    var bytes: [UInt8] = []
    var portion = [UInt8](zeros: min(limit + 1, Limits.readAtOnce))
    while true {
      let count = try POSIX.read(descriptor, into: &portion, from: 0, path)
      if count == 0 { return bytes }
      bytes.append(portion.span, in: 0..<count)
      guard bytes.count <= limit else {
        throw FileError(.tooLarge, path, why: "has more than \(limit) bytes")
      }
    }
  }

  /// Returns nil if there is no such file.
  package static func readIfThere(_ path: FilePath, limit: Int) throws(FileError) -> [UInt8]? {
    do { return try read(path, limit: limit) } catch  where error.code == .notFound { return nil }
  }

  /// Creates a new file. After a crash it either has all its bytes or does not exist.
  ///
  /// - Throws: `alreadyExists` if the name is taken.
  package static func create(
    _ path: FilePath, _ bytes: [UInt8], mode: mode_t = 0o600
  ) throws(FileError) {
    if POSIX.exists(path) { throw FileError(writing: path, EEXIST) }
    let file = try StagedFile(path, mode: mode)
    try file.write(bytes.span)
    try file.publish(.new)
  }

  /// Creates the file or replaces its contents. After a crash it has either all of the old bytes or
  /// all of the new ones.
  ///
  /// - Parameter mode: its permissions; nil keeps the existing ones, or gives a new file to its
  ///   owner only.
  package static func replace(
    _ path: FilePath, _ bytes: [UInt8], mode: mode_t? = 0o600, calls: FileCalls = .system
  ) throws(FileError) {
    let mode = mode ?? (try? POSIX.status(path))?.permissions ?? 0o600
    let file = try StagedFile(path, mode: mode, calls: calls)
    try file.write(bytes.span)
    try file.publish(.replacing)
  }

  /// Appends to the file durably, creating it if it is missing. After a crash it may hold a part of
  /// the bytes.
  package static func append(_ path: FilePath, _ bytes: [UInt8]) throws(FileError) {
    let isNew = !POSIX.exists(path)
    let descriptor = POSIX.open(path, O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
    guard descriptor >= 0 else { throw FileError(writing: path, errno) }
    defer { POSIX.close(descriptor) }
    try POSIX.writeAll(descriptor, bytes.span, path)
    try POSIX.sync(descriptor, path)
    if isNew { try POSIX.syncDirectory(path.directory) }
  }

  /// Overwrites the file in place; for data that may be lost, where a new file would take too long.
  /// After a crash it may hold anything, so it needs a checksum.
  package static func overwrite(_ path: FilePath, _ bytes: [UInt8]) throws(FileError) {
    let descriptor = POSIX.open(path, O_WRONLY | O_CREAT, mode: 0o600)
    guard descriptor >= 0 else { throw FileError(writing: path, errno) }
    defer { POSIX.close(descriptor) }
    try POSIX.writeAll(descriptor, bytes.span, path)
    guard ftruncate(descriptor, off_t(bytes.count)) == 0 else {
      throw FileError(writing: path, errno)
    }
  }
}
