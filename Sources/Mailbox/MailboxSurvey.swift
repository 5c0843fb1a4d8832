import Files

/// How much a source holds, for showing progress: compare with `MailboxSource.octetsRead`.
package struct MailboxSurvey: Equatable, Sendable {
  package private(set) var files = 0
  package private(set) var octets: UInt64 = 0
  /// When anything there, directories too, changed last, in nanoseconds since 1970 (st_ctime).
  package private(set) var changed: Int64 = 0
  private var visited: Set<[UInt64]> = []

  /// Counts the regular files at `path` and below it; opens none of them. What cannot be looked at
  /// counts as nothing: reading will tell.
  package init(_ path: String) { count(FilePath(path), depth: 0) }

  private mutating func count(_ path: FilePath, depth: Int) {
    guard depth <= Limits.directoryDepth, let status = try? POSIX.status(path) else { return }
    changed = max(changed, status.changed)
    switch status.type {
    case .regular:
      files += 1
      octets += status.size
    case .directory:
      guard visited.insert([status.device, status.inode]).inserted,
        let names = try? POSIX.list(path, sorted: false)
      else { return }
      for index in 0..<names.count { count(path / names[index], depth: depth + 1) }
    case .other: break
    }
  }
}
