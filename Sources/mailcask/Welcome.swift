import Archive
import ArgumentParser
import Presentation
import StandardStreams
import Text

/// What `mailcask` without arguments prints: where the archive is, and what to do next.
enum Welcome {
  static func show() throws {
    guard let location = try? ArchiveOption.location(nil) else {
      return show(first)
    }
    guard let archive = try? MailArchive.open(location, .reading) else {
      return Console.line(
        "There is an archive in \(terminalSafe(location.directory)), but it cannot be opened.\n"
          + "  mailcask doctor              says why, and what to do")
    }
    let messages = (try? archive.messageCount()) ?? 0
    Console.line("\(counted(messages, "message")) in \(terminalSafe(location.directory))")
    show(
      messages == 0
        ? empty(hasAccount: !archive.configuration.accounts.isEmpty) : usual)
  }

  private static func show(_ rows: [(command: String, meaning: String)]) {
    Console.line()
    for row in rows {
      let line = "  " + padded(row.command, to: 28) + "  " + row.meaning
      if displayWidth(line) <= Console.columns {
        Console.line(line)
      } else {
        Console.line("  " + row.command)
        printWrapped("      " + row.meaning)
      }
    }
    Console.line()
    printWrapped("All commands: mailcask --help. One command: mailcask help search.")
  }

  private static func printWrapped(_ text: String) {
    let indent = String(text.prefix { $0 == " " })
    for line in wrapped(text, to: Console.columns, prefix: indent) { Console.line(line) }
  }

  private static let first = [
    ("mailcask demo", "see everything it does on sample messages"),
    ("mailcask init", "create an archive for your mail"),
    ("mailcask account add", "set up your mailbox and test the login"),
    ("mailcask fetch", "get new mail; it stays on the server"),
    ("mailcask import ~/Mail", "import mail from files"),
    ("mailcask search invoice", "search all mail"),
  ]

  private static func empty(hasAccount: Bool) -> [(String, String)] {
    (hasAccount
      ? [] : [("mailcask account add", "set up your mailbox and test the login")])
      + [
        ("mailcask fetch", "get new mail; it stays on the server"),
        ("mailcask import ~/Mail", "import mail from files"),
      ]
  }

  private static let usual = [
    ("mailcask fetch", "get new mail"),
    ("mailcask search invoice", "search all mail; from: date: has: narrow it down"),
    ("mailcask show @1", "read the first result"),
    ("mailcask web", "all of this in a browser"),
    ("mailcask stats", "numbers and charts"),
    ("mailcask export -o all.mbox", "export everything"),
    ("mailcask doctor", "check that everything is in order"),
  ]
}
