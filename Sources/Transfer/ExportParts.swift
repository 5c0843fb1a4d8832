import Archive
import Files
import MIME
import Mailbox
import Store
import Synchronization

/// One file of an export.
struct ExportPart {
  /// Added to the file's name; empty if there is only one part.
  let name: String
  let messages: [Int64]
}

extension MailArchive {
  func parts(
    of ids: [Int64], _ split: ExportOptions.Split?
  ) throws -> [ExportPart] {
    guard let split else { return [ExportPart(name: "", messages: ids)] }
    if case .size(let limit) = split { return try parts(of: ids, upTo: limit) }
    var parts: [String: [Int64]] = [:]
    try forEachSummary(of: ids) { summary in
      let key = SafeName.make(try self.key(of: summary, split), limit: Limits.partName)
      parts[key.isEmpty ? "other" : key, default: []].append(summary.id)
    }
    return parts.sorted { $0.key < $1.key }.map { ExportPart(name: $0.key, messages: $0.value) }
  }

  private func parts(of ids: [Int64], upTo limit: Int) throws -> [ExportPart] {
    var parts: [[Int64]] = []
    var bytes = 0
    try forEachSummary(of: ids) { summary in
      if parts.isEmpty || bytes + summary.size > limit {
        parts.append([])
        bytes = 0
      }
      bytes += summary.size
      parts[parts.count - 1].append(summary.id)
    }
    let width = max(3, String(parts.count).count)
    return parts.enumerated().map { index, ids in
      let number = String(index + 1)
      let zeros = String(repeating: "0", count: max(0, width - number.count))
      return ExportPart(name: zeros + number, messages: ids)
    }
  }

  private func key(of summary: MessageSummary, _ split: ExportOptions.Split) throws -> String {
    switch split {
    case .year: return String(Self.isoDate(summary.date).prefix { $0 != "-" })
    case .account: return try store.filing(of: summary.id).accounts.first ?? "imported"
    case .list:
      guard summary.flags.contains(.fromList) else { return "no list" }
      return Message(parsing: try store.bytes(of: summary.id)).header.listID ?? "no list"
    case .size: return ""
    }
  }

  /// Calls `body` in the given order; only a few summaries are in memory at a time.
  func forEachSummary(of ids: [Int64], _ body: (MessageSummary) throws -> Void) throws {
    for page in ids.pages {
      for summary in try store.summaries(of: Array(page)) { try body(summary) }
    }
  }

  /// Like `forEachSummary`, with the messages' bytes. One thread reads and decompresses, another
  /// assembles and verifies, and `body` runs on the caller's.
  ///
  /// - Parameters:
  ///   - place: for messages that are too large for memory.
  ///   - damaged: gets the messages that cannot be read back, on another thread, and the others go on;
  ///     nil: the first of them ends it.
  func forEachMessage(
    of ids: [Int64], spillingTo place: SpillPlace, damaged: DamagedMessages? = nil,
    _ body: (MessageSummary, MessageBytes) throws -> Void
  ) throws {
    let reading = ReadAhead<[(MessageSummary, StoredMessage)]>(bytes: Limits.bytesReadAhead)
    let proving = ReadAhead<[(MessageSummary, MessageBytes)]>(bytes: Limits.bytesReadAhead)
    let store = store
    try proving.run { give in
      try reading.run { give in
        for page in ids.pages {
          let summaries = try store.summaries(of: Array(page))
          for portion in summaries.portions(of: Archive.Limits.bytesReadAtOnce) {
            let stored = try store.stored(Array(portion), spillingTo: place, damaged)
            guard give(stored, portion.bytes) else { return }
          }
        }
      } use: { messages in
        var whole: [(MessageSummary, MessageBytes)] = []
        for (summary, stored) in messages {
          let bytes = try DamagedMessages.reading(summary.id, noting: damaged) { try stored.held() }
          if let bytes { whole.append((summary, bytes)) }
        }
        guard give(whole, messages.lazy.map(\.0).bytes) else { throw CancellationError() }
      }
    } use: { messages in
      for (summary, bytes) in messages { try body(summary, bytes) }
    }
  }
}

extension [Int64] {
  /// The ids in pages of the size in which messages are listed.
  fileprivate var pages: some Sequence<ArraySlice<Int64>> {
    stride(from: 0, to: count, by: Archive.Limits.summariesAtOnce).lazy.map {
      self[$0..<Swift.min($0 + Archive.Limits.summariesAtOnce, count)]
    }
  }
}

/// The messages of an export that cannot be read back, collected on several threads.
final class DamagedMessages: Sendable {
  private let found = Mutex<[Int64: String]>([:])

  var all: [ExportReport.LeftOut] {
    found.withLock { $0 }.sorted { $0.key < $1.key }.map {
      ExportReport.LeftOut(message: $0.key, reason: $0.value)
    }
  }

  fileprivate func add(_ id: Int64, _ error: ArchiveError) {
    found.withLock { $0[id] = error.why }
  }

  /// - Returns: nil if the message is damaged and is to be left out.
  fileprivate static func reading<Value>(
    _ id: Int64, noting damaged: DamagedMessages?, _ body: () throws -> Value
  ) throws -> Value? {
    do { return try body() } catch {
      guard let damaged, let failure = damage(error) else { throw error }
      damaged.add(id, failure)
      return nil
    }
  }

  fileprivate static func damage(_ error: any Error) -> ArchiveError? {
    let failure = ArchiveError(any: error)
    return failure.code == .damaged ? failure : nil
  }
}

extension MailStore {
  fileprivate typealias Portion = [(MessageSummary, StoredMessage)]

  /// What the messages are put together from; one by one where some of them cannot be read.
  fileprivate func stored(
    _ summaries: [MessageSummary], spillingTo place: SpillPlace, _ damaged: DamagedMessages?
  ) throws -> Portion {
    do {
      return Array(zip(summaries, try stored(summaries.map(\.id), spillingTo: place)))
    } catch {
      guard let damaged, DamagedMessages.damage(error) != nil else { throw error }
      var readable: Portion = []
      for summary in summaries {
        let one = try DamagedMessages.reading(summary.id, noting: damaged) {
          try stored([summary.id], spillingTo: place)
        }
        if let message = one?.first { readable.append((summary, message)) }
      }
      return readable
    }
  }
}
