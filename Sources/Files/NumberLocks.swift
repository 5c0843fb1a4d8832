internal import Glibc

/// Locks between programs on numbers, each one byte's place in a file. They end with this value, or with the
/// process, whatever ends it.
package final class NumberLocks {
  private let path: FilePath
  private let descriptor: Int32

  /// - Throws: `readOnly`, `unwritable`, `diskFull`.
  package init(_ path: FilePath) throws(FileError) {
    self.path = path
    descriptor = POSIX.open(path, O_RDWR | O_CREAT, mode: 0o600)
    guard descriptor >= 0 else { throw FileError(writing: path, errno) }
  }

  deinit { POSIX.close(descriptor) }

  /// - Parameter number: not negative.
  /// - Returns: false if somebody else holds it.
  /// - Throws: `noLocks` where the file system has none.
  package func take(_ number: Int64) throws(FileError) -> Bool {
    var place = flock()
    (place.l_type, place.l_whence) = (Int16(F_WRLCK), Int16(SEEK_SET))
    (place.l_start, place.l_len) = (Int(number), 1)
    while unsafe fcntl(descriptor, Self.setLock, &place) != 0 {
      switch errno {
      case EINTR: break
      case EAGAIN, EACCES: return false
      default: throw FileError(locking: path, errno)
      }
    }
    return true
  }

  /// F_OFD_SETLK: the lock belongs to the open file, not to the process, where closing any other
  /// descriptor of the file would end it.
  private static let setLock: Int32 = 37
}
