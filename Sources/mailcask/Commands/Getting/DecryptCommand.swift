import Archive
import ArgumentParser
import Glibc
import Presentation
import StandardStreams

struct DecryptCommand: ParsableCommand, TakesQuery {
  static let configuration = CommandConfiguration(
    commandName: "decrypt",
    abstract: "Decrypt encrypted mail, so that searches find what it says.",
    discussion: """
      For this the settings must say: [decrypt] pgp = true for OpenPGP, which gpg decrypts (package \
      gnupg), and smime = "key.pem" for S/MIME. fetch and import then decrypt what is new at their end, \
      without asking anybody; a message whose key is missing or locked is tried again later. This \
      command tries all of them, or those that a query finds, and may ask for passphrases.

      The stored bytes stay as they are, and exports are the originals. What was decrypted is kept \
      beside them, in the archive and in its backups, as are OpenPGP's session keys, so that messages \
      can be read when the key is gone. --forget erases all of it, and names the backups that still \
      hold some.

      Examples:
        mailcask decrypt
        mailcask decrypt from:bob is:encrypted
        mailcask decrypt --forget
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Erase everything that was decrypted from the store and the index.")
  var forget = false

  @Flag(help: "Only store what was decrypted; the next search or fetch indexes it.")
  var noIndex = false

  @Flag(help: "Print the result as JSON.")
  var json = false

  @OptionGroup var messages: MessagesOption

  func validate() throws {
    guard !forget || messages.isEmpty else {
      throw ValidationError("--forget takes no query: it erases everything that was decrypted")
    }
  }

  func run() throws {
    let option = archive
    let interruption = try Interruption(
      .whenSafe("what was decrypted is kept, and the same command continues from there"))
    let archive = try archive.openForWriting()
    defer { archive.close() }
    guard !forget else { return try forgetAll(archive, interruption) }
    guard archive.decryptsMail else {
      throw ArchiveError(
        .configuration, "decrypt mail", why: "the settings do not say to",
        remedy: "Write pgp = true, or smime = \"key.pem\", below [decrypt] in "
          + archive.location.configurationFile)
    }
    var work = DecryptionRun(interruption: interruption, leavesIndex: noIndex)
    work.mayAsk = true
    if !messages.isEmpty {
      let chosen = try messages.chosen(in: archive, at: option.archive, to: "decrypt", interruption)
      chosen.announce()
      work.chosen = Set(chosen.ids)
    }
    // So that gpg's agent knows where to ask.
    if let terminal = unsafe ttyname(STDIN_FILENO) { unsafe setenv("GPG_TTY", terminal, 0) }
    let report = try work.run(archive)
    if json {
      Console.json(DecryptionSummary(report))
    } else if report.total == 0, !report.isInterrupted {
      Console.summary("No message is waiting to be decrypted.")
    } else {
      work.summarize(report)
    }
    if !report.isInterrupted, !noIndex, archive.configuration.attachments.read {
      try AttachmentReading(interruption: interruption).runAtEnd(of: archive, isQuiet: json)
    }
    let decrypted = report.outcomes[.decrypted] ?? 0
    if report.isInterrupted || decrypted < report.total { throw ExitStatus.partial }
  }

  private func forgetAll(_ archive: MailArchive, _ interruption: Interruption) throws {
    let forgotten = try waitingForIndex(interruption, notice: Log.warning) { observer in
      try archive.forgetDecrypted(observer)
    }
    if json { return Console.json(ForgottenSummary(forgotten)) }
    Console.summary(
      "Erased what was decrypted of \(counted(forgotten.messages, "message")), session keys included"
    )
    for place in forgotten.backups {
      Log.warning("the backup in \(place) still holds decrypted text: delete it and make a new one")
    }
    for place in forgotten.unknownBackups {
      Log.warning("the backup in \(place) cannot be looked into; it may still hold decrypted text")
    }
    Log.info("copies of the archive that were made otherwise are not known here")
    if archive.decryptsMail {
      Log.warning(
        "fetch and import decrypt it again unless you take [decrypt] out of mailcask.toml")
    }
  }
}

/// Decrypts mail for a command, shows how far it is, and has what was decrypted indexed.
struct DecryptionRun {
  let interruption: Interruption
  /// The index is left for the next command.
  var leavesIndex = false
  var mayAsk = false
  /// Nil: all that is due.
  var chosen: Set<Int64>?
  var step = ProgressStep.only
  /// When to leave what is left for the next time, in seconds on the clock of `now()`.
  var deadline = Double.infinity

  func run(_ archive: MailArchive) throws -> DecryptionReport {
    let isFirst = try archive.decryptionState().outcomes[.decrypted] == nil
    let line = ProgressLine(step: step)
    defer { line.clear() }
    let prompt: ((String) -> String?)? = mayAsk ? { askSecretly($0) } : nil
    var report = DecryptionReport()
    try waitingForIndex(interruption, notice: Log.warning) { observer in
      defer { line.clear() }
      report = try archive.decryptMail(
        options(line), leavesIndex: leavesIndex, observer, prompt: prompt)
    }
    if isFirst, report.outcomes[.decrypted] != nil {
      line.clear()
      Log.info(
        "decrypted text and session keys now lie in the archive, and will in its backups; "
          + "mailcask decrypt --forget erases them")
    }
    return report
  }

  private func options(_ line: ProgressLine) -> DecryptionOptions {
    var options = DecryptionOptions()
    options.mayAsk = mayAsk
    options.messages = chosen
    options.isInterrupted = { interruption.isRequested || now() > deadline }
    options.progress = { line.show("decrypting message", $0, of: $1) }
    return options
  }

  /// After a command that stored mail. Keys that cannot be used must not stop it.
  @discardableResult
  func runAtEnd(of archive: MailArchive, isQuiet: Bool = false) throws -> DecryptionReport? {
    guard archive.decryptsMail, !interruption.isRequested else { return nil }
    do {
      let report = try run(archive)
      if !isQuiet { summarize(report) }
      return report
    } catch let error as ArchiveError where error.code == .configuration {
      Log.warning("\(error)")
      return nil
    }
  }

  func summarize(_ report: DecryptionReport) {
    if report.total > 0 {
      Console.summary("Encrypted messages: \(report.displayText)")
    }
    if let waiting = report.outcomes[.needsProgram] {
      Log.warning("\(counted(waiting, "message")) not decrypted: gpg is not installed")
    }
    if report.isInterrupted, interruption.isRequested {
      Log.error("interrupted: what was decrypted is kept; mailcask decrypt continues from there")
    }
  }
}
