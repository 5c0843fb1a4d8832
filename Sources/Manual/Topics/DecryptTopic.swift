extension Topic {
  /// What becomes of encrypted mail.
  static var decrypt: Topic {
    Topic(
      name: "decrypt", page: ("mailcask-decrypt", 7), abstract: "Encrypted mail that is found.",
      blocks: [
        .paragraph(
          """
          Mailcask keeps encrypted mail as it came, and decrypts nothing unless mailcask.toml says so. \
          Signed mail that is not encrypted needs no setting.
          """),
        .heading("OpenPGP"),
        .literal(["[decrypt]", "pgp = true"]),
        .paragraph(
          """
          gpg (Debian: package gnupg) decrypts whole messages (PGP/MIME), blocks between the lines of a \
          text, and files such as report.pdf.gpg. At the end of fetch and import, and between the rounds of \
          fetch --watch, it is run without a question, and never goes to the network: a key with a \
          passphrase opens messages only while gpg's agent knows it. mailcask decrypt may ask for it.
          """),
        .heading("S/MIME"),
        .literal([
          "[decrypt]", "smime = \"/home/ada/.config/smime-key.pem\"",
          "smime_password_command = \"pass show smime\"",
        ]),
        .paragraph(
          """
          The file has private keys and their certificates, in PEM form or PKCS #12; keys of earlier years \
          may be in it, too. A name without / at its beginning is looked for in the archive's directory.
          """),
        .heading("What is kept"),
        .paragraph(
          """
          The message stays byte for byte, exports and mail programs get the original. What was decrypted is \
          kept beside it: show and browse show it and say "decrypted", searches find it, and its files are \
          listed, saved and read as any others. So the text, and OpenPGP's session keys, lie in the archive \
          and in its backups, as readable as all other mail there. With a session key, a message can be \
          decrypted again when its key is gone.
          """),
        .heading("What cannot be decrypted"),
        .paragraph(
          """
          show says why: no key is here, the key is locked, it is damaged, gpg is not installed. Missing and \
          locked keys are tried again by fetch and import, after an hour at first, then ever more seldom; \
          mailcask decrypt tries all at once, and mailcask decrypt QUERY also those that are damaged. What \
          has no protection of its integrity, as in mail of the nineties, counts as damaged, as gpg says.
          """),
        .heading("Forgetting"),
        .paragraph(
          """
          mailcask decrypt --forget erases what was decrypted, with what was read out of files in it and \
          session keys. It writes the store and the index again, so that no part of the disk that they use \
          holds any of it, and names the backups that do. Take [decrypt] out of mailcask.toml, too, or the \
          next fetch decrypts it again.
          """),
      ])
  }
}
