import Bytes
import Errors
package import Files

/// The few things that are done to directories of indexes.
package enum IndexDirectory {
  /// Held by whoever rebuilds an index, so that no two do; a process that ends lets go of it.
  ///
  /// - Parameter target: the index's directory; the lock is `target.lock`.
  /// - Throws: `indexLocked` at once when another has it; `storage`.
  package static func lock(_ target: String) throws(SearchError) -> FileLock {
    do { return try FileLock(FilePath(target + ".lock")) } catch {
      throw error.code == .locked ? .indexLocked(path: target) : SearchError(error)
    }
  }

  /// Only for the user; one that exists is left as it is.
  static func make(_ path: String) throws(SearchError) {
    do { try POSIX.makeDirectory(FilePath(path)) } catch { throw SearchError(error) }
  }

  static func exists(_ path: String) -> Bool {
    (try? POSIX.status(FilePath(path)))?.type == .directory
  }

  /// Why Xapian finds no index in `path`: there is none, or one may not look into the directory.
  static func absence(_ path: String) -> SearchError {
    do throws(FileError) {
      _ = try POSIX.status(FilePath(path + "/iamglass"))
    } catch {
      if error.code == .unreadable { return .storage(path: path, reason: error.cause) }
    }
    return .indexMissing(path: path)
  }

  /// With all that is in it; one that is not there is no error.
  package static func remove(_ path: String) throws(SearchError) {
    do { try POSIX.removeTree(FilePath(path)) } catch { throw SearchError(error) }
  }

  /// Removes an index that nobody writes; one that is not there is no error.
  ///
  /// - Throws: `indexLocked` while another process writes it.
  package static func removeIndex(_ path: String) throws(SearchError) {
    let lock = exists(path) ? try DatabaseLock(path: path) : nil
    try remove(path)
    withExtendedLifetime(lock) {}
  }

  /// Which directory a path leads to; nil: none. Another one may be put there at any time.
  static func identity(_ path: String) -> UInt64? {
    (try? POSIX.status(FilePath(path)))?.inode
  }

  /// Puts `source` in the place of `path` at once, so that there is an index at any time, and
  /// removes what was there.
  ///
  /// - Throws: `indexLocked` while another process writes what is there: half of that would go into
  ///   `source`.
  static func replace(_ path: String, with source: String) throws(SearchError) {
    let target = FilePath(path)
    if POSIX.isSymbolicLink(target), !POSIX.exists(target) { POSIX.remove(target) }
    if POSIX.exists(target) {
      let lock = try DatabaseLock(path: path)
      try exchangeDirectories(path, source)
      withExtendedLifetime(lock) {}
      try remove(source)
    } else {
      do { try POSIX.move(FilePath(source), to: target) } catch { throw SearchError(error) }
    }
    do { try POSIX.syncDirectory(target.directory) } catch { throw SearchError(error) }
  }

  // MARK: What is not synced

  /// Notes that what is put into a directory holds until the machine goes down.
  static func markBoot(_ path: String) throws(SearchError) {
    let boot = boot
    do { try SmallFile.overwrite(FilePath(path + "/boot"), boot) } catch {
      throw SearchError(error)
    }
  }

  static func isOfThisBoot(_ path: String) -> Bool {
    let boot = boot
    return !boot.isEmpty && bytes(of: path + "/boot") == boot
  }

  /// Different each time the machine starts.
  private static var boot: [UInt8] { bytes(of: "/proc/sys/kernel/random/boot_id") }

  /// None when it cannot be read.
  private static func bytes(of file: String) -> [UInt8] {
    (try? SmallFile.read(FilePath(file), limit: 64)) ?? []
  }
}

extension SearchError {
  init(_ error: FileError) { self = .storage(path: error.text.place, reason: error.cause) }
}
