import Archive
import ArgumentParser
import Presentation
import Text

/// What `mailcask` alone says: where one is, and what to do next.
enum Welcome {
  static func show() throws {
    guard let location = try? ArchiveOption.location(nil) else {
      return tell(first)
    }
    guard let archive = try? MailArchive.open(location, .reading) else {
      return Console.line(
        "There is an archive in \(terminalSafe(location.directory)), but it cannot be opened.\n"
          + "  mailcask doctor              tells why, and what to do")
    }
    let messages = (try? archive.messageCount()) ?? 0
    Console.line("\(counted(messages, "message")) in \(terminalSafe(location.directory))")
    tell(
      messages == 0
        ? empty(hasAccount: !archive.configuration.accounts.isEmpty) : usual)
  }

  private static func tell(_ rows: [(command: String, meaning: String)]) {
    Console.line()
    for row in rows {
      let line = "  " + padded(row.command, to: 28) + "  " + row.meaning
      if displayWidth(line) <= Console.columns {
        Console.line(line)
      } else {
        Console.line("  " + row.command)
        tell("      " + row.meaning)
      }
    }
    Console.line()
    tell("All commands: mailcask --help. One of them: mailcask help search.")
  }

  private static func tell(_ text: String) {
    let indent = String(text.prefix { $0 == " " })
    for line in wrapped(text, to: Console.columns, prefix: indent) { Console.line(line) }
  }

  private static let first = [
    ("mailcask demo", "watch it do its whole job on sample messages"),
    ("mailcask init", "make an archive for your mail"),
    ("mailcask account add", "describe your mailbox, and try the login"),
    ("mailcask fetch", "get new mail; it stays on the server"),
    ("mailcask import ~/Mail", "take in what you have in files"),
    ("mailcask search invoice", "find anything"),
  ]

  private static func empty(hasAccount: Bool) -> [(String, String)] {
    (hasAccount
      ? [] : [("mailcask account add", "describe your mailbox, and try the login")])
      + [
        ("mailcask fetch", "get new mail; it stays on the server"),
        ("mailcask import ~/Mail", "take in what you have in files"),
      ]
  }

  private static let usual = [
    ("mailcask fetch", "get new mail"),
    ("mailcask search invoice", "find anything; from: date: has: narrow it down"),
    ("mailcask show @1", "read the first that was found"),
    ("mailcask stats", "numbers and charts"),
    ("mailcask export -o all.mbox", "give everything back"),
    ("mailcask doctor", "look whether all is as it should be"),
  ]
}
