package import Archive
package import Fetch
import Files
import Mail
import SMTP

/// Keeps messages, queues them and sends what is due, for one account.
package struct Dispatch {
  private let archive: MailArchive
  private let account: AccountSettings
  private let options: MailArchive.FetchOptions

  /// - Parameter archive: open for reading; it is written to for moments.
  package init(
    _ archive: MailArchive, _ account: AccountSettings, _ options: MailArchive.FetchOptions
  ) {
    self.archive = archive
    self.account = account
    self.options = options
  }

  /// - Parameters:
  ///   - sender: of the envelope; nil: the account's usual one, or the author.
  ///   - recipients: addresses; each gets the message once.
  /// - Returns: its number in the archive, and what became of it and of others that were due.
  /// - Throws: `mailbox` for addresses that are none, `locked`, `fileSystem`: it is neither stored nor
  ///   sent then.
  package func send(
    _ message: SubmittedMessage, from sender: String?, to recipients: [String]
  ) throws(ArchiveError) -> (message: Int64, report: Outbox.Report) {
    let sender = try address(sender ?? account.usualSender ?? message.author)
    return try post(
      try message.completed(from: sender, at: currentTime(), in: archive.spillPlace),
      from: sender, to: recipients, "send")
  }

  /// Sends a message of the archive on.
  ///
  /// - Parameter asAttachment: of a new message, instead of as it is.
  /// - Returns: as `send`.
  package func redirect(
    _ id: Int64, to recipients: [String], asAttachment: Bool
  ) throws(ArchiveError) -> (message: Int64, report: Outbox.Report) {
    let sender = try address(account.usualSender)
    let redirection = Redirection(
      from: sender, to: try addresses(recipients), at: currentTime())
    let place = archive.spillPlace
    let original = try archive.heldBytes(of: id)
    let bytes =
      asAttachment
      ? try redirection.attached(
        original, subject: try archive.message(id).summary.subject, in: place)
      : try redirection.redirected(original, in: place)
    return try post(bytes, from: sender, to: recipients, "redirect")
  }

  private func post(
    _ bytes: MessageBytes, from sender: String, to recipients: [String], _ what: String
  ) throws(ArchiveError) -> (message: Int64, report: Outbox.Report) {
    let message = OutgoingMessage(
      bytes: bytes,
      envelope: OutgoingEnvelope(
        account: account.name, sender: sender, recipients: try addresses(recipients)))
    let id = try ArchiveWriter(for: archive).borrow(wait: Limits.writerPatience) { writer in
      try writer.queue(message, what)
    }
    // From here on it is kept and waits, whatever happens.
    do { return (id, try Outbox(of: archive, options).send()) } catch {
      var report = Outbox.Report()
      report.failures = [error]
      return (id, report)
    }
  }

  // MARK: Addresses

  private func address(_ text: String?) throws(ArchiveError) -> String {
    guard let text else {
      throw ArchiveError(
        .configuration, "send by account \(account.name)", why: "its address is not known",
        remedy: "Add identities = [\"you@example.org\"] to [accounts.\(account.name)].")
    }
    guard EnvelopeAddress(text) != nil else { throw notAnAddress(text) }
    return text
  }

  private func addresses(_ texts: [String]) throws(ArchiveError) -> [String] {
    var seen: Set<String> = []
    var all: [String] = []
    for text in texts where seen.insert(text).inserted {
      guard EnvelopeAddress(text) != nil else { throw notAnAddress(text) }
      all.append(text)
    }
    guard !all.isEmpty, all.count <= Limits.recipients else {
      throw ArchiveError(
        .mailbox, "send a message",
        why: all.isEmpty
          ? "it has no recipient" : "it has more than \(Limits.recipients) recipients",
        remedy: all.isEmpty ? "Give addresses, or -t for those of its header." : "")
    }
    return all
  }

  private func notAnAddress(_ text: String) -> ArchiveError {
    ArchiveError(
      .mailbox, "send a message", why: "\"\(text)\" is no address",
      remedy: "Write addresses such as ada@example.org.")
  }
}
