import Archive

extension Topic {
  /// What lies in an archive, and how to read it without this program.
  static var archive: Topic {
    Topic(
      name: "archive", page: ("mailcask-archive", 5),
      abstract: "What an archive is made of, and how to get mail out without Mailcask.",
      blocks: [
        .paragraph(
          """
          An archive is one directory. It may be moved, renamed and copied while no command runs on \
          it; mailcask backup copies it at any time. Directories have mode 0700, files 0600.
          """),
        .heading("Files"),
        .terms([
          (
            "mail.sqlite",
            "everything: messages byte for byte, tags, folders, where each message was seen, and what "
              + "became of every message ever offered. With -wal and -shm beside it while in use."
          ),
          (
            "index/",
            "the Xapian index. Derived: it may be deleted, and the next search rebuilds it."
          ),
          ("mailcask.toml", "the settings; see mailcask.toml(5)"),
          ("rejected/", "bytes that could not be imported or fetched as messages"),
          ("incoming/", "a Maildir with messages that were delivered and are not imported yet"),
          ("last-backup", "when the archive was backed up last"),
          (
            "accounts/",
            "what is remembered of accounts, and OAuth tokens. Backups leave the tokens out."
          ),
          (
            "serve.sqlite",
            "which UIDs messages have in the mailboxes of mailcask serve. Derived: without it programs "
              + "read these mailboxes again."
          ),
          (
            "serve-password",
            "what mail programs log in with at a port of mailcask serve. A new one is made if it is deleted."
          ),
          (
            "serve-tls.pem",
            "certificate and key of mailcask serve --tls. New ones are made if it is deleted."
          ),
          ("imports.json", "how far interrupted imports are; may be deleted"),
          (
            "mail.sqlite-lock, index.lock, outbox.lock",
            "held by the process that writes, or sends a message"
          ),
        ]),
        .heading("Format"),
        .paragraph(
          """
          mail.sqlite is an SQLite 3 database. Messages are cut into pieces that equal messages and \
          attachments share, and are compressed with zstd, some with a dictionary that lies in the \
          same file. mailcask schema prints all tables and columns with explanations. A SHA-256 of \
          every message is kept and checked whenever the message is read.
          """),
        .heading("Recovery without Mailcask"),
        .paragraph(
          """
          The programs sqlite3 and zstd and a POSIX shell are enough: mailcask schema begins with a \
          script of 20 lines that writes any message to a file, and says how to compare its SHA-256. \
          Keep a printed copy of it with your backups, or the file Schemas/Migrations/v001_initial.sql of \
          the source.
          """),
        .heading("Where the archive is"),
        .paragraph(
          """
          The first of: --archive DIR; $MAILCASK_ARCHIVE; the working directory or the nearest one \
          above it that is an archive and belongs to you; $XDG_DATA_HOME/mailcask, which is \
          ~/.local/share/mailcask unless set.
          """),
        .heading("Versions"),
        .paragraph(
          """
          An archive that an older Mailcask wrote is brought up to date by the first command that \
          opens it. A newer archive is refused and not touched. An archive that cannot be written to is \
          read as it is.
          """),
      ])
  }
}
