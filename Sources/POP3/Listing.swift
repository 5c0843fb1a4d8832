/// The response to LIST, looked up while UIDL's lines arrive, usually in the same order.
struct Listing {
  private struct Entry {
    let number: Int
    let size: UInt64?
    var isOffered = false
  }

  private var entries: [Entry] = []
  /// Index of the entry that the next line of UIDL probably refers to.
  private var cursor = 0
  /// Number → index in `entries`; built when a number is not at its expected position.
  private var index: [Int: Int]?
  var malformed = 0

  var count: Int { entries.count }

  /// Adds a message; a number that is listed twice keeps its first size.
  mutating func add(_ number: Int, size: UInt64?) {
    if let last = entries.last, number <= last.number, place(of: number) != nil { return }
    index?[number] = entries.count
    entries.append(Entry(number: number, size: size))
  }

  /// On nearly every server numbers increase from 1 on, so the position is known without a table.
  private mutating func place(of number: Int) -> Int? {
    if entries.indices.contains(number - 1), entries[number - 1].number == number {
      return number - 1
    }
    if entries.indices.contains(cursor), entries[cursor].number == number { return cursor }
    if index == nil {
      let pairs = entries.enumerated().map { ($0.element.number, $0.offset) }
      index = Dictionary(pairs) { first, _ in first }
    }
    return index?[number]
  }

  mutating func size(of number: Int) -> UInt64? {
    place(of: number).flatMap { entries[$0].size }
  }

  /// Returns false if the message was offered before. Adds a message that LIST did not name.
  mutating func markOffered(_ number: Int) -> Bool {
    guard let place = place(of: number) else {
      add(number, size: nil)
      entries[entries.count - 1].isOffered = true
      return true
    }
    cursor = place + 1
    defer { entries[place].isOffered = true }
    return !entries[place].isOffered
  }

  /// Returns the messages that were not offered, in the server's order, and marks them as offered.
  mutating func unoffered() -> [Int] {
    var numbers: [Int] = []
    for place in entries.indices where !entries[place].isOffered {
      entries[place].isOffered = true
      numbers.append(entries[place].number)
    }
    return numbers
  }
}
