import Glibc

/// Outlook's .pst, turned into mboxes by readpst (Debian package pst-utils) in a temporary directory
/// that lives as long as it is read.
final class PSTFolder: MailboxReader {
  private let directory: TemporaryFolder
  private let reader: DirectoryReader
  private let path: FilePath

  /// The position is kept by the reader of the whole source.
  var position: MailboxPosition { .start }

  /// Runs readpst to its end; that takes its time and, on disk, about the file's size.
  init(_ path: FilePath, _ context: ReadContext) throws(MailboxError) {
    guard let program = Tool.find(context.options.pstProgram) else {
      throw MailboxError(
        .toolMissing, path: path.text,
        reason: "is read with readpst; install it (Debian: apt install pst-utils)")
    }
    self.path = path
    directory = try TemporaryFolder()
    let status = try POSIX.run(
      program,
      ["-q", "-r", "-te", "-o"].map { Array($0.utf8) } + [directory.path.bytes, path.bytes])
    guard status == 0 else {
      throw MailboxError(
        .toolFailed, path: path.text, reason: "could not be read by readpst (it gave \(status))")
    }
    reader = try DirectoryReader(directory.path, [], context, resume: nil)
  }

  /// Items say that they lie in the .pst, not in the temporary directory.
  func next() throws(MailboxError) -> MailboxItem? {
    guard var item = try reader.next() else { return nil }
    let inner = item.origin.path.dropFirst(directory.path.text.count)
    item.origin.path = "\(path.text)!\(inner)"
    return item
  }
}

/// A private directory, removed with all in it when let go of.
package final class TemporaryFolder {
  let path: FilePath

  package var name: String { String(decoding: path.bytes, as: UTF8.self) }

  package init() throws(MailboxError) {
    let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/mailcask-XXXXXX".utf8CString)
    let isMade = unsafe template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      return unsafe mkdtemp(base) != nil
    }
    guard isMade else { throw POSIX.writeError(FilePath(parent), errno) }
    path = FilePath(bytes: template.dropLast().map { UInt8(bitPattern: $0) })
  }

  deinit { Self.remove(path) }

  /// Symbolic links are removed, not followed.
  private static func remove(_ path: FilePath) {
    if let names = try? POSIX.list(path), !POSIX.isSymbolicLink(path) {
      for index in 0..<names.count { remove(path / names[index]) }
      POSIX.removeDirectory(path)
    } else {
      POSIX.remove(path)
    }
  }
}

/// Another program.
package enum Tool {
  /// Nil where it is not in PATH.
  package static func path(of name: String) -> String? {
    find(name).map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  /// - Parameter name: looked for in PATH unless it is a path itself.
  static func find(_ name: String) -> FilePath? {
    if name.contains("/") { return POSIX.isExecutable(FilePath(name)) ? FilePath(name) : nil }
    let search = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/usr/bin:/bin"
    return search.split(separator: ":").map { FilePath("\($0)/\(name)") }
      .first { POSIX.isExecutable($0) }
  }
}
