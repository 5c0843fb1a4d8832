import Errors
internal import Glibc
internal import Synchronization

/// A file without a name, for more bytes than memory should hold. Only its owner can read it. It
/// disappears with its last user, however the process ends.
///
/// Several threads may use it at once: appended bytes never change.
package final class SpillFile: Sendable {
  private let descriptor: Int32
  private let directory: String
  private let end = Mutex(0)

  package init(in directory: String) throws(FileError) {
    self.directory = directory
    let path = FilePath("\(directory)/incoming-\(UInt64.random(in: 0...UInt64.max))")
    descriptor = POSIX.open(path, O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
    guard descriptor >= 0 else { throw Self.failure(errno, in: directory) }
    POSIX.remove(path)
  }

  deinit { POSIX.close(descriptor) }

  /// Appends all of `bytes`.
  ///
  /// - Returns: the range of the file that holds them.
  package func append(_ bytes: ArraySlice<UInt8>) throws(FileError) -> Range<Int> {
    var failed: Int32?
    let range = end.withLock { end in
      let start = end
      while failed == nil, end - start < bytes.count {
        let written = unsafe bytes.withUnsafeBytes { raw in
          let rest = unsafe UnsafeRawBufferPointer(rebasing: raw.dropFirst(end - start))
          return unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(end))
        }
        if written > 0 { end += written } else if errno != EINTR { failed = errno }
      }
      return start..<end
    }
    if let failed { throw Self.failure(failed, in: directory) }
    return range
  }

  /// Reads all of a range that was appended.
  package func read(_ range: Range<Int>) throws(FileError) -> [UInt8] {
    var failed: Int32?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
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
    if let failed { throw Self.failure(failed, in: directory) }
    return bytes
  }

  private static func failure(_ number: Int32, in directory: String) -> FileError {
    let isFull = [ENOSPC, EDQUOT, EFBIG].contains(number)
    return FileError(
      isFull ? .diskFull : .writeFailed,
      ErrorText(
        "cannot keep a large message while it is on its way", at: directory,
        why: systemReason(number),
        remedy: "Free some space on that disk and run the same command again"))
  }
}

extension SpillFile: Hashable {
  package static func == (left: SpillFile, right: SpillFile) -> Bool { left === right }
  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
