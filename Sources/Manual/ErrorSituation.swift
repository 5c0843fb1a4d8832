package import Archive

/// What can go wrong, as the manual lists it: each kind of error with an example of its text. A test
/// causes every one of them.
package struct ErrorSituation {
  package let code: ArchiveError.Code
  let when: String
  /// What the message contains.
  package let says: String
  let remedy: String

  package var status: Int32 { ExitMeaning(of: code).rawValue }

  private init(_ code: ArchiveError.Code, _ when: String, says: String, _ remedy: String) {
    self.code = code
    self.when = when
    self.says = says
    self.remedy = remedy
  }

  package static let all: [ErrorSituation] = [
    ErrorSituation(
      .notAnArchive, "no archive where one is looked for", says: "there is no mail.sqlite in it",
      "Create one with mailcask init, or specify the right one with --archive."),
    ErrorSituation(
      .alreadyThere, "something stands where an archive or a file is to be made",
      says: "it is not empty", "Name another place; nothing is overwritten."),
    ErrorSituation(
      .newerVersion, "a newer Mailcask wrote the archive", says: "a newer Mailcask wrote it",
      "Install the latest version; the archive is not touched."),
    ErrorSituation(
      .locked, "another process writes to the archive", says: "is writing to it",
      "Wait until it is done; reading is possible meanwhile."),
    ErrorSituation(
      .fileSystem, "a file or directory cannot be made or written", says: "cannot be made",
      "Check permissions and free space (mailcask doctor)."),
    ErrorSituation(
      .configuration, "a mistake in mailcask.toml", says: "unknown key",
      "Correct the line that is named; mailcask config check looks again."),
    ErrorSituation(
      .credentials, "a password is missing or refused", says: "password of account",
      "Check user and password; mailcask account test tries them."),
    ErrorSituation(
      .network, "a server cannot be reached", says: "connection refused",
      "Try again later, or check host and port. What was fetched is safe."),
    ErrorSituation(
      .certificate, "a server's certificate is not trusted", says: "certificate",
      "Ask its operator; to trust it all the same, pin its fingerprint."),
    ErrorSituation(
      .server, "a server does not speak POP3", says: "the port of the POP3 server",
      "Check host and port; --trace shows the dialogue."),
    ErrorSituation(
      .query, "a query cannot be understood", says: "unknown field",
      "The mistake is marked below the query."),
    ErrorSituation(
      .notFound, "no such message, run or file", says: "there is no such message",
      "Search again; numbers belong to one archive."),
    ErrorSituation(
      .damaged, "stored bytes are damaged", says: "cannot read a message",
      "mailcask verify names what is affected; restore a backup or fetch again."),
    ErrorSituation(
      .index, "the index cannot be used or made", says: "use the index",
      "It is derived data: delete the directory, and the next search rebuilds it."),
    ErrorSituation(
      .mailbox, "a file is no mailbox", says: "is not part of any message",
      "Check the file; what could be read was imported."),
    ErrorSituation(
      .interrupted, "stopped on request (Ctrl-C)", says: "interrupted",
      "What was done is safe; the same command continues from there."),
  ]
}
