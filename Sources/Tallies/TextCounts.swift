import Mail

/// Distinct texts, each with how many messages have it and their bytes. They are told apart by their
/// bytes, as SQLite does: to it "é" in one code point and in two are two texts.
///
/// A hash table whose texts lie one after the other, so that a message costs no allocation.
struct TextCounts {
  private struct Entry {
    var hash: UInt64
    var start: Int
    var length: Int
    var messages: Int
    var bytes: Int64
  }

  private var texts: [UInt8] = []
  private var entries: [Entry] = []
  /// Open addressing: index of the entry plus 1; 0 is free.
  private var slots = [UInt32](repeating: 0, count: 1_024)

  mutating func add(_ text: Span<UInt8>, bytes: Int64) {
    let index = entry(of: text)
    entries[index].messages += 1
    entries[index].bytes &+= bytes
  }

  /// In the order of their bytes.
  var groups: [MailStatistics.Group] {
    let order = entries.indices.sorted { first, second in
      text(first).lexicographicallyPrecedes(text(second))
    }
    return order.map { index in
      MailStatistics.Group(
        name: String(decoding: text(index), as: UTF8.self), messages: entries[index].messages,
        bytes: entries[index].bytes)
    }
  }

  private func text(_ index: Int) -> ArraySlice<UInt8> {
    let entry = entries[index]
    return texts[entry.start..<entry.start + entry.length]
  }

  private mutating func entry(of text: Span<UInt8>) -> Int {
    let hash = Self.hash(text)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let index = Int(slots[slot]) - 1
      if entries[index].hash == hash, holds(text, entries[index]) { return index }
      slot = (slot + 1) & (slots.count - 1)
    }
    entries.append(
      Entry(hash: hash, start: texts.count, length: text.count, messages: 0, bytes: 0))
    for index in text.indices { texts.append(text[index]) }
    slots[slot] = UInt32(truncatingIfNeeded: entries.count)
    if entries.count * 2 > slots.count { grow() }
    return entries.count - 1
  }

  private func holds(_ text: Span<UInt8>, _ entry: Entry) -> Bool {
    guard entry.length == text.count else { return false }
    for index in text.indices where texts[entry.start &+ index] != text[index] { return false }
    return true
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for (index, entry) in entries.enumerated() {
      var slot = Int(truncatingIfNeeded: entry.hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(truncatingIfNeeded: index + 1)
    }
  }

  /// Seeded by process: texts come from mail, and may be made to fall together.
  private static func hash(_ text: Span<UInt8>) -> UInt64 {
    var hasher = Hasher()
    unsafe text.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}
