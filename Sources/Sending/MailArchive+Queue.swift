package import Archive
import Fetch
package import Files
import Mail
import Store
import Synchronization

extension MailArchive {
  /// For messages that are too large for memory.
  package var spillPlace: SpillPlace { store.spillPlace }

  /// A message as it is stored, checked against its digest.
  func heldBytes(of id: Int64) throws(ArchiveError) -> MessageBytes {
    do {
      guard let stored = try store.stored([id], spillingTo: spillPlace).first else {
        throw notFound(id, to: "send message \(id)")
      }
      return try stored.held()
    } catch { throw ArchiveError(any: error) }
  }

  /// Stores a message and queues it to be sent, in one transaction.
  ///
  /// - Parameter what: for the list of runs: "send", "redirect".
  /// - Returns: its number in the archive.
  /// - Throws: what storing throws; then it is not queued either.
  package func queue(_ message: OutgoingMessage, _ what: String) throws(ArchiveError) -> Int64 {
    let account = message.envelope.account
    do {
      let (run, _) = try store.beginRun(command: "\(what) by \(account)")
      let stored = Stored()
      let pipeline = try IngestPipeline(store: store, run: run) { entries in
        for entry in entries { stored.note(entry.entry) }
      }
      var incoming = IncomingMessage(
        ticket: 1, bytes: message.bytes,
        origin: Origin(source: .account(account), name: nil, time: currentTime()))
      incoming.tags = ["sent"]
      incoming.delivery.outgoing = message.envelope
      do {
        try pipeline.offer(incoming)
        _ = try pipeline.finish()
      } catch {
        pipeline.cancel()
        _ = try? store.finishRun(run, outcome: "\(error)")
        throw error
      }
      _ = try store.finishRun(run)
      return try stored.number(what)
    } catch { throw ArchiveError(any: error) }
  }
}

/// What became of the one message. The pipeline's writer fills it before `finish` returns.
private final class Stored: Sendable {
  private let outcome = Mutex<Outcome?>(nil)

  func note(_ entry: LedgerEntry) { outcome.withLock { $0 = entry.outcome } }

  func number(_ what: String) throws(ArchiveError) -> Int64 {
    switch outcome.withLock({ $0 }) {
    case .stored(let id): return id
    case .copy(let id): return id
    case .rejected(let reason):
      throw ArchiveError(.mailbox, "\(what) a message", why: reason, remedy: "See mailcask runs.")
    case nil: throw ArchiveError(.interrupted, "\(what) a message", why: "it was not stored")
    }
  }
}
