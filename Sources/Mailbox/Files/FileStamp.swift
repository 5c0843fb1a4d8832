import Files
import Glibc

/// What a file is known again by that nobody has written to. The kernel alone sets st_ctime, at every
/// change of the octets, the name or the times; it can't be set back without setting the clock.
package struct FileStamp: Hashable, Sendable {
  package let path: String
  package let inode: UInt64
  package let size: UInt64
  /// st_ctime in nanoseconds since 1970.
  package let changed: Int64

  init(_ path: FilePath, _ status: POSIX.Status) {
    self.path = path.text
    inode = status.inode
    size = status.size
    changed = status.changed
  }

  /// Whether a change after this one is sure to have another time: file systems count in ticks, the
  /// coarsest (FAT) of 2 seconds.
  var isSettled: Bool { POSIX.now() &- changed > Limits.timeTick }
}
