import Digests
import Dispatch
import Files
import MIME
import Reading
import Store
import Synchronization

extension MailArchive {
  /// Reads all messages again that an older Mailcask read by older rules, once: dates, names, threads
  /// and the rest of what lists show follow the rules of this one then. Goes on where it was
  /// interrupted. Where the archive cannot be written to, or another process writes, it is left for
  /// later, and what there is serves.
  ///
  /// - Throws: `interrupted`, and what else stands in the way.
  package func readAgain(_ observer: IndexObserver = IndexObserver()) throws {
    guard try store.isDerivationDue() else { return }
    guard !store.isWritable else { return try readAgain(store, observer) }
    guard let writer = try? MailStore.open(at: location.storeFile, .writing()) else { return }
    defer { try? writer.close() }
    try readAgain(writer, observer)
  }

  private func readAgain(_ store: MailStore, _ observer: IndexObserver) throws {
    var isNoticed = false
    while true {
      let messages = try store.messagesToDerive(limit: Limits.messagesReadAgain)
      guard !messages.isEmpty else { return try store.derive([]) }
      let progress = try store.derivationProgress()
      if !isNoticed, progress.total > Int(Limits.changesWithoutNotice) {
        observer.notice(
          "this Mailcask reads mail better than the one before: reading all again, once")
        isNoticed = true
      }
      observer.reading(progress.done, progress.total)
      try store.derive(Self.read(messages, in: store))
      guard !observer.isInterrupted() else {
        throw ArchiveError(
          .interrupted, "read all mail again", why: "stopped on request",
          remedy: "The mail is safe, and the next search or fetch goes on.")
      }
    }
  }

  /// Reads messages again, all or others each time, and names those of which lists show something else:
  /// that is damage that came before they were proven, or a mistake of this program.
  func compareReadings(
    _ depth: VerificationDepth, _ report: inout VerificationReport,
    _ progress: (MaintenanceProgress) -> Void
  ) throws {
    report.followsOlderRules = try store.isDerivationDue()
    guard !report.followsOlderRules else { return }
    var ids = try store.messageIDs()
    if depth != .thorough { ids = Limits.inspected(of: ids) }
    for start in stride(from: 0, to: ids.count, by: Limits.messagesReadAgain) {
      let portion = ids[start..<min(start + Limits.messagesReadAgain, ids.count)]
      progress(
        MaintenanceProgress(.readings, done: Int64(start), total: Int64(ids.count)))
      let summaries = try store.summaries(of: Array(portion))
      let read = Self.read(summaries.map { ($0.id, $0.size) }, in: store)
      // What cannot be read is named as that.
      let whole = read.compactMap { entry in entry.read.map { (entry.id, $0) } }
      for (id, columns) in try store.differences(from: whole) {
        report.add(
          .derived, "message \(id)",
          "\(columns.joined(separator: ", ")): not what the message says; repair reads it again")
      }
    }
  }

  /// Parsed side by side. One that cannot be read back keeps what is known of it.
  private static func read(
    _ messages: [(id: Int64, size: Int)], in store: MailStore
  ) -> [(id: Int64, read: ReadMessage?)] {
    let read = Mutex<[Int64: ReadMessage]>([:])
    let portions = portions(of: messages)
    DispatchQueue.concurrentPerform(iterations: portions.count) { index in
      for (id, size) in portions[index] {
        guard let message = try? ReadMessage(id, size: size, in: store) else { continue }
        read.withLock { $0[id] = message }
      }
    }
    let all = read.withLock(\.self)
    return messages.map { ($0.id, all[$0.id]) }
  }

  /// Neighbours, which lie in the same blocks, together.
  private static func portions(
    of messages: [(id: Int64, size: Int)]
  ) -> [ArraySlice<(id: Int64, size: Int)>] {
    stride(from: 0, to: messages.count, by: Limits.messagesPerPage).map { start in
      messages[start..<min(start + Limits.messagesPerPage, messages.count)]
    }
  }
}

extension ReadMessage {
  /// As it is read when it comes in: of one that is too large for memory its skeleton.
  fileprivate init(_ id: Int64, size: Int, in store: MailStore) throws {
    let message: Message
    let bytes: MessageBytes
    if size > store.spillPlace.inMemory,
      let stored = try store.stored([id], spillingTo: store.spillPlace).first
    {
      bytes = try stored.held()
      message = Message(parsing: try MessageSkeleton(bytes).bytes)
    } else {
      let whole = try store.bytes(of: id)
      bytes = .memory(whole)
      message = Message(parsing: whole)
    }
    self.init(Metadata(message), canonical: try CanonicalForm(of: bytes).digest)
  }
}
