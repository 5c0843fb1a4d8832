import Files
import Text

/// Converts names of directories and files to names of folders, with "/" between levels: the only
/// place that knows how programs write them.
///
/// * Maildir++: ".Sent.2024" is "Sent/2024". Evolution writes "." in a name as "_2E" there.
/// * KMail: ".Inbox.directory" holds the folders below "Inbox".
/// * Thunderbird: "Inbox.sbd" holds those below "Inbox"; Eudora: "Work.fol" those below "Work".
/// * Apple Mail: "Inbox.mbox" is a directory; directories inside it do not name folders.
/// * Modified UTF-7, as IMAP servers name folders, is kept by programs that mirror them.
enum FolderName {
  /// - Parameter areMaildir: the last one is a Maildir, so that a dot at its start is Maildir++'s.
  static func of(_ directories: some Sequence<[UInt8]>, areMaildir: Bool) -> String {
    var names = Array(directories)
    if let mbox = names.lastIndex(where: { $0.suffix(5).elementsEqual(".mbox".utf8) }) {
      names.removeLast(names.count - mbox - 1)
    }
    return join(
      names.indices.map { ofDirectory(names[$0], isMaildir: areMaildir && $0 == names.count - 1) })
  }

  /// - Parameter isMaildir: the messages are in it. KMail's directories of folders contain none, but
  ///   folders, of which some are mbox files.
  static func ofDirectory(_ name: [UInt8], isMaildir: Bool) -> String {
    let dot = UInt8(ascii: ".")
    guard name.count > 1, name.first == dot else {
      return level(withoutSuffix(name, [".sbd", ".mbox", ".fol"]))
    }
    let kmail = withoutSuffix(name, [".directory"])
    if !isMaildir, kmail.count < name.count { return level(Array(kmail.dropFirst())) }
    return join(name.dropFirst().split(separator: dot).map { unescaped(level(Array($0))) })
  }

  static func ofFile(_ name: [UInt8]) -> String {
    level(withoutSuffix(name, [".mbox", ".mbx", ".mbs"]))
  }

  static func withoutSuffix(_ name: [UInt8], _ suffixes: [String]) -> [UInt8] {
    for suffix in suffixes where name.count > suffix.utf8.count {
      if FileKind.hasSuffix(name, suffix) { return Array(name.dropLast(suffix.utf8.count)) }
    }
    return name
  }

  static func join(_ names: [String]) -> String {
    names.filter { !$0.isEmpty }.joined(separator: "/")
  }

  /// One level of a name.
  private static func level(_ name: [UInt8]) -> String {
    guard name.contains(UInt8(ascii: "&")) else { return printable(name) }
    return ModifiedUTF7.decode(name) ?? printable(name)
  }

  /// Undoes Evolution's escaping of characters that a Maildir++ name cannot contain.
  private static func unescaped(_ level: String) -> String {
    guard level.contains("_") else { return level }
    return level.replacing("_2E", with: ".").replacing("_5F", with: "_")
  }
}
