/// The distinct terms of one document with their positions: a hash table that is kept from
/// document to document, so that a word costs no allocation.
struct TermTable: TokenSink {
  private struct Entry {
    /// `WordPositions.key(of:)` of the term.
    var key: UInt64
    /// Where the word starts in `bytes`.
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

  private var prefixes: [(bytes: [UInt8], key: UInt64)]
  private let positionalFields: Int
  private var bytes: [UInt8] = []
  private var entries: [Entry] = []
  /// Open addressing: index of the entry plus 1; 0 is free.
  private var slots = [UInt32](repeating: 0, count: Self.smallest)
  private var occurrences: [Occurrence] = []
  private var field: UInt16 = 0
  private var takesNamesAlone = false
  /// While a text is taken that repeats another in the main: nil otherwise.
  private var repetition: [Occurrence]?

  private static let smallest = 4096

  /// - Parameter positional: prefixes of the fields that have positions.
  init(positional: [[UInt8]]) {
    prefixes = positional.map { ($0, WordPositions.key(of: $0)) }
    positionalFields = positional.count
  }

  /// What is taken from now on belongs to this field with positions.
  mutating func select(field: Int) {
    self.field = UInt16(clamping: field)
    takesNamesAlone = false
  }

  /// The prefix of boolean terms.
  struct Prefix {
    fileprivate let index: UInt16
  }

  /// To be selected, in this document and others; each prefix is to be added once.
  mutating func addPrefix(_ bytes: [UInt8]) -> Prefix {
    prefixes.append((bytes, WordPositions.key(of: bytes)))
    return Prefix(index: UInt16(clamping: prefixes.count - 1))
  }

  /// All there are of boolean terms are no longer selected.
  mutating func removePrefixes() { prefixes.removeSubrange(positionalFields...) }

  /// What is taken from now on makes boolean terms with this prefix.
  mutating func select(_ prefix: Prefix, namesAlone: Bool) {
    takesNamesAlone = namesAlone
    field = prefix.index
  }

  mutating func take(_ word: Span<UInt8>, kind: TokenKind, position: UInt32, source: Range<Int>) {
    if takesNamesAlone, !HeaderName.isName(word) { return }
    let entry = entry(of: word)
    let occurrence = Occurrence(entry: UInt32(truncatingIfNeeded: entry), position: position)
    if repetition == nil { add(occurrence) } else { repetition?.append(occurrence) }
  }

  private mutating func add(_ occurrence: Occurrence) {
    let index = Int(occurrence.entry)
    entries[index].count &+= 1
    if Int(entries[index].field) < positionalFields { occurrences.append(occurrence) }
  }

  /// What is taken from now on is the text before in another form, so that only what it adds is
  /// wanted: words beside others than there, and as many around them as phrases mostly have.
  mutating func beginRepetition() { repetition = [] }

  mutating func endRepetition() {
    guard let repeated = repetition else { return }
    repetition = nil
    func pair(_ first: Occurrence, _ second: Occurrence) -> UInt64 {
      UInt64(first.entry) << 32 | UInt64(second.entry)
    }
    let known = Set(zip(occurrences, occurrences.dropFirst()).map(pair))
    var last = 0
    for (index, occurrence) in repeated.enumerated() {
      let isKnown =
        index > 0
        ? known.contains(pair(repeated[index - 1], occurrence))
        : entries[Int(occurrence.entry)].count > 0
      guard !isKnown else { continue }
      let end = min(index + Limits.repetitionContext, repeated.count)
      for added in repeated[max(last, index - Limits.repetitionContext)..<max(last, end)] {
        add(added)
      }
      last = max(last, end)
    }
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
    occurrences.removeAll(keepingCapacity: true)
    if slots.count > 16 * Self.smallest {
      slots = [UInt32](repeating: 0, count: Self.smallest)
    } else {
      for index in slots.indices { slots[index] = 0 }
    }
  }

  /// Appends all terms as records for Xapian, and the words that may need stems to `words`.
  func write(to records: inout RecordBuffer, words: inout WordList) {
    records.reserve(bytes.count + 8 * entries.count + 2 * occurrences.count)
    for entry in entries {
      let word = bytes[Int(entry.start)..<Int(entry.start) + Int(entry.length)]
      let prefix = prefixes[Int(entry.field)].bytes
      if Int(entry.field) < positionalFields {
        records.term(prefix, word, frequency: entry.count)
        if Vocabulary.hasStems(word) { words.append(word, key: entry.key) }
      } else {
        records.booleanTerm(prefix, word)
      }
    }
    writePositions(to: &records)
  }

