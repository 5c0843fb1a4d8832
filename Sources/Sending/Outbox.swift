package import Archive
import Errors
package import Fetch
import Files
import MIME
package import Mail
import Net
import SASL
import SMTP
import Store

/// The messages that wait to be sent, and how they are.
///
/// A message is sent by one process at a time, without holding the archive, and then its state is recorded:
/// if the program ends in between, it is sent again with the same Message-ID.
package struct Outbox {
  /// What became of messages.
  package struct Report: Equatable {
    package var items: [QueuedMessage] = []
    /// Why an account's server could not be used.
    package var failures: [ArchiveError] = []

    package init() {}
  }

  private let archive: MailArchive
  private let options: MailArchive.FetchOptions

  /// - Parameter archive: open for reading; it is written to for moments.
  package init(of archive: MailArchive, _ options: MailArchive.FetchOptions) {
    self.archive = archive
    self.options = options
  }

  /// Sends what is due.
  ///
  /// - Parameter always: also what was to be tried later only.
  /// - Throws: why the outbox cannot be read. What could not be sent is in the report.
  package func send(always: Bool = false) throws(ArchiveError) -> Report {
    var report = Report()
    let time = always ? Int64.max : currentTime()
    let waiting = try archive.mailToSend(at: time)
    guard !waiting.isEmpty else { return report }
    let claims: NumberLocks
    let due: [QueuedMessage]
    do {
      claims = try NumberLocks(FilePath(archive.location.outboxLockFile))
      let claimed = Set(try waiting.map(\.id).filter(claims.take))
      // As it is now: another process may have sent it since.
      due = try archive.mailToSend(at: time).filter { claimed.contains($0.id) }
    } catch { throw ArchiveError(any: error) }
    defer { withExtendedLifetime(claims) {} }
    for (account, items) in Dictionary(grouping: due, by: \.account).sorted(by: { $0.key < $1.key })
    {
      send(items, by: account, &report)
    }
    return report
  }

  private func send(_ items: [QueuedMessage], by name: String, _ report: inout Report) {
    var waiting = items[...]
    do {
      let account = try archive.account(named: name, to: "send by")
      let settings = try account.smtpSettings()
      var unknown: Int64?
      while let item = waiting.first {
        do {
          try session(account, settings) { client in
            while let item = waiting.first {
              record(item, try outcomes(of: item, client), &report)
              waiting.removeFirst()
            }
          }
        } catch let error as SMTPError where error.code == .unknownOutcome && unknown != item.id {
          // Twice is better than never. The Message-ID is the same, so that readers see one.
          unknown = item.id
        } catch let error as SMTPError { throw ArchiveError(error) }
      }
    } catch {
      let failure = ArchiveError(any: error)
      report.failures.append(failure)
      for item in waiting {
        record(item, item.recipients.map { _ in .tryAgain(failure.why) }, &report)
      }
    }
  }

  private func session(
    _ account: AccountSettings, _ settings: ServerSettings, _ body: (SMTPClient) throws -> Void
  ) throws {
    let client = try SMTPClient.connect(
      settings, interrupt: options.cancellation?.interrupt,
      trace: options.trace.map { show in { show("\($0.direction.rawValue): \($0.text)") } })
    do {
      if !account.needsNoLogin {
        let login = account.submitting
        try archive.withSecret(of: login, options) { secret in
          let credentials = try login.credentials(secret)
          // A refused token is made again.
          do throws(SMTPError) { try client.logIn(credentials) } catch { throw ArchiveError(error) }
        }
      }
      try body(client)
    } catch {
      client.abort()
      throw error
    }
    client.quit()
  }

  /// - Throws: what ends the session.
  private func outcomes(
    of item: QueuedMessage, _ client: SMTPClient
  ) throws -> [RecipientOutcome] {
    let refused = { (why: String) in item.recipients.map { _ in RecipientOutcome.refused(why) } }
    guard
      let message = try? archive.store.stored([item.message], spillingTo: archive.store.spillPlace)
        .first?.held()
    else { return refused("the message is no longer in the archive, or damaged") }
    guard let sender = EnvelopeAddress(item.sender) else {
      return refused("\"\(item.sender)\" is no address")
    }
    // Addresses were checked when the message was queued.
    let recipients = item.recipients.compactMap { EnvelopeAddress($0.address) }
    guard recipients.count == item.recipients.count else { return refused("an address is none") }
    do {
      return try client.send(
        try message.withoutBcc, Envelope(from: sender, to: recipients))
    } catch let error as SMTPError where error.code == .unsendableMessage {
      return refused(error.text.explanation)
    }
  }

  /// What cannot be recorded is tried again: twice is better than never.
  private func record(
    _ item: QueuedMessage, _ outcomes: [RecipientOutcome], _ report: inout Report
  ) {
    let now = currentTime()
    let recipients = zip(item.recipients, outcomes).map { recipient, outcome in
      recipient.after(outcome, queued: item.queued, now: now)
    }
    do {
      try ArchiveWriter(for: archive).borrow(wait: Limits.recordPatience) {
        do { try $0.store.record(recipients, of: item.id) } catch { throw ArchiveError(any: error) }
      }
    } catch { report.failures.append(error) }
    report.items.append(
      QueuedMessage(
        id: item.id, message: item.message, account: item.account, sender: item.sender,
        queued: item.queued, recipients: recipients))
  }
}

