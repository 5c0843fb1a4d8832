import Files
import Glibc

/// Outlook's .pst, converted to mboxes by readpst (Debian package pst-utils) in a temporary
/// directory that is removed after reading.
final class PSTFolder: MailboxReader {
  private let directory: TemporaryFolder
  private let reader: DirectoryReader
  /// Name of the .pst, in the form used in origins.
  private let name: String
  /// readpst's failure: its output is read first, then the failure is reported.
  private var failure: MailboxError?

  /// The reader of the whole source keeps the position.
  var position: MailboxPosition { .start }

  /// Runs readpst to its end, which takes time and about as much disk space as the file.
  ///
  /// - Parameter name: the name in origins, which may be inside a container.
  init(_ path: FilePath, name: String, _ context: ReadContext) throws(MailboxError) {
    guard let program = Tool.find(context.options.pstProgram) else {
      throw MailboxError(
        .toolMissing, path: name,
        why: "is read with readpst, which is not installed",
        remedy: "install it (Debian: apt install pst-utils)")
    }
    self.name = name
    directory = try asMailboxError(try TemporaryFolder())
    let status = try POSIX.run(
      program,
      ["-q", "-r", "-te", "-o"].map { Array($0.utf8) } + [directory.path.bytes, path.bytes])
    if status != 0 {
      failure = MailboxError(
        .toolFailed, path: name,
        why:
          "could not be read to its end by readpst (it gave \(status)): it is damaged, or not a .pst file",
        remedy: "Outlook's scanpst may repair it")
    }
    reader = try DirectoryReader(directory.path, [], context, resume: nil)
  }

  /// The origins of items refer to the .pst, not to the temporary directory.
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
  /// Nil if it is not in PATH.
  package static func path(of name: String) -> String? {
    find(name).map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  /// - Parameter name: looked up in PATH unless it is a path.
  static func find(_ name: String) -> FilePath? {
    if name.contains("/") { return POSIX.isExecutable(FilePath(name)) ? FilePath(name) : nil }
    let search = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/usr/bin:/bin"
    return search.split(separator: ":").map { FilePath("\($0)/\(name)") }
      .first { POSIX.isExecutable($0) }
  }
}
