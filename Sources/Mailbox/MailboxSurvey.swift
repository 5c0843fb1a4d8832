import Files

/// The size of a source, for showing progress: compare with `MailboxSource.bytesRead`.
package struct MailboxSurvey: Equatable, Sendable {
  package private(set) var files = 0
  package private(set) var bytes: UInt64 = 0
  /// Time of the latest change of anything in it, including directories, in nanoseconds since 1970
  /// (st_ctime).
  package private(set) var changed: Int64 = 0
  private var visited: Set<[UInt64]> = []

  /// Counts the regular files at `path` and below without opening them. What cannot be examined
  /// counts as nothing; reading reports it.
  package init(_ path: String) { count(FilePath(path), depth: 0) }

  private mutating func count(_ path: FilePath, depth: Int) {
    guard depth <= Limits.directoryDepth, let status = try? POSIX.status(path) else { return }
    changed = max(changed, status.changed)
    switch status.type {
    case .regular:
      files += 1
      bytes += status.size
    case .directory:
      guard visited.insert([status.device, status.inode]).inserted,
        let names = try? POSIX.list(path, sorted: false)
      else { return }
      for index in 0..<names.count { count(path / names[index], depth: depth + 1) }
    case .other: break
    }
  }
}

/// Calls `body` with the name of every regular file below a directory, in no particular order:
/// relative to it, in the form of `MessageOrigin.path`. Anything but a directory counts as a file;
/// symbolic links are not followed.
package func forEachFile(below directory: String, _ body: (String) -> Void) throws(MailboxError) {
  try forEachFile(FilePath(directory), [], depth: 0, body)
}

private func forEachFile(
  _ directory: FilePath, _ prefix: [UInt8], depth: Int, _ body: (String) -> Void
) throws(MailboxError) {
  guard depth <= Limits.directoryDepth else { return }
  let names = try asMailboxError(try POSIX.list(directory, sorted: false))
  for index in 0..<names.count {
    let path = directory / names[index]
    let name = prefix + names[index]
    let isLink = POSIX.isSymbolicLink(path)
    if !isLink, try asMailboxError(try POSIX.status(path)).type == .directory {
      try forEachFile(path, name + [UInt8(ascii: "/")], depth: depth + 1, body)
    } else {
      body(printable(name))
    }
  }
}
