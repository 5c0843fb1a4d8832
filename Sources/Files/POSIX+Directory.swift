package import Glibc

// Directories: making, listing, removing.
extension POSIX {
  /// Creates a directory, accessible to its owner only unless `mode` says otherwise. An existing
  /// one is left unchanged.
  package static func makeDirectory(_ path: FilePath, mode: mode_t = 0o700) throws(FileError) {
    guard unsafe withPath(path, { unsafe mkdir($0, 0o700) }) == 0 else {
      if errno == EEXIST { return }
      throw FileError(writing: path, errno)
    }
    // Sets the mode regardless of the umask.
    if mode != 0o700 { _ = unsafe withPath(path) { unsafe chmod($0, mode) } }
  }

  /// What the user may still write to the file system of a path; nil: it does not tell.
  package static func freeBytes(_ path: FilePath) -> Int64? {
    var status = statvfs()
    guard unsafe withPath(path, { unsafe statvfs($0, &status) }) == 0 else { return nil }
    return Int64(
      clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        .partialValue)
  }

  /// Creates a directory and its parents.
  package static func makeDirectories(_ path: FilePath, mode: mode_t = 0o700) throws(FileError) {
    if (try? status(path))?.type == .directory { return }
    if path.directory != path { try makeDirectories(path.directory, mode: mode) }
    try makeDirectory(path, mode: mode)
    guard try status(path).type == .directory else { throw FileError(writing: path, EEXIST) }
  }

  /// - Parameter sorted: by `precedes`; false leaves the names in the file system's order.
  package static func list(_ path: FilePath, sorted: Bool = true) throws(FileError) -> NameList {
    guard let directory = unsafe withPath(path, { unsafe opendir($0) }) else {
      throw FileError(reading: path, errno)
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
    guard errno == 0 else { throw FileError(reading: path, errno, otherwise: .readFailed) }
    if sorted { names.sort() }
    return names
  }

  /// Removes a file, or a directory with its contents. A symbolic link is removed, not its target.
  /// A missing file is not an error.
  package static func removeTree(_ path: FilePath) throws(FileError) {
    if unsafe withPath(path, { unsafe unlink($0) }) == 0 || errno == ENOENT { return }
    let failure = errno
    guard let names = try? list(path, sorted: false) else {
      throw FileError(writing: path, failure)
    }
    for index in 0..<names.count { try removeTree(path / names[index]) }
    guard unsafe withPath(path, { unsafe rmdir($0) }) == 0 || errno == ENOENT else {
      throw FileError(writing: path, errno)
    }
  }
}
