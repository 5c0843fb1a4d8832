import Glibc

/// Outlook's .pst, turned into mboxes by readpst (Debian package pst-utils) in a temporary directory
/// that lives as long as it is read.
final class PSTFolder: MailboxReader {
  private let directory: TemporaryFolder
  private let reader: DirectoryReader
  /// Of the .pst, as origins have it.
  private let name: String

  /// The position is kept by the reader of the whole source.
  var position: MailboxPosition { .start }

  /// Runs readpst to its end; that takes its time and, on disk, about the file's size.
  ///
  /// - Parameter name: what origins call it, which may lie in a container.
  init(_ path: FilePath, name: String, _ context: ReadContext) throws(MailboxError) {
    guard let program = Tool.find(context.options.pstProgram) else {
      throw MailboxError(
        .toolMissing, path: name,
        reason: "is read with readpst; install it (Debian: apt install pst-utils)")
    }
    self.name = name
    directory = try TemporaryFolder()
    let status = try POSIX.run(
      program,
      ["-q", "-r", "-te", "-o"].map { Array($0.utf8) } + [directory.path.bytes, path.bytes])
    guard status == 0 else {
      throw MailboxError(
        .toolFailed, path: name, reason: "could not be read by readpst (it gave \(status))")
    }
    reader = try DirectoryReader(directory.path, [], context, resume: nil)
  }

  /// Items say that they lie in the .pst, not in the temporary directory.
  func next() throws(MailboxError) -> MailboxItem? {
    guard var item = try reader.next() else { return nil }
    let inner = item.origin.path.dropFirst(directory.path.text.count)
    item.origin.path = "\(name)!\(inner)"
    return item
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