extension QueuedRecipient {
  fileprivate func after(
    _ outcome: RecipientOutcome, queued: Int64, now: Int64
  ) -> QueuedRecipient {
    var recipient = self
    recipient.tries += 1
    switch outcome {
    case .sent(let answer): (recipient.state, recipient.answer) = (.sent, answer)
    case .refused(let answer): (recipient.state, recipient.answer) = (.refused, answer)
    case .tryAgain(let answer):
      recipient.answer = answer
      if now - queued > Limits.patience { recipient.state = .givenUp }
      let pause = Limits.pauses[min(tries, Limits.pauses.count - 1)]
      recipient.next = now + pause
    }
    return recipient
  }
}

extension MessageBytes {
  /// As it is sent: who gets a hidden copy stays hidden.
  fileprivate var withoutBcc: [MessageBytes] {
    get throws {
      let start = Array(try slice(0..<min(count, Limits.header)))
      let header = LiteralHeader(start, 0..<start.count, to: .lastField)
      guard header.has("bcc") || header.has("resent-bcc") else { return [self] }
      return [.memory(header.without(["bcc", "resent-bcc"])), part(header.end..<count)]
    }
  }
}

extension MailArchive {
  /// What waits to be sent, and with `all` what was.
  package func outbox(all: Bool = false) throws(ArchiveError) -> [QueuedMessage] {
    do { return try store.outbox(all: all) } catch { throw ArchiveError(any: error) }
  }

  /// Takes messages back that wait to be sent.
  ///
  /// - Returns: how many of them waited.
  package func withdraw(_ items: [Int64]) throws(ArchiveError) -> Int {
    do {
      var count = 0
      for item in try store.outbox() where items.contains(item.id) {
        var waiting = item.recipients.filter { $0.state == .waiting }
        for index in waiting.indices {
          waiting[index].state = .givenUp
          waiting[index].answer = "taken back"
        }
        try store.record(waiting, of: item.id)
        count += 1
      }
      return count
    } catch { throw ArchiveError(any: error) }
  }

  /// What may be tried at a time, in seconds since 1970, for the recipients for whom it may.
  fileprivate func mailToSend(at time: Int64) throws(ArchiveError) -> [QueuedMessage] {
    try outbox().compactMap { item in
      let due = item.recipients.filter { $0.state == .waiting && $0.next <= time }
      guard !due.isEmpty else { return nil }
      return QueuedMessage(
        id: item.id, message: item.message, account: item.account, sender: item.sender,
        queued: item.queued, recipients: due)
    }
  }
}

extension ArchiveLocation {
  /// Who sends a message of the outbox holds its number here.
  fileprivate var outboxLockFile: String { directory + "/outbox.lock" }
}
