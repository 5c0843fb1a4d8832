import Glibc

/// Held by whoever makes an index anew, so that no two do; a process that ends lets go of it. The
/// file stays: taking it away could give the same lock to two.
package final class IndexLock: Sendable {
  private let descriptor: Int32

  /// - Parameter target: the index's directory; the lock is `target.lock`.
  /// - Throws: `indexLocked` at once when another has it; `storage`.
  package init(target: String) throws(SearchError) {
    let path = target + ".lock"
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .storage(path: path, reason: unsafe String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .indexLocked(path: target)
    }
  }

  deinit { close(descriptor) }
}
