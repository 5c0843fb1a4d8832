import Errors
import Glibc

/// A directory that is written under a temporary name beside its own and gets that when complete.
/// Dropped before `publish()`, it leaves what it holds, which may be much, to be looked at or removed.
package struct StagedDirectory: Sendable {
  /// Where to write.
  package let temporaryPath: String
  private let path: FilePath

  /// Refuses, as `alreadyExists`, where the name or the temporary one is taken.
  package init(_ path: String) throws(FileError) {
    var bytes = FilePath(path).bytes
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    self.path = FilePath(bytes: bytes)
    let temporary = self.path.unfinished
    if POSIX.exists(self.path) { throw FileError(writing: self.path, EEXIST) }
    if POSIX.exists(temporary) { throw FileError(unfinished: temporary) }
    temporaryPath = String(decoding: temporary.bytes, as: UTF8.self)
    try POSIX.makeDirectory(temporary)
  }

  /// The name of something below, relative to the directory, in the form `FilePath.text` has.
  package func name(of path: String) -> String {
    String(path.dropFirst(FilePath(temporaryPath).text.count + 1))
  }

  package func publish() throws(FileError) {
    try POSIX.moveNew(FilePath(temporaryPath), to: path)
    try POSIX.syncDirectory(path.directory)
  }
}

extension FileError {
  /// A program or machine was stopped, or another program is making it now.
  package init(unfinished path: FilePath) {
    self.init(
      .alreadyExists, path, why: "is an unfinished one",
      remedy: "if nothing is writing it now, remove it")
  }
}
