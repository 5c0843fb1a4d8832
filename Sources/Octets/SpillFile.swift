internal import Glibc
internal import Synchronization

/// A file without a name, for octets that are too many for memory. Only its
/// owner can read it, and it is gone with its last user, however the process ends.
///
/// Several threads may use it at once: what was appended never changes.
package final class SpillFile: Sendable {
  private let descriptor: Int32
  private let place: String
  private let end = Mutex(0)

  package init(in directory: String) throws(SpillError) {
    place = directory
    let name = "\(directory)/incoming-\(UInt64.random(in: 0...UInt64.max))"
    descriptor = unsafe open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.failure(errno, at: directory) }
    _ = unsafe unlink(name)
  }

  deinit { close(descriptor) }

  /// Writes all of it behind what is there.
  ///
  /// - Returns: where it lies.
  package func append(_ octets: ArraySlice<UInt8>) throws(SpillError) -> Range<Int> {
    var failed: Int32?
    let range = end.withLock { end in
      let start = end
      while failed == nil, end - start < octets.count {
        let written = unsafe octets.withUnsafeBytes { raw in
          let rest = unsafe UnsafeRawBufferPointer(rebasing: raw.dropFirst(end - start))
          return unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(end))
        }
        if written > 0 { end += written } else if errno != EINTR { failed = errno }
      }
      return start..<end
    }
    if let failed { throw Self.failure(failed, at: place) }
    return range
  }

  /// What was appended there, as a whole.
  package func read(_ range: Range<Int>) throws(SpillError) -> [UInt8] {
    var failed: Int32?
    let octets = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      while failed == nil, count < range.count {
        let rest = unsafe UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(buffer).dropFirst(count))
        let got = unsafe pread(
          descriptor, rest.baseAddress, range.count - count, off_t(range.lowerBound + count))
        if got > 0 {
          count += got
        } else if got == 0 || errno != EINTR {
          failed = got == 0 ? EIO : errno
        }
      }
    }
    if let failed { throw Self.failure(failed, at: place) }
    return octets
  }

  private static func failure(_ code: Int32, at place: String) -> SpillError {
    SpillError(
      place: place, why: unsafe String(cString: strerror(code)),
      isFull: code == ENOSPC || code == EDQUOT || code == EFBIG)
  }
}

extension SpillFile: Hashable {
  package static func == (left: SpillFile, right: SpillFile) -> Bool { left === right }
  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// A large message cannot be kept while it is on its way.
package struct SpillError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The directory.
  package let place: String
  package let why: String
  package let isFull: Bool

  package var what: String { "cannot keep a large message while it is on its way" }
  package var wayOut: String { "Free some space on that disk and run the same command again" }
  package var description: String { "\(what) in \(place): \(why)" }
}
