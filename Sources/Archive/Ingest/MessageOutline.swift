import Files
import MIME
import Store

/// What a parser needs of a message that is too large for memory: its beginning, and of the rest the
/// lines that may be delimiters of parts (they begin with "--", RFC 2046 §5.1.1) with what follows
/// them. Knows where an octet of the outline stands in the message.
///
/// Fed with the message in pieces, from its beginning.
struct MessageOutline {
  private(set) var octets: [UInt8] = []
  /// Of the message so far.
  private var count = 0
  /// Where stretches without a gap begin, in the outline and in the message.
  private var runs: [(kept: Int, original: Int)] = []
  /// The last octets seen: a delimiter may begin in them.
  private var tail: [UInt8] = []
  /// Places in the message: what is kept so far ends at the first, what is kept next begins at the
  /// second and ends before the third.
  private var keptEnd = 0
  private var resume = 0
  private var limit = Limits.outlineStart

  init() {}

  init(_ held: MessageBytes) throws {
    try held.forEachStretch { add($0) }
  }

  mutating func add(_ piece: ArraySlice<UInt8>) {
    let seen = tail + piece
    let start = count - tail.count
    count += piece.count
    for mark in Self.marks(in: seen, from: max(1, tail.count - 1)) {
      keep(seen, at: start, upTo: start + mark)
      // The line end before a delimiter is part of it.
      resume = max(keptEnd, start + mark - 2)
      let room = max(Limits.outlinePart, Limits.outlineStart - octets.count)
      limit = max(limit, start + mark + room)
    }
    keep(seen, at: start, upTo: count)
    tail = seen.suffix(3)
  }

  /// Where in the message the octet stands that is here in the outline.
  func original(_ position: Int) -> Int {
    guard position < octets.count else { return count }
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].kept <= position { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return position }
    return runs[low - 1].original + position - runs[low - 1].kept
  }

  private mutating func keep(_ seen: [UInt8], at start: Int, upTo end: Int) {
    let range = max(resume, start)..<max(resume, start, min(end, limit))
    guard !range.isEmpty, octets.count < Limits.outline else { return }
    if range.lowerBound != keptEnd || runs.isEmpty {
      runs.append((octets.count, range.lowerBound))
    }
    octets += seen[range.lowerBound - start..<range.upperBound - start]
    keptEnd = range.upperBound
    resume = keptEnd
  }

  /// Where lines begin with "--".
  private static func marks(in octets: [UInt8], from first: Int) -> [Int] {
    let dash = UInt8(ascii: "-")
    var marks: [Int] = []
    var position = first
    while position + 1 < octets.count {
      if octets[position + 1] != dash {
        position += 2
      } else if octets[position] == dash, isLineEnd(octets[position - 1]) {
        marks.append(position)
        position += 2
      } else {
        position += 1
      }
    }
    return marks
  }

  private static func isLineEnd(_ octet: UInt8) -> Bool { octet == 0x0A || octet == 0x0D }
}

extension Message {
  /// A message of the store, parsed; of one that is too large for memory its outline.
  init(_ summary: MessageSummary, in store: MailStore) throws(StoreError) {
    guard summary.size > Limits.octetsIndexedWhole else {
      self.init(parsing: try store.octets(of: summary.id))
      return
    }
    var outline = MessageOutline()
    try store.readOctets(of: summary.id) { outline.add($0) }
    self.init(parsing: outline.octets)
  }
}
