extension Topic {
  /// How mail is sent from the archive, and how programs are set up for it.
  static var sending: Topic {
    Topic(
      name: "send", page: ("mailcask-send", 7),
      abstract: "How mail is sent, and kept while it is.",
      blocks: [
        .paragraph(
          """
          What is sent is stored in the archive first, in the same step that puts it into the outbox. Then \
          it is handed in at the server of an account. Nothing is ever sent without a command, and no \
          mail of others is passed on.
          """),
        .heading("Settings"),
        .literal([
          "[accounts.work]", "host = \"imap.example.org\"", "user = \"ada@example.org\"",
          "password_command = \"pass show mail/ada\"", "smtp_host = \"smtp.example.org\"",
          "identities = [\"ada@example.org\", \"ada@example.com\"]",
        ]),
        .paragraph(
          """
          Port 465 with TLS unless smtp_port and smtp_tls say otherwise; never less protection than they \
          say. The password or token is the account's, unless smtp_password_command gives another. \
          With OAuth at Microsoft, give permission again after adding smtp_host (mailcask account login \
          work): sending needs one more, SMTP.Send. Until then mail is fetched as before.
          """),
        .heading("Programs that know sendmail"),
        .literal([
          "mutt: set sendmail = \"mailcask sendmail -oi\"",
          "git: git config sendemail.sendmailCmd \"mailcask sendmail -i\"",
          "by hand: mailcask sendmail -t < message.eml",
        ]),
        .paragraph(
          """
          -t takes the addresses from To, Cc and Bcc; Bcc is kept in the archive and not sent. A message \
          without Date, Message-ID or From gets them; nothing else is changed. The command ends with 0 \
          when the message is stored and was sent or waits, 69 if a server refused it, 65 without a \
          message or recipient, 78 for settings, 75 if it could not be stored.
          """),
        .heading("Sending a message on"),
        .paragraph(
          """
          mailcask redirect 42 --to ada@example.org sends a message on as it is, with fields in front that \
          say by whom. Domains that allow only their own servers to send for them (SPF, DMARC) may have \
          it refused: --attach sends a message of your own with the original inside.
          """),
        .heading("The outbox"),
        .paragraph(
          """
          mailcask outbox lists what waits. fetch tries it again after 5 and 15 minutes, an hour, then \
          every 4 hours; after 5 days it is given up. mailcask outbox --send tries everything now, \
          --take-back 3 sends number 3 no more. If the connection breaks before the server says whether it \
          has a message, the message is sent again with the same Message-ID: twice is better than never. \
          In an archive that was restored from a backup, what waited there is held, as it may have been sent \
          since: --send sends it, --take-back does not.
          """),
      ])
  }
}
