extension Topic {
  /// How mail programs are set up to show the archive.
  static var serving: Topic {
    Topic(
      name: "serve", page: ("mailcask-serve", 7),
      abstract: "How mail programs show the archive by IMAP, and what they find there.",
      blocks: [
        .paragraph(
          """
          Programs that can start another program to speak IMAP use mailcask serve --stdio: no port is \
          opened, no password is needed, and nothing runs while they do not. The archive is read-only: \
          what would change it is refused, and all messages count as read.
          """),
        .heading("mutt and neomutt"),
        .literal([
          "set tunnel = \"mailcask serve --stdio\"", "set folder = \"imap://mailcask/\"",
          "set spoolfile = \"+INBOX\"", "set header_cache = ~/.cache/mutt",
        ]),
        .paragraph(
          """
          c (change folder) and =Search/from:ada shows what a query finds. The account's name in the \
          address is of no matter.
          """),
        .heading("mbsync"),
        .literal([
          "IMAPStore archive", "Tunnel \"mailcask serve --stdio\"", "", "MaildirStore copy",
          "Path ~/Mail/", "SubFolders Verbatim", "", "Channel archive", "Far :archive:",
          "Near :copy:", "Patterns All", "Create Near", "Sync Pull", "Expunge None",
        ]),
        .heading("OfflineIMAP"),
        .literal([
          "[Repository archive]", "type = IMAP", "preauthtunnel = mailcask serve --stdio",
          "readonly = True", "folderfilter = lambda name: name == 'All'",
        ]),
        .heading("Gnus"),
        .literal([
          "(nnimap \"archive\" (nnimap-stream shell) "
            + "(nnimap-shell-program \"mailcask serve --stdio\"))"
        ]),
        .heading("From another machine"),
        .paragraph("ssh starts it there:"),
        .literal(["set tunnel = \"ssh -q server mailcask serve --stdio\""]),
        .heading("Mailboxes"),
        .terms([
          ("INBOX", "the newest 1,000 messages"),
          ("All", "everything that is not deleted"),
          ("Years/2024", "by date, in universal time"),
          (
            "Accounts/work",
            "all that was seen in an account; Accounts/work/Sent: in a folder of it"
          ),
          ("Folders/...", "folders of imported mail"),
          ("Tags/bills", "messages with a tag; ASCII tags are keywords, too"),
          ("Saved/NAME", "what a query of [saved] finds"),
          (
            "Search/QUERY",
            "what any query finds; in no list: type the name. Queries are those of mailcask help query."
          ),
          ("Trash", "empty: programs make one where there is none"),
        ]),
        .paragraph(
          """
          A message has the same UID in a mailbox for ever. The tags flagged, answered and draft are the \
          flags of these names. A message that is restored after it was deleted makes programs read \
          the mailbox again.
          """),
        .heading("Searching"),
        .paragraph(
          """
          SEARCH looks for words, as mailcask search does, where the standard means any part of a text: \
          the words of a key must stand beside each other, and the last may be the beginning of one. \
          FUZZY also finds other forms of words. Text without a word, and header fields other than \
          addresses and subject, are looked for in the messages themselves, which takes longer.
          """),
      ])
  }
}
