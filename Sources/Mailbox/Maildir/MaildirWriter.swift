import Files
internal import Mail
import Text

/// Writes a Maildir++: folders as ".Sent.2024", flags in the names. Nobody reads the directory yet,
/// so messages are written directly to cur.
///
/// Names consist of the message's date and its number in the export, so that the same export has
/// the same names. If a name is taken, that is an error, and nothing is replaced.
package final class MaildirWriter: MailboxWriter {
  private let root: FilePath
  private var directories: [String: FilePath] = [:]
  private var number = 0

  /// Creates `path` and its cur, new and tmp if they are missing.
  package init(_ path: String) throws(MailboxError) {
    root = FilePath(path)
    _ = try directory(of: "")
  }

  package func write(_ message: OutgoingMessage) throws(MailboxError) -> WrittenEntry {
    let folder = try directory(of: message.folder)
    number += 1
    let digits = "\(number)"
    let counter = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    let date = max(0, message.envelope.date ?? 0)
    let unique = "\(date).M\(counter).mailcask,S=\(message.bytes.count)"
    let name = MaildirName.text(unique: unique, flags: message.flags)
    let path = folder / Array("cur/\(name)".utf8)
    try message.bytes.write(toNew: path)
    return WrittenEntry(
      origin: MessageOrigin(
        path: path.text, offset: 0, length: UInt64(message.bytes.count), kind: .maildir))
  }

  package func finish() throws(MailboxError) {
    try asMailboxError(try POSIX.syncFileSystem(of: root))
  }

  private func directory(of folder: String) throws(MailboxError) -> FilePath {
    if let known = directories[folder] { return known }
    let name = MaildirWriter.directoryName(folder)
    let path = name.isEmpty ? root : root / name
    try asMailboxError(try POSIX.makeDirectory(path))
    for part in ["cur", "new", "tmp"] {
      try asMailboxError(try POSIX.makeDirectory(path / Array(part.utf8)))
    }
    if !name.isEmpty {
      // Marks a folder for delivery programs, so that they do not treat it as a Maildir of its own
      // (Maildir++).
      let mark = path / Array("maildirfolder".utf8)
      if !POSIX.exists(mark) { try MessageBytes.memory([]).write(toNew: mark) }
    }
    directories[folder] = path
    return path
  }

  /// Writes "Sent/2024" as ".Sent.2024". "." separates levels and "/" directories, so both are
  /// replaced inside a level.
  static func directoryName(_ folder: String) -> [UInt8] {
    folder.split(separator: "/").flatMap { level in
      let safe = level.map { $0 == "." || $0 == "\0" ? "_" : $0 }
      return [UInt8(ascii: ".")] + ModifiedUTF7.encode(String(safe.prefix(Limits.readableName)))
    }
  }
}
