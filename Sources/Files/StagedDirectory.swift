import Errors
import Glibc

/// A directory that is written under a temporary name beside its final name, and renamed when
/// complete. If it is dropped before `publish()`, its contents, which may be large, are kept for
/// inspection or removal.
package struct StagedDirectory: Sendable {
  /// Where to write.
  package let temporaryPath: String
  private let path: FilePath

  /// Throws `alreadyExists` if the name or the temporary name is taken.
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

  /// The path of something inside, relative to the directory, in the form of `FilePath.text`.
  package func name(of path: String) -> String {
    String(path.dropFirst(FilePath(temporaryPath).text.count + 1))
  }

  package func publish() throws(FileError) {
    try POSIX.moveNew(FilePath(temporaryPath), to: path)
    try POSIX.syncDirectory(path.directory)
  }
}

extension FileError {
  /// A program or machine was stopped, or another program is writing it now.
  package init(unfinished path: FilePath) {
    self.init(
      .alreadyExists, path, why: "is an unfinished one",
      remedy: "if nothing is writing it now, remove it")
  }
}
