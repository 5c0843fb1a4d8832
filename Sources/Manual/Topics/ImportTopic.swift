extension Topic {
  /// Where programs and providers keep mail, and how to import it.
  static var importing: Topic {
    Topic(
      name: "import", page: ("mailcask-import", 7),
      abstract: "Where programs and providers keep mail, and the command that imports it.",
      blocks: [
        .paragraph(
          """
          Importing changes nothing in the source and stores nothing twice. Files may be compressed \
          (gzip, zstd, bzip2, xz, lz4) or inside tar, zip, 7z and rar. Folders become folder:, read \
          and answered marks become flags, keywords and labels become tags. mailcask names what it \
          cannot read, and says how to convert it.
          """),
        .heading("Providers"),
        .paragraph(
          """
          mailcask account add asks for your address, finds the server and tries the login. With \
          IMAP all folders come; POP3 shows the inbox only. Nothing is changed on an IMAP server.
          """),
        .terms([
          (
            "Gmail",
            "mailcask account add; needs an app password. For large accounts use Takeout first: Gmail "
              + "limits IMAP to 2,500 MB a day."
          ),
          ("Google Takeout", "mailcask import takeout-*.zip: labels become tags"),
          (
            "Outlook.com, Microsoft 365, Exchange",
            "mailcask account add, then mailcask account login NAME: OAuth; ask your administrator "
              + "where the company restricts it"
          ),
          ("Yahoo, AOL", "mailcask account add; needs an app password"),
          ("iCloud", "mailcask account add; IMAP only, needs an app-specific password"),
          (
            "GMX, WEB.DE",
            "mailcask account add; switch on POP3 and IMAP in the settings of the provider first"
          ),
          ("T-Online", "mailcask account add; needs the separate password for mail programs"),
          (
            "Proton",
            "with Proton Bridge: mailcask account add; or mailcask import the directory of its export "
              + "tool"
          ),
          ("Fastmail", "mailcask account add; needs an app password"),
          ("your own server", "mailcask account add"),
        ]),
        .heading("Programs"),
        .terms([
          (
            "Thunderbird",
            "mailcask import ~/.thunderbird/PROFILE/Mail ~/.thunderbird/PROFILE/ImapMail; on Windows "
              + "%APPDATA%\\Thunderbird\\Profiles, on a Mac ~/Library/Thunderbird. IMAP folders hold only "
              + "what was kept offline."
          ),
          (
            "Apple Mail",
            "mailcask import ~/Library/Mail/V10; an exported mailbox: mailcask import Work.mbox"
          ),
          (
            "Outlook: .pst, .ost",
            "mailcask import archive.pst; needs the program readpst (package pst-utils)"
          ),
          (
            "Outlook: .msg",
            "msgconvert *.msg (package libemail-outlook-message-perl), then mailcask import *.eml"
          ),
          (
            "Outlook for Mac: .olm; new Outlook, Windows Mail",
            "these forms cannot be read: fetch the mail from its server, or save messages as .eml"
          ),
          ("Evolution", "mailcask import ~/.local/share/evolution/mail/local"),
          ("KMail", "mailcask import ~/.local/share/local-mail"),
          ("Claws Mail, Sylpheed", "mailcask import ~/Mail"),
          ("mutt, NeoMutt", "mailcask import ~/Mail"),
          (
            "mbsync, offlineimap, getmail, notmuch, mu",
            "mailcask import ~/Maildir; tags of notmuch and mu are in their own databases"
          ),
          ("Windows Live Mail, Proton's export tool", "mailcask import DIRECTORY: .eml files"),
          ("Outlook Express: .dbx", "undbx (package undbx), then mailcask import"),
          (
            "Eudora, Pegasus, The Bat!",
            "Eudora's .mbx files are read; for the others export a UNIX mailbox, or use the package "
              + "akonadi-import-wizard"
          ),
        ]),
        .heading("Formats"),
        .terms([
          (
            "mbox", "all dialects, MMDF and Eudora's; --dialect decides where it cannot be detected"
          ),
          ("Maildir, Maildir++", "with flags and folders"),
          ("MH", "with sequences and the marks of Claws and Sylpheed where they are text"),
          (".eml, .emlx", "single messages"),
          ("- (standard input)", "an mbox or a message"),
        ]),
        .heading("Afterwards"),
        .paragraph(
          """
          mailcask runs lists what every import did. What could not be imported is listed with the \
          reason and kept in the directory rejected of the archive where its bytes were at hand. \
          mailcask diff ARCHIVE SOURCE proves that nothing is missing.
          """),
      ])
  }
}
