package import Decryption
import FoundationEssentials
public import Mail
package import Store

/// How encrypted messages are decrypted.
public struct DecryptionOptions: Sendable {
  /// Whether gpg may ask for a passphrase.
  public var mayAsk = false
  /// Only these; nil: all that are due.
  public var messages: Set<Int64>?
  /// Called after each commit.
  public var committed: @Sendable () -> Void = {}
  /// Encrypted messages that were looked at, and the number of all.
  public var progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  /// What was decrypted until then is kept.
  public var isInterrupted: @Sendable () -> Bool = { false }

  public init() {}
}

/// What decrypting gave.
public struct DecryptionReport: Equatable, Sendable {
  /// Number of messages that were tried, by what became of them.
  public var outcomes: [DecryptionOutcome: Int] = [:]
  public var isInterrupted = false

  public var total: Int { outcomes.values.reduce(0, +) }

  public init() {}
}

/// Decrypts messages, the latest first. Stored bytes stay as they are: what comes out is kept beside them.
package struct DecryptionQueue {
  private let store: MailStore
  private let options: DecryptionOptions
  private let decryptor: Decryptor
  private let means: String

  /// - Parameters:
  ///   - keys: by which S/MIME is decrypted; nil: it is not.
  package init(
    _ store: MailStore, pgp: Bool, keys: SMIMEKeys?, _ options: DecryptionOptions
  ) {
    self.store = store
    self.options = options
    decryptor = Decryptor(
      pgp: pgp, keys: keys, mayAsk: options.mayAsk, isInterrupted: options.isInterrupted)
    means = Decryptor.means(pgp: pgp, smime: keys != nil)
  }

  /// The messages that are to be tried now.
  private func due() throws -> [EncryptedMessage] {
    let now = Int64(Date().timeIntervalSince1970)
    var due: [EncryptedMessage] = []
    var before = Int64.max
    while case let page = try store.encryptedMessages(before: before, limit: Limits.encryptedListed),
      let last = page.last
    {
      due += page.filter { isDue($0, now) }
      before = last.id
    }
    return due
  }

  private func isDue(_ message: EncryptedMessage, _ now: Int64) -> Bool {
    guard let outcome = message.outcome else {
      return options.messages?.contains(message.id) ?? true
    }
    if let chosen = options.messages {
      return chosen.contains(message.id)
        && (outcome != .decrypted || Decryptor.isOutdated(message.means))
    }
    if Decryptor.isOutdated(message.means) { return true }
    guard outcome != .decrypted else { return false }
    if message.means != means { return true }
    switch outcome {
    case .noKey, .locked:
      if options.mayAsk { return true }
      let wait = Limits.firstRetry << min(max(0, Int64(message.tries) - 1), 16)
      return now >= message.latest + min(wait, Limits.lastRetry) || now < message.latest
    case .needsProgram: return Decryptor.gpgPath != nil
    case .damaged, .limit, .notWanted, .decrypted: return false
    }
  }

  package func run() throws -> DecryptionReport {
    var report = DecryptionReport()
    let due = try due()
    var rows: [DecryptedRow] = []
    var bytes = 0
    var lastCommit = ContinuousClock.now
    func commit() throws {
      guard !rows.isEmpty else { return }
      try store.enter(rows)
      options.committed()
      (rows, bytes) = ([], 0)
      lastCommit = ContinuousClock.now
    }
    for (index, message) in due.enumerated() {
      options.progress(index, due.count)
      guard !options.isInterrupted() else {
        report.isInterrupted = true
        break
      }
      guard let row = try decrypt(message) else {
        report.isInterrupted = options.isInterrupted()
        if report.isInterrupted { break }
        continue
      }
      report.outcomes[row.outcome, default: 0] += 1
      rows.append(row)
      bytes += row.clear?.count ?? 0
      if rows.count >= Limits.decryptionsPerCommit || bytes >= Limits.decryptedBytesPerCommit
        || ContinuousClock.now - lastCommit > .seconds(Limits.secondsPerCommit)
      {
        try commit()
      }
    }
    try commit()
    return report
  }

  /// Nil for a message that is damaged itself, and when it was interrupted.
  private func decrypt(_ message: EncryptedMessage) throws -> DecryptedRow? {
    guard let summary = try store.summaries(of: [message.id]).first else { return nil }
    var result: Decrypted?
    if summary.size > Decryption.Limits.messageBytes {
      result = Decrypted(.limit)
    } else {
      do {
        result = decryptor.decrypt(
          try store.bytes(of: message.id), sessionKeys: message.sessionKeys)
      } catch {
        guard error.code == .damaged else { throw error }
        return nil
      }
    }
    guard let result = result ?? (options.isInterrupted() ? nil : Decrypted(.damaged)) else {
      return nil
    }
    return DecryptedRow(
      message: message.id, outcome: result.outcome, means: means, sessionKeys: result.sessionKeys,
      clear: result.clear)
  }
}
