import Glibc

/// The few things that are done to directories of indexes.
package enum IndexDirectory {
  /// Only for the user; one that exists is left as it is.
  static func make(_ path: String) throws(SearchError) {
    guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failed(path) }
  }

  static func exists(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// With all that is in it; one that is not there is no error.
  package static func remove(_ path: String) throws(SearchError) {
    // Takes away whatever is no directory, and of a link that alone.
    if unsafe unlink(path) == 0 || errno == ENOENT { return }
    for name in names(in: path) { try remove("\(path)/\(name)") }
    guard unsafe rmdir(path) == 0 || errno == ENOENT else { throw failed(path) }
  }

  /// Puts `source` in the place of `path` at once, so that there is an index at any time, and
  /// removes what was there.
  static func replace(_ path: String, with source: String) throws(SearchError) {
    if isLink(path), unsafe access(path, F_OK) != 0 { _ = unsafe unlink(path) }
    if unsafe access(path, F_OK) == 0 {
      try exchangeDirectories(path, source)
      try remove(source)
    } else if unsafe rename(source, path) != 0 {
      throw failed(path)
    }
  }

  private static func isLink(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  // MARK: What is not synced

  /// Notes that what is put into a directory holds until the machine goes down.
  static func markBoot(_ path: String) throws(SearchError) {
    let file = path + "/boot"
    let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failed(file) }
    defer { close(descriptor) }
    guard unsafe write(descriptor, boot, boot.count) == boot.count else { throw failed(file) }
  }

  static func isOfThisBoot(_ path: String) -> Bool {
    !boot.isEmpty && octets(of: path + "/boot") == boot
  }

  /// Different each time the machine starts.
  private static var boot: [UInt8] { octets(of: "/proc/sys/kernel/random/boot_id") }

  /// The first of a file; none when it cannot be read.
  private static func octets(of file: String) -> [UInt8] {
    let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    return unsafe [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
      count = unsafe max(0, read(descriptor, buffer.baseAddress, 64))
    }
  }

  private static func names(in path: String) -> [String] {
    guard let directory = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  private static func failed(_ path: String) -> SearchError {
    let reason = unsafe strerror(errno).map { unsafe String(cString: $0) }
    return .storage(path: path, reason: reason ?? "error \(errno)")
  }
}
