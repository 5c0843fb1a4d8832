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
    for name in names(in: path) {
      let inside = "\(path)/\(name)"
      if unsafe unlink(inside) != 0, errno == EISDIR || errno == EPERM { try remove(inside) }
    }
    guard unsafe rmdir(path) == 0 || errno == ENOENT else { throw failed(path) }
  }

  /// Puts `source` in the place of `path` at once, so that there is an index at any time, and
  /// removes what was there.
  static func replace(_ path: String, with source: String) throws(SearchError) {
    if unsafe access(path, F_OK) == 0 {
      try exchangeDirectories(path, source)
      try remove(source)
    } else if unsafe rename(source, path) != 0 {
      throw failed(path)
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
