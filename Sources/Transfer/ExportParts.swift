import Archive
import Files
import MIME
import Mailbox
import Store

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
  /// - Parameter place: for messages that are too large for memory.
  func forEachMessage(
    of ids: [Int64], spillingTo place: SpillPlace,
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
            let stored = try store.stored(portion.map(\.id), spillingTo: place)
            guard give(Array(zip(portion, stored)), portion.bytes) else { return }
          }
        }
      } use: { messages in
        let whole = try messages.map { ($0.0, try $0.1.held()) }
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
