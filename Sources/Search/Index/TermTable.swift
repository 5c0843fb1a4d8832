/// The distinct terms of one document with their positions: a hash table that is kept from
/// document to document, so that a word costs no allocation.
struct TermTable: TokenSink {
  private struct Entry {
    var hash: UInt32
    /// Of the word in `bytes`.
    var start: UInt32
    var length: UInt16
    /// Index into `prefixes`.
    var field: UInt16
    var count: UInt32
  }

  private struct Occurrence {
    var entry: UInt32
    var position: UInt32
  }

  private var prefixes: [[UInt8]]
  private let positionalFields: Int
  private var bytes: [UInt8] = []
  private var entries: [Entry] = []
  /// Open addressing: index of the entry plus 1; 0 is free.
  private var slots = [UInt32](repeating: 0, count: Self.smallest)
  private var occurrences: [Occurrence] = []
  private var field: UInt16 = 0
  private var words = HeaderName.Words.all

  private static let smallest = 4096

  /// - Parameter positional: prefixes of the fields that have positions.
  init(positional: [[UInt8]]) {
    prefixes = positional
    positionalFields = positional.count
  }

  /// What is taken from now on belongs to this field with positions.
  mutating func select(field: Int) {
    self.field = UInt16(clamping: field)
    words = .all
  }

  /// What is taken from now on makes boolean terms with this prefix.
  mutating func select(booleanPrefix prefix: [UInt8], words: HeaderName.Words) {
    self.words = words
    let known = prefixes.dropFirst(positionalFields).firstIndex(of: prefix)
    if known == nil { prefixes.append(prefix) }
    field = UInt16(clamping: known ?? prefixes.count - 1)
  }

  mutating func take(_ word: Span<UInt8>, kind: TokenKind, position: UInt32, source: Range<Int>) {
    guard HeaderName.isIndexed(word, words) else { return }
    let entry = entry(of: word)
    entries[entry].count &+= 1
    if Int(field) < positionalFields {
      occurrences.append(Occurrence(entry: UInt32(truncatingIfNeeded: entry), position: position))
    }
  }

  mutating func removeAll() {
    prefixes.removeSubrange(positionalFields...)
    bytes.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
    occurrences.removeAll(keepingCapacity: true)
    if slots.count > 16 * Self.smallest {
      slots = [UInt32](repeating: 0, count: Self.smallest)
    } else {
      for index in slots.indices { slots[index] = 0 }
    }
  }

  /// Appends all terms as records for Xapian and the words of fields with positions,
  /// null-separated, to `words`.
  func write(to records: inout RecordBuffer, words: inout [UInt8]) {
    var ends = [Int](repeating: 0, count: entries.count)
    var total = 0
    for (index, entry) in entries.enumerated() where Int(entry.field) < positionalFields {
      ends[index] = total
      total += Int(entry.count)
    }
    var positions = [UInt32](repeating: 0, count: total)
    for occurrence in occurrences {
      let index = Int(occurrence.entry)
      positions[ends[index]] = occurrence.position
      ends[index] &+= 1
    }
    for (index, entry) in entries.enumerated() {
      let word = bytes[Int(entry.start)..<Int(entry.start) + Int(entry.length)]
      let prefix = prefixes[Int(entry.field)]
      if Int(entry.field) < positionalFields {
        records.term(prefix, word, positions[(ends[index] - Int(entry.count))..<ends[index]])
        if Vocabulary.hasStems(word) {
          words.append(contentsOf: word)
          words.append(0)
        }
      } else {
        records.booleanTerm(prefix, word)
      }
    }
  }

  @inline(__always)
  private mutating func entry(of word: Span<UInt8>) -> Int {
    var hash: UInt32 = 0x811C_9DC5 ^ UInt32(field)
    for index in word.indices { hash = (hash ^ UInt32(word[index])) &* 0x0100_0193 }
    hash ^= hash >> 15
    var slot = Int(hash) & (slots.count &- 1)
    while slots[slot] != 0 {
      let index = Int(slots[slot] &- 1)
      let entry = entries[index]
      if entry.hash == hash, entry.field == field, Int(entry.length) == word.count,
        holds(word, at: Int(entry.start))
      {
        return index
      }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    slots[slot] = UInt32(truncatingIfNeeded: entries.count &+ 1)
    entries.append(
      Entry(
        hash: hash, start: UInt32(clamping: bytes.count), length: UInt16(clamping: word.count),
        field: field, count: 0))
    for index in word.indices { bytes.append(word[index]) }
    let added = entries.count &- 1
    if entries.count &* 2 > slots.count { grow() }
    return added
  }

  @inline(__always)
  private func holds(_ word: Span<UInt8>, at start: Int) -> Bool {
    for index in word.indices where bytes[start &+ index] != word[index] { return false }
    return true
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for (index, entry) in entries.enumerated() {
      var slot = Int(entry.hash) & (slots.count &- 1)
      while slots[slot] != 0 { slot = (slot &+ 1) & (slots.count &- 1) }
      slots[slot] = UInt32(truncatingIfNeeded: index &+ 1)
    }
  }
}

/// A document as it crosses to Xapian; the layout is in `CXapian.h`.
struct RecordBuffer {
  private(set) var bytes: [UInt8] = []

  mutating func term(_ prefix: [UInt8], _ word: ArraySlice<UInt8>, _ positions: ArraySlice<UInt32>)
  {
    let length = min(prefix.count + word.count, Limits.termBytes)
    bytes.append(1)
    number(UInt32(length))
    bytes.append(contentsOf: prefix)
    bytes.append(contentsOf: word.prefix(length - prefix.count))
    number(UInt32(positions.count))
    number(UInt32(positions.count))
    var last: UInt32 = 0
    for position in positions {
      number(position &- last)
      last = position
    }
  }

  mutating func booleanTerm(_ prefix: [UInt8], _ word: ArraySlice<UInt8>) {
    let term = IndexFormat.cut(prefix + word, to: Limits.termBytes)
    bytes.append(2)
    number(UInt32(term.count))
    bytes.append(contentsOf: term)
  }

  mutating func booleanTerm(_ exact: IndexFormat.Exact, _ value: some Sequence<UInt8>) {
    booleanTerm([], IndexFormat.term(exact, value)[...])
  }

  mutating func value(_ slot: IndexFormat.Slot, _ value: [UInt8]) {
    bytes.append(3)
    number(slot.rawValue)
    number(UInt32(value.count))
    bytes.append(contentsOf: value)
  }

  mutating func dropTerms(_ exact: IndexFormat.Exact) {
    bytes.append(4)
    number(UInt32(exact.rawValue.utf8.count))
    bytes.append(contentsOf: exact.rawValue.utf8)
  }

  private mutating func number(_ value: UInt32) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}
