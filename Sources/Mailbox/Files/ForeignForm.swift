import Bytes

/// A mail format that cannot be read, with advice.
enum ForeignForm {
  private struct Mark {
    var bytes: [UInt8]
    /// End of the name, in lower case; empty for any name.
    var suffix = ""
    var what: String
  }

  /// Recognises a format by its contents; nil for formats that are read, and for files that are not
  /// mail.
  ///
  /// - Parameter name: of the file, without directories.
  static func of(_ head: Span<UInt8>, name: [UInt8]) -> String? {
    guard head.count > 0 else { return nil }
    if isDbox(head) { return dbox }
    return marks.first { mark in
      mark.bytes.first == head[0] && head.count >= mark.bytes.count
        && mark.bytes.indices.allSatisfy { head[$0] == mark.bytes[$0] }
        && FileKind.hasSuffix(name, mark.suffix)
    }?.what
  }

  /// Recognises a format by its name, for a file that is otherwise unknown.
  static func of(name: [UInt8]) -> String? {
    marks.first { $0.bytes.isEmpty && FileKind.hasSuffix(name, $0.suffix) }?.what
  }

  private static let sqlite = Array("SQLite format 3\0".utf8)
  private static let zip: [UInt8] = [0x50, 0x4b, 3, 4]
  private static let notRead = "which Mailcask cannot read"
  private static let fromServer = "it is only a copy of what is on the server; fetch from there"
  private static let wizard = "akonadi-import-wizard turns it into a Maildir"
  private static let dbox = """
    a dbox file of Dovecot, \(notRead); turn the mail into a Maildir with \
    doveadm backup -u USER maildir:DIRECTORY
    """

  private static func compressed(with program: String) -> String {
    "compressed with \(program), \(notRead); decompress it first, or fetch the mail from its server"
  }

  private static let marks: [Mark] = [
    Mark(
      bytes: [0xd0, 0xcf, 0x11, 0xe0], suffix: ".msg",
      what: "a message of Outlook, \(notRead); turn it into .eml with msgconvert"),
    Mark(
      bytes: zip, suffix: ".olm",
      what: """
        an archive of Outlook for Mac, \(notRead); in Outlook, drag the messages out as .eml files, \
        or copy them into an account and fetch them from its server
        """),
    Mark(
      bytes: [0xcf, 0xad, 0x12, 0xfe],
      what: "a folder of Outlook Express, \(notRead); turn it into mbox with undbx"),
    Mark(
      bytes: Array("Nostromoi".utf8),
      what: "the store of Windows Mail or the new Outlook, \(notRead); \(fromServer)"),
    Mark(
      bytes: [], suffix: "hxstore.hxd",
      what: "the store of Windows Mail or the new Outlook, \(notRead); \(fromServer)"),
    Mark(
      bytes: [0x1a, 0, 0], suffix: ".nsf",
      what: """
        a database of Notes, \(notRead); in Notes, save the messages as .eml, or export them as \
        structured text, which \(wizard)
        """),
    Mark(
      bytes: [0x20, 6, 0x79, 0x19],
      what: """
        a folder of The Bat!, \(notRead); in The Bat!, use Tools, Export messages, UNIX mailbox; or \
        \(wizard)
        """),
    Mark(
      bytes: [], suffix: ".tbb",
      what: """
        a folder of The Bat!, \(notRead); in The Bat!, use Tools, Export messages, UNIX mailbox; or \
        \(wizard)
        """),
    Mark(
      bytes: [], suffix: ".pmm", what: "a folder of Pegasus Mail, \(notRead); \(wizard)"),
    Mark(
      bytes: sqlite, suffix: "geary.db", what: "the store of Geary, \(notRead); \(fromServer)"),
    Mark(
      bytes: sqlite, suffix: "mail_data.dat",
      what: "the store of eM Client, \(notRead); in eM Client, export the folders as .eml"),
    Mark(
      bytes: sqlite, suffix: "edgehill.db",
      what: "the store of Mailspring, \(notRead); \(fromServer)"),
    Mark(
      bytes: sqlite, suffix: "store.db", what: "the store of Mailbird, \(notRead); \(fromServer)"),
    Mark(
      bytes: [], suffix: ".imm",
      what: "a folder of IncrediMail, \(notRead); save its messages as .eml"),
    Mark(
      bytes: [], suffix: ".imb",
      what: "a folder of IncrediMail, \(notRead); save its messages as .eml"),
    Mark(
      bytes: [], suffix: ".fol",
      what: "a folder of another mail program, \(notRead); export it as mbox or .eml there"),
    Mark(
      bytes: Array("*mbx*\r\n".utf8),
      what: "a folder of UW IMAP in mbx form, \(notRead); turn it into mbox first"),
    Mark(bytes: Array("Dovecot-LZ4\r".utf8), what: compressed(with: "Dovecot's form of lz4")),
    Mark(bytes: [2, 0x21, 0x4c, 0x18], what: compressed(with: "lz4 in its old form")),
    Mark(bytes: [0x5d, 0, 0], what: compressed(with: "lzma")),
    Mark(bytes: [0x1f, 0x9d], what: compressed(with: "compress (.Z)")),
    Mark(
      bytes: Array("CRYPTED\u{3}\u{7}".utf8),
      what: """
        encrypted by Dovecot (mail_crypt), so that only the server can read it; fetch the mail from it, \
        or copy it with doveadm backup
        """),
  ]

  /// A line with the format's version, then the mark of a message.
  private static func isDbox(_ head: Span<UInt8>) -> Bool {
    guard head.count > 4, head[0] == UInt8(ascii: "2"), head[1] == UInt8(ascii: " "),
      head[2] == UInt8(ascii: "M")
    else { return false }
    let line = head.line(at: 0)
    return line.end < 256 && head.hasBytes("\u{1}\u{2}", at: line.next)
  }
}
