import Files
import Glibc

/// Outlook's .pst, turned into mboxes by readpst (Debian package pst-utils) in a temporary directory
/// that lives as long as it is read.
final class PSTFolder: MailboxReader {
  private let directory: TemporaryFolder
  private let reader: DirectoryReader
  /// Of the .pst, as origins have it.
  private let name: String
  /// What readpst failed with: what it made all the same is read, then this is told.
  private var failure: MailboxError?

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
    directory = try asMailboxError(try TemporaryFolder())
    let status = try POSIX.run(
      program,
      ["-q", "-r", "-te", "-o"].map { Array($0.utf8) } + [directory.path.bytes, path.bytes])
    if status != 0 {
      failure = MailboxError(
        .toolFailed, path: name,
        reason: """
          could not be read to its end by readpst (it gave \(status)): it is damaged, or no .pst; \
          Outlook's scanpst may repair it
          """)
    }
    reader = try DirectoryReader(directory.path, [], context, resume: nil)
  }

  /// Items say that they lie in the .pst, not in the temporary directory.
  func next() throws(MailboxError) -> MailboxItem? {
    guard var item = try reader.next() else {
      return failure.take().map { failure in
        let origin = MessageOrigin(path: name, offset: 0, length: 0, kind: .file)
        return .rejected(Rejection(origin: origin, reason: .of(failure)))
      }
    }
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
