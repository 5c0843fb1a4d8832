import Archive
import Bytes
import Files
import Store

/// Reads messages for one session, and remembers the latest: programs ask for one part after the other.
final class MessageReader {
  private let served: ServedArchive
  /// The latest last.
  private var remembered: [(id: Int64, message: ServedMessage)] = []

  init(_ served: ServedArchive) { self.served = served }

  private var store: MailStore { served.archive.store }

  // MARK: Messages

  func message(_ id: Int64) throws -> ServedMessage {
    if let place = remembered.lastIndex(where: { $0.id == id }) {
      let found = remembered.remove(at: place)
      remembered.append(found)
      return found.message
    }
    let message = ServedMessage(stored: try store.bytes(of: id))
    remember(id, message)
    return message
  }

  /// Some that are asked for together, in the order in which they are packed. Those that cannot be read are left
  /// out.
  ///
  /// - Parameter headersOnly: nothing is asked of their bodies.
  func messages(_ ids: [Int64], headersOnly: Bool) throws -> [Int64: ServedMessage] {
    if ids.count == 1 {
      guard let message = try? message(ids[0]) else { return [:] }
      return [ids[0]: message]
    }
    var found: [Int64: ServedMessage] = [:]
    for packed in try store.packed(ids) {
      guard let bytes = try? store.bytes(of: packed) else { continue }
      found[packed.id] =
        headersOnly ? ServedMessage(headerOf: bytes) : ServedMessage(stored: bytes)
    }
    return found
  }

  private func remember(_ id: Int64, _ message: ServedMessage) {
    remembered.append((id, message))
    var bytes = remembered.reduce(0) { $0 + $1.message.bytes.count }
    while remembered.count > 1,
      bytes > Limits.rememberedBytes || remembered.count > Limits.rememberedMessages
    {
      bytes -= remembered.removeFirst().message.bytes.count
    }
  }

  /// A range of a message that is too large for memory, in pieces.
  func readLarge(_ id: Int64, _ range: Range<Int>, _ use: (ArraySlice<UInt8>) -> Void) throws {
    var position = 0
    var previous: UInt8 = 0
    try store.readBytes(of: id) { piece in
      let (bytes, _, _) = withCRLF(piece, after: previous)
      previous = piece.last ?? previous
      let start = min(max(range.lowerBound - position, 0), bytes.count)
      let end = min(max(range.upperBound - position, start), bytes.count)
      if start < end { use(bytes[start..<end]) }
      position += bytes.count
    }
  }

  /// The header of a message that is too large for memory. Of a header that is too large itself there is the
  /// beginning.
  func header(ofLarge id: Int64) throws -> ServedMessage {
    var beginning: [UInt8] = []
    try store.readBytes(of: id) { piece in
      beginning += piece.prefix(Limits.largeHeader - beginning.count)
    }
    return ServedMessage(headerOf: beginning)
  }

  // MARK: Sizes

  /// Sizes as they are sent. Lone line feeds of a message are counted once and noted.
  func sizes(of facts: [ArchiveRows.Facts]) throws -> [Int64: Int] {
    var sizes: [Int64: Int] = [:]
    var unknown: [Int64] = []
    for each in facts {
      if each.isCanonical { sizes[each.id] = each.size } else { unknown.append(each.id) }
    }
    let noted = try served.book.sizes(of: unknown)
    sizes.merge(noted) { $1 }
    var counted: [Int64: Int] = [:]
    for id in unknown where noted[id] == nil {
      if let message = remembered.last(where: { $0.id == id })?.message {
        counted[id] = message.bytes.count
      }
    }
    let rest = unknown.filter { noted[$0] == nil && counted[$0] == nil }
    let large = Set(facts.filter { $0.size > Limits.large }.map(\.id))
    for packed in try store.packed(rest) {
      guard large.contains(packed.id) else {
        if let bytes = try? store.bytes(of: packed) {
          counted[packed.id] = bytes.count + loneFeeds(bytes[...], after: 0)
        }
        continue
      }
      var size = 0
      var previous: UInt8 = 0
      guard
        (try? store.readBytes(of: packed.id) { piece in
          size += piece.count + loneFeeds(piece, after: previous)
          previous = piece.last ?? previous
        }) != nil
      else { continue }
      counted[packed.id] = size
    }
    try served.book.note(sizes: counted)
    return sizes.merging(counted) { $1 }
  }

  func totalSize(of ids: [Int64]) throws -> Int {
    var total = 0
    var start = 0
    while start < ids.count {
      let end = min(start + Limits.rows, ids.count)
      let facts = try served.rows.facts(of: Array(ids[start..<end]))
      total = try sizes(of: Array(facts.values)).values.reduce(total) { $0.addingClamped($1) }
      start = end
    }
    return total
  }
}

/// Number of LF that no CR stands before.
func loneFeeds(_ bytes: ArraySlice<UInt8>, after previous: UInt8) -> Int {
  let span = bytes.span
  var count = 0
  var position = 0
  while let feed = span.firstIndex(of: Byte.lf, from: position) {
    if (feed > 0 ? span[feed - 1] : previous) != Byte.cr { count += 1 }
    position = feed + 1
  }
  return count
}
