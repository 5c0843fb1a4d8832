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
        .heading("Thunderbird, Apple Mail, K-9 and others"),
        .paragraph(
          """
          Programs that want a port use mailcask serve, which runs until it is stopped: IMAP at 127.0.0.1 and \
          ::1, port 1430, without TLS, user archive; the password stands in the archive's file \
          serve-password. No other machine reaches the port. For programs that insist on TLS: mailcask serve \
          --tls (SSL/TLS, not STARTTLS), and trust the certificate that they show, which is the archive's own. \
          What else runs is named in the settings:
          """),
        .literal([
          "[serve]", "imap = 1430", "lmtp = \"/home/ada/mail/lmtp.sock\"", "web = 8425",
          "fetch = \"15m\"",
        ]),
        .heading("Postfix, Exim, fetchmail"),
        .paragraph(
          """
          A mail system hands messages over by LMTP. Each is on the disk before it is acknowledged; the \
          archive has it some seconds later. Any recipient is taken, as it is one person's archive; none that \
          asks to pass mail on. Sender and recipients are not written into the message: show --provenance \
          names them, as a part of the place where it was seen.
          """),
        .literal([
          "Postfix: mailbox_transport = lmtp:unix:/home/ada/mail/lmtp.sock",
          "fetchmail: poll mail.example.org smtphost /home/ada/mail/lmtp.sock lmtp",
        ]),
        .heading("As a service"),
        .paragraph(
          """
          With systemd, idle costs nothing: the socket starts the service. In \
          ~/.config/systemd/user/mailcask-serve.socket:
          """),
        .literal([
          "[Socket]", "ListenStream=127.0.0.1:1430", "FileDescriptorName=imap", "[Install]",
          "WantedBy=sockets.target",
        ]),
        .paragraph("And in ~/.config/systemd/user/mailcask-serve.service:"),
        .literal(["[Service]", "ExecStart=/usr/bin/mailcask serve"]),
        .paragraph(
          """
          SIGTERM ends it: what was acknowledged to a sender is kept, and programs get a goodbye. SIGHUP makes \
          the process that fetches read the settings again.
          """),
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
