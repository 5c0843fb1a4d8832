extension Topic {
  /// Accounts, and what becomes of mail on the server.
  static var fetching: Topic {
    Topic(
      name: "fetch", page: ("mailcask-fetch", 7),
      abstract: "Accounts, passwords, and what becomes of mail on the server.",
      blocks: [
        .heading("Accounts"),
        .paragraph(
          """
          mailcask account add asks for address and password, finds the server, tries the login and \
          writes the account into mailcask.toml. --since 2024-01-01 leaves older mail on the server. \
          mailcask account test tries all accounts, mailcask account folders NAME lists the folders of \
          an account and what would be fetched.
          """),
        .paragraph(
          """
          Passwords come from a command, a private file, a variable, the desktop's keyring or a prompt; \
          OAuth 2 through mailcask account login NAME.
          """),
        .heading("IMAP"),
        .paragraph(
          """
          With protocol = "imap" all folders are fetched, or those that folders and skip_folders name. \
          Each becomes a folder:, flags and Gmail's labels become tags. Nothing is changed on the server: \
          mailboxes are opened for reading only. Mail that is deleted there stays here and is found by \
          is:gone.
          """),
        .paragraph(
          """
          A folder or message that the server does not give is named, and asked for again after 1, 7, and \
          then every 30 days. A server that wants a pause gets five, from 5 seconds to 5 minutes. Gmail \
          gives 2,500 MB a day: a fetch stops before that and says when the next goes on. connections = 3 \
          is for servers that are slow in each connection.
          """),
        .heading("POP3"),
        .paragraph(
          """
          POP3 shows the inbox only. Mail stays on the server unless on_server says otherwise ("delete", \
          "delete after 30d", "keep newest 1000"). A message is deleted there only after the same bytes, \
          retrieved in the same session, are on this disk with a sync, and QUIT is said only then. One that \
          was fetched in an earlier session is retrieved once more before it is deleted, because a server's \
          UID proves nothing about the bytes of a message.
          """),
        .heading("Messages in doubt"),
        .paragraph(
          """
          A message that is empty, has no header, is much shorter than the server listed it or has the \
          bytes of another is suspect: it is kept, tagged suspect, reported, left on the server and fetched \
          once more. If the same bytes come again it stays there until you remove the tag: mailcask tag \
          -suspect -- id:42. list_sizes = "ignore" in the account is for servers that list wrong sizes, \
          such as Exchange.
          """),
        .paragraph(
          """
          A message whose end nothing proves is kept with the tag incomplete and fetched again. One that \
          breaks the session is named and comes last from then on, so that all others arrive.
          """),
        .heading("Again and again"),
        .paragraph(
          "mailcask fetch --watch 5m polls until it is stopped; of new mail in the inbox an IMAP server "
            + "tells at once (IDLE). As a systemd user unit, ~/.config/systemd/user/mailcask.service:"
        ),
        .literal([
          "[Service]", "ExecStart=%h/.local/bin/mailcask fetch --watch 5m",
          "ExecReload=kill -HUP $MAINPID", "Restart=on-failure", "[Install]",
          "WantedBy=default.target",
        ]),
      ])
  }
}
