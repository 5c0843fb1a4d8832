package import Errors
import Glibc

/// A file or directory that cannot be used: a code to act on, and words for people.
package struct FileError: ExplainedError, Equatable, Sendable {
  package enum Code: String, Sendable {
    case notFound
    case unreadable
    case readFailed
    case alreadyExists
    case diskFull
    case readOnly
    case unwritable
    case writeFailed
    case tooLarge
    /// Another process holds the lock.
    case locked
    /// The file system gives no locks.
    case noLocks
  }

  package let code: Code
  package let text: ErrorText
  /// Only the reason: the system's words if a system call failed.
  package let cause: String

  package init(_ code: Code, _ text: ErrorText, cause: String? = nil) {
    self.code = code
    self.text = text
    self.cause = cause ?? text.why
  }

  package init(
    _ code: Code, _ path: FilePath, why: String, cause: String? = nil, remedy: String = ""
  ) {
    self.init(code, ErrorText(at: path.text, why: why, remedy: remedy), cause: cause)
  }

  /// - Parameter number: the `errno` of the call that failed.
  package init(
    reading path: FilePath, _ number: Int32, otherwise code: Code = .unreadable
  ) {
    let cause = systemReason(number)
    switch number {
    case ENOENT, ENOTDIR:
      self.init(
        .notFound, path, why: "does not exist", cause: cause,
        remedy: "check its name and directory")
    case EACCES, EPERM:
      self.init(
        .unreadable, path, why: "may not be read (\(cause))", cause: cause,
        remedy: "run as its owner or change its permissions")
    default: self.init(code, path, why: "cannot be read: \(cause)", cause: cause)
    }
  }

  /// - Parameter number: the `errno` of the call that failed.
  init(locking path: FilePath, _ number: Int32) {
    let cause = systemReason(number)
    self.init(
      .noLocks, path, why: "its file system gives no locks (\(cause))", cause: cause,
      remedy: "Keep the archive on a local disk, or mount the network's with locks "
        + "(NFS: version 4, or rpc.statd running)")
  }

  /// - Parameter number: the `errno` of the call that failed.
  package init(writing path: FilePath, _ number: Int32) {
    let cause = systemReason(number)
    switch number {
    case ENOSPC where POSIX.lacksInodes(path):
      self.init(
        .diskFull, path, why: "no room left (the file system has no free inodes)", cause: cause,
        remedy: "remove files that are not needed or choose another disk")
    case EEXIST, ENOTEMPTY:
      self.init(
        .alreadyExists, path, why: "exists already", cause: cause,
        remedy: "move it or choose another name")
    case ENOSPC, EDQUOT, EFBIG:
      self.init(
        .diskFull, path, why: "no room left (\(cause))", cause: cause,
        remedy: "free some or choose another disk")
    case ENOENT, ENOTDIR, EACCES, EPERM, EROFS:
      self.init(
        number == EROFS ? .readOnly : .unwritable, path, why: "cannot be made (\(cause))",
        cause: cause, remedy: "check that the directory exists and is yours")
    default:
      self.init(.writeFailed, path, why: "cannot be written: \(cause)", cause: cause)
    }
  }
}

extension ArchiveError {
  package init(_ error: FileError) {
    let code: Code =
      switch error.code {
      case .notFound: .notFound
      case .alreadyExists: .alreadyThere
      case .locked: .locked
      default: .fileSystem
      }
    self.init(code, error.text)
  }
}