  private func writePositions(to records: inout RecordBuffer) {
    /// Where the positions of each entry end; filled from where they begin.
    var ends = [Int](repeating: 0, count: entries.count)
    var total = 0
    var positional: [Int] = []
    for (index, entry) in entries.enumerated() where Int(entry.field) < positionalFields {
      ends[index] = total
      total += Int(entry.count)
      positional.append(index)
    }
    var positions = [UInt32](repeating: 0, count: total)
    for occurrence in occurrences {
      let index = Int(occurrence.entry)
      positions[ends[index]] = occurrence.position
      ends[index] &+= 1
    }
    records.positions(
      WordPositions.encode(
        positional.prefix(WordPositions.maximumTerms).map { entries[$0].key }
      ) { term in
        let index = positional[term]
        return positions[(ends[index] - Int(entries[index].count))..<ends[index]]
      })
  }

  @inline(__always)
  private mutating func entry(of word: Span<UInt8>) -> Int {
    let key = WordPositions.key(of: word, after: prefixes[Int(field)].key)
    var slot = Self.slot(key, slots.count)
    while slots[slot] != 0 {
      let index = Int(slots[slot] &- 1)
      let entry = entries[index]
      if entry.key == key, entry.field == field, Int(entry.length) == word.count,
        holds(word, at: Int(entry.start))
      {
        return index
      }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    slots[slot] = UInt32(truncatingIfNeeded: entries.count &+ 1)
    entries.append(
      Entry(
        key: key, start: UInt32(clamping: bytes.count), length: UInt16(clamping: word.count),
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

  @inline(__always)
  private static func slot(_ key: UInt64, _ count: Int) -> Int {
    Int(truncatingIfNeeded: key ^ key >> 32) & (count &- 1)
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for (index, entry) in entries.enumerated() {
      var slot = Self.slot(entry.key, slots.count)
      while slots[slot] != 0 { slot = (slot &+ 1) & (slots.count &- 1) }
      slots[slot] = UInt32(truncatingIfNeeded: index &+ 1)
    }
  }
}

/// A document as it crosses to Xapian; the layout is in `CXapian.h`.
struct RecordBuffer {
  private(set) var bytes: [UInt8] = []

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  mutating func term(_ prefix: [UInt8], _ word: ArraySlice<UInt8>, frequency: UInt32) {
    bytes.append(1)
    bytes.appendLEB128(UInt64(prefix.count + word.count))
    bytes.append(contentsOf: prefix)
    bytes.append(contentsOf: word)
    bytes.appendLEB128(UInt64(frequency))
  }

  mutating func positions(_ positions: [UInt8]) {
    bytes.append(5)
    bytes.appendLEB128(UInt64(positions.count))
    bytes.append(contentsOf: positions)
  }

  mutating func booleanTerm(_ prefix: [UInt8], _ word: ArraySlice<UInt8>) {
    let term = IndexFormat.cut(prefix + word, to: Limits.termBytes)
    bytes.append(2)
    bytes.appendLEB128(UInt64(term.count))
    bytes.append(contentsOf: term)
  }

  mutating func booleanTerm(_ exact: IndexFormat.Exact, _ value: some Sequence<UInt8>) {
    booleanTerm([], IndexFormat.term(exact, value)[...])
  }

  mutating func value(_ slot: IndexFormat.Slot, _ value: [UInt8]) {
    bytes.append(3)
    bytes.appendLEB128(UInt64(slot.rawValue))
    bytes.appendLEB128(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  mutating func row(_ number: UInt64) {
    bytes.append(6)
    bytes.append(8)
    bytes.append(contentsOf: StoreRow.bytes(number))
  }

  mutating func dropTerms(_ exact: IndexFormat.Exact) {
    bytes.append(4)
    bytes.appendLEB128(UInt64(exact.rawValue.utf8.count))
    bytes.append(contentsOf: exact.rawValue.utf8)
  }
}
