import Foundation
import TestSupport
import Testing

/// The rows of "Where is your mail?" in the README that files on this machine can stand for: a small
/// sample as the program leaves it, the command of the row, and what a person then finds.
@Suite struct MailSourceWalkTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let name: String
    /// Files below the home directory; `{N}` stands for message N, `{N:mbox}` for it behind a
    /// separator.
    let files: [String: String]
    /// Commands of the shell before the import.
    var preparation: String?
    let command: String
    /// Queries and the number of messages that each finds.
    let finds: [String: Int]

    var testDescription: String { name }
  }

  static let rows: [Row] = [
    Row(
      name: "Thunderbird, mbox store",
      files: [
        ".thunderbird/p.default/Mail/Local Folders/Inbox":
          "From - Mon Jan 01 00:00:00 2024\nX-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000\n{1}\n"
          + "From - Mon Jan 01 00:00:00 2024\nX-Mozilla-Status: 0009\n{2}\n",
        ".thunderbird/p.default/Mail/Local Folders/Inbox.msf":
          "// <!-- <mdb:mork:z v=\"1.4\"/> -->",
        ".thunderbird/p.default/Mail/Local Folders/Work.sbd/Bills": "{3:mbox}",
        ".thunderbird/p.default/ImapMail/imap.example.org/Sent": "{4:mbox}",
      ],
      command: "mailcask import ~/.thunderbird/p.default/Mail ~/.thunderbird/p.default/ImapMail",
      finds: ["*": 3, "folder:Inbox is:read": 1, "folder:Work/Bills": 1, "folder:Sent": 1]),
    Row(
      name: "Google Takeout",
      files: [
        "Takeout/Mail/All mail Including Spam and Trash.mbox":
          "From 1@xxx Mon Jan 01 00:00:00 +0000 2024\nX-GM-THRID: 1\n"
          + "X-Gmail-Labels: Inbox,Opened,Starred,Travel\n{1}\n"
      ],
      preparation: "zip -qr takeout-001.zip Takeout",
      command: "mailcask import takeout-*.zip",
      finds: ["*": 1, "tag:Travel is:flagged": 1]),
    Row(
      name: "Apple Mail",
      files: [
        "Library/Mail/V10/ABC/INBOX.mbox/DEF/Data/Messages/1.emlx": "{1:emlx}",
        "Library/Mail/V10/ABC/Work.mbox/DEF/Data/Messages/2.emlx": "{2:emlx}",
      ],
      command: "mailcask import ~/Library/Mail/V10",
      finds: ["*": 2, "folder:INBOX": 1, "folder:Work": 1]),
    Row(
      name: "Evolution",
      files: [
        ".local/share/evolution/mail/local/cur/1:2,S": "{1}",
        ".local/share/evolution/mail/local/new/.keep": "",
        ".local/share/evolution/mail/local/.Work/cur/2:2,FR": "{2}",
        ".local/share/evolution/mail/local/.Work/new/3": "{3}",
      ],
      command: "mailcask import ~/.local/share/evolution/mail/local",
      finds: ["*": 3, "folder:Work": 2, "is:flagged": 1]),
    Row(
      name: "KMail",
      files: [
        ".local/share/local-mail/inbox/cur/1:2,S": "{1}",
        ".local/share/local-mail/inbox/new/2": "{2}",
        ".local/share/local-mail/.inbox.directory/Bills/cur/3:2,": "{3}",
      ],
      command: "mailcask import ~/.local/share/local-mail",
      finds: ["*": 3, "folder:inbox/Bills": 1]),
    Row(
      name: "Claws Mail and mutt",
      files: [
        "Mail/inbox/1": "{1}", "Mail/inbox/2": "{2}", "Mail/inbox/.mh_sequences": "unseen: 2\n",
        "spool": "{3:mbox}",
      ],
      command: "mailcask import ~/Mail ~/spool",
      finds: ["*": 3, "folder:inbox": 2, "folder:inbox is:unread": 1]),
    Row(
      name: "notmuch, mu, mbsync",
      files: [
        "Maildir/cur/1,U=1:2,S": "{1}", "Maildir/new/2": "{2}", "Maildir/.Sent/cur/3:2,S": "{3}",
        "Maildir/.Sent/new/.keep": "", "Maildir/.mbsyncstate": "FarUidValidity 1\n",
      ],
      command: "mailcask import ~/Maildir",
      finds: ["*": 3, "folder:Sent": 1, "is:unread": 1]),
    Row(
      name: "Proton's export tool",
      files: [
        "ada@proton.example/mail_20240101/a.eml": "{1}",
        "ada@proton.example/mail_20240101/a.metadata.json": "{\"Version\": 1}",
      ],
      command: "mailcask import ~/ada@proton.example",
      finds: ["*": 1]),
  ]

  @Test(arguments: rows) func theCommandOfTheReadmeBringsTheMail(_ row: Row) throws {
    var program = try Program()
    for (path, text) in row.files {
      try program.directory.write(Self.expanded(text).utf8, to: path)
    }
    program.environment["MAILCASK_ARCHIVE"] = ""
    program.environment["PATH"] = "/usr/local/bin:/usr/bin:/bin"
    let script = """
      set -e; cd ~; mailcask() { '\(Program.path)' "$@"; }
      \(row.preparation ?? ":")
      mailcask init > /dev/null
      \(row.command)
      """
    let imported = try runCommand(
      ["bash", "-c", script], environment: program.environment, directory: program.directory.url)
    #expect(imported.errors.isEmpty || imported.status == 0, "\(imported.errors)")
    for (query, count) in row.finds {
      let found = try program.run("search", "--format", "ids", "--", query)
      #expect(found.text.split(separator: "\n").count == count, "\(query): \(imported.text)")
    }
  }

  private static func expanded(_ text: String) -> String {
    var text = text
    for number in 1...4 {
      let message = String(decoding: makeMessage(number), as: UTF8.self)
      let plist =
        "<?xml version=\"1.0\"?><plist><dict><key>flags</key><integer>1</integer></dict></plist>"
      text = text.replacing("{\(number)}", with: message)
        .replacing(
          "{\(number):mbox}", with: "From a@example.org Mon Jan  1 00:00:00 2024\n\(message)\n"
        )
        .replacing("{\(number):emlx}", with: "\(message.utf8.count)\n\(message)\(plist)")
    }
    return text
  }
}
