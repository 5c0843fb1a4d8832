import Extraction
import MIME
public import Mail
public import Reading
import Search
import Store

/// What is known of the attachments of an archive.
public struct AttachmentState: Equatable, Sendable {
  /// Number of attachments, each once, by the result of reading them.
  public let outcomes: [AttachmentOutcome: Int]
  /// Number of messages whose attachments are still to be read.
  public let messagesNotRead: Int

  init(_ store: MailStore) throws(StoreError) {
    var outcomes: [AttachmentOutcome: Int] = [:]
    for (_, outcome, count) in try store.extractorOutcomes() {
      outcomes[outcome, default: 0] += count
    }
    self.outcomes = outcomes
    messagesNotRead = try store.messagesNotLookedThrough(limit: .max)
  }
}

extension MailArchive {
  /// Reads the text of attachments that were not read yet, and of those that can be read better now.
  /// The archive must be open for writing.
  public func readAttachments(
    _ options: AttachmentOptions = AttachmentOptions()
  ) throws(ArchiveError) -> AttachmentReport {
    let reader = DocumentReader(
      worker: options.worker, languages: configuration.attachments.ocr,
      isInterrupted: options.isInterrupted)
    do { return try AttachmentQueue(store, reader, options).run() } catch {
      throw ArchiveError(any: error)
    }
  }

  /// Reads them while the index follows what is committed.
  ///
  /// - Parameter leavesIndex: leaves the index for later.
  public func readAttachments(
    _ options: AttachmentOptions, leavesIndex: Bool, _ observer: IndexObserver
  ) throws(ArchiveError) -> AttachmentReport {
    // Mostly there is nothing to read, and so nothing to index.
    guard try hasAttachmentsToRead() else { return try readAttachments(options) }
    var report = AttachmentReport()
    _ = try indexing(unless: leavesIndex, observer) { committed in
      var options = options
      options.committed = committed
      report = try readAttachments(options)
    }
    return report
  }

  private func hasAttachmentsToRead() throws(ArchiveError) -> Bool {
    let reader = DocumentReader(languages: configuration.attachments.ocr)
    do {
      return try store.messagesNotLookedThrough(limit: 1) > 0
        || store.extractorOutcomes().contains { reader.isDue($0.extractor, $0.outcome) }
    } catch { throw ArchiveError(any: error) }
  }

  public func attachmentState() throws(ArchiveError) -> AttachmentState {
    do { return try AttachmentState(store) } catch { throw ArchiveError(error) }
  }

  /// For searches: how many messages have attachments that were not read yet, as far as it can be told
  /// quickly. 0 where the settings say that none are read.
  public func attachmentsNotRead() -> (count: Int, isExact: Bool) {
    guard configuration.attachments.read, (try? store.hasAllLookedThrough()) == false,
      let count = try? store.messagesNotLookedThrough(limit: Limits.unreadCounted)
    else { return (0, true) }
    return (count, count < Limits.unreadCounted)
  }

  /// The text of an attached document.
  ///
  /// - Parameter number: of the attachment in the message, from 1.
  /// - Throws: `notFound` with the reason why there is none.
  public func attachmentPages(_ number: Int, of id: Int64) throws(ArchiveError) -> [String] {
    let what = "show the text of part \(number) of message \(id)"
    do {
      let message = try store.readable(id)
      let files = message.attachments
      if let file = files.element(numbered: number), let text = message.text(of: file) {
        return [text]
      }
      guard
        let text = try store.attachedTexts(of: [id]).first?.first(where: { $0.number == number })
      else {
        throw ArchiveError(
          .notFound, what, why: "it was not read yet, or is no document",
          remedy: "Read what is new with: mailcask read-attachments")
      }
      guard !text.pages.isEmpty else {
        throw ArchiveError(
          .notFound, what, why: text.outcome.reason,
          remedy: "Save it with: mailcask show \(id) --part \(number) > FILE")
      }
      return text.pages
    } catch { throw ArchiveError(any: error) }
  }
}

extension ArchiveGroup {
  /// For all of its archives together; see `MailArchive.attachmentsNotRead()`.
  public func attachmentsNotRead() -> (count: Int, isExact: Bool) {
    members.compactMap { $0.archive?.attachmentsNotRead() }.reduce((0, true)) {
      ($0.0 + $1.count, $0.1 && $1.isExact)
    }
  }
}

extension AttachmentOutcome {
  /// Why there is no text of an attachment.
  fileprivate var reason: String {
    switch self {
    case .text, .noText: "there is no text in it"
    case .encrypted: "it is locked with a password"
    case .damaged: "it is damaged"
    case .limit: "it is too large"
    case .needsProgram: "not read: it needs a program that is not installed; see mailcask doctor"
    case .crashed: "what reads it crashed on it"
    }
  }
}

extension MailStore {
  /// What was read out of the attachments of a message, as much as is indexed of it.
  func documentTexts(of message: Int64) throws(StoreError) -> [SearchableText] {
    try attachedTexts(of: [message], atMost: Search.Limits.documentBytes).first?
      .flatMap(\.searchable) ?? []
  }
}
