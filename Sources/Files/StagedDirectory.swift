import Errors
import Glibc

/// A directory that is written under a temporary name beside its final name, and renamed when
/// complete. If it is dropped before `publish()`, its contents, which may be large, are kept for
/// inspection or removal; the next directory of the name removes them.
package final class StagedDirectory: Sendable {
  /// Where to write.
  package let temporaryPath: String
  private let path: FilePath
  private let descriptor: Int32

  /// - Throws: `alreadyExists` if the name or the temporary name is taken, `locked` while another
  ///   process makes it.
  package init(_ path: String) throws(FileError) {
    var bytes = FilePath(path).bytes
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    self.path = FilePath(bytes: bytes)
    let temporary = self.path.unfinished
    if POSIX.exists(self.path) { throw FileError(writing: self.path, EEXIST) }
    temporaryPath = String(decoding: temporary.bytes, as: UTF8.self)
    do { descriptor = try Unfinished.directory(temporary) } catch {
      throw error.code == .alreadyExists ? FileError(unfinished: temporary) : error
    }
  }

  deinit { POSIX.close(descriptor) }

  /// The path of something inside, relative to the directory, in the form of `FilePath.text`.
  package func name(of path: String) -> String {
    String(path.dropFirst(FilePath(temporaryPath).text.count + 1))
  }

  package func publish() throws(FileError) {
    try POSIX.moveNew(FilePath(temporaryPath), to: path)
    Unfinished.removeMark(descriptor, mode: 0o700)
    try POSIX.syncDirectory(path.directory)
  }
}
