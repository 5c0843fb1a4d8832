import Glibc

/// What is being made: a file or directory with a mark that other programs do not set, the sticky bit, and
/// a lock that the kernel releases when the process ends. What has the mark and no holder is left by a
/// process that ended, and is removed; anything else stays.
package enum Unfinished {
  static let mark: mode_t = 0o1000

  /// Makes a file for its owner; what an ended process left under the name is removed first.
  ///
  /// - Parameter isOwnName: nothing but Mailcask uses the name, so that the mark is not asked for.
  /// - Throws: `alreadyExists` if the name is taken, `locked` if another process is at work there.
  static func file(_ path: FilePath, isOwnName: Bool = false) throws(FileError) -> Int32 {
    guard !removeAbandoned(path, isOwnName: isOwnName) else { throw heldByAnother(path) }
    let descriptor = try POSIX.create(path, mode: 0o600 | mark)
    do { try claim(descriptor, path) } catch {
      POSIX.close(descriptor)
      throw error
    }
    return descriptor
  }

  /// The same with a directory.
  static func directory(_ path: FilePath) throws(FileError) -> Int32 {
    guard !removeAbandoned(path) else { throw heldByAnother(path) }
    guard unsafe POSIX.withPath(path, { unsafe mkdir($0, 0o700 | mark) }) == 0 else {
      throw FileError(writing: path, errno)
    }
    return try hold(path)
  }

  /// Marks a directory that this process has made, and holds it.
  static func hold(_ path: FilePath) throws(FileError) -> Int32 {
    let descriptor = POSIX.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    guard descriptor >= 0 else { throw FileError(writing: path, errno) }
    fchmod(descriptor, 0o700 | mark)
    do { try claim(descriptor, path) } catch {
      POSIX.close(descriptor)
      throw error
    }
    return descriptor
  }

  /// After the final name was given: killed in between, what is complete has a mark that means nothing.
  static func removeMark(_ descriptor: Int32, mode: mode_t) { fchmod(descriptor, mode) }

  /// Where the file system has no locks, it is made without one.
  private static func claim(_ descriptor: Int32, _ path: FilePath) throws(FileError) {
    let isFree = flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
    // Another process may have taken it for abandoned before it was locked.
    guard isFree, isThere(descriptor, path) else { throw heldByAnother(path) }
  }

  private static func heldByAnother(_ path: FilePath) -> FileError {
    FileError(
      .locked, path, why: "is being written by another process",
      remedy: "wait until it is done, or choose another name")
  }

  private static func isThere(_ descriptor: Int32, _ path: FilePath) -> Bool {
    guard let mine = try? POSIX.status(of: descriptor, path), let named = try? POSIX.status(path)
    else { return false }
    return mine.inode == named.inode && mine.device == named.device
  }

  /// Removes what an ended process of this user was making under the name.
  ///
  /// - Returns: whether a process holds what is there.
  @discardableResult
  package static func removeAbandoned(_ path: FilePath, isOwnName: Bool = false) -> Bool {
    let descriptor = POSIX.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { POSIX.close(descriptor) }
    guard let status = try? POSIX.status(of: descriptor, path),
      isOwnName
        ? status.type == .regular : status.owner == geteuid() && status.permissions & mark != 0
    else { return false }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return errno == EWOULDBLOCK }
    if isThere(descriptor, path) { try? POSIX.removeTree(path) }
    return false
  }

  /// Removes everything of this kind in a directory.
  ///
  /// - Parameter matches: whether a name may be one; each that is is looked at.
  package static func removeAbandoned(
    in directory: FilePath, where matches: (ArraySlice<UInt8>) -> Bool = isTemporary
  ) {
    guard let names = try? POSIX.list(directory, sorted: false) else { return }
    for index in 0..<names.count where matches(names[index]) {
      removeAbandoned(directory / names[index])
    }
  }

  /// The names that `StagedFile` and `FilePath.unfinished` give.
  package static func isTemporary(_ name: ArraySlice<UInt8>) -> Bool {
    [".new", ".partial", ".mailcask"].contains { name.suffix($0.utf8.count).elementsEqual($0.utf8) }
  }
}

extension FileError {
  /// A program or machine was stopped.
  package init(unfinished path: FilePath) {
    self.init(
      .alreadyExists, path, why: "is unfinished",
      remedy: "if nothing is writing it now, remove it")
  }
}
