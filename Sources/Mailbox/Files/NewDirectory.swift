import Glibc

/// A directory that is written under a temporary name beside its own and gets that when complete.
/// Dropped before `publish()`, it leaves what it holds, which may be much, to be looked at or removed.
package struct NewDirectory: Sendable {
  /// Where to write.
  package let temporaryPath: String
  private let final: FilePath

  /// Refuses, as `alreadyExists`, where the name or the temporary one is taken.
  package init(_ path: String) throws(MailboxError) {
    var bytes = FilePath(path).bytes
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    final = FilePath(bytes: bytes)
    let temporary = final.unfinished
    if (try? POSIX.status(final)) != nil { throw POSIX.writeError(final, EEXIST) }
    if (try? POSIX.status(temporary)) != nil { throw POSIX.unfinished(temporary) }
    temporaryPath = String(decoding: temporary.bytes, as: UTF8.self)
    try POSIX.makeDirectory(temporary)
  }

  /// Of something written below, relative to the directory, in the form `MessageOrigin.path` has.
  package func name(of path: String) -> String {
    String(path.dropFirst(FilePath(temporaryPath).text.count + 1))
  }

  package func publish() throws(MailboxError) {
    try POSIX.moveNew(FilePath(temporaryPath), to: final)
    try POSIX.syncDirectory(final.directory)
  }
}
