package import Files

/// What a parser needs of a message that is too large for memory: its beginning, and every later line
/// that may delimit parts (it begins with "--", RFC 2046 section 5.1.1) with what follows it. Knows
/// where a byte of the skeleton is in the message.
///
/// It is given the message in pieces, from its beginning.
package struct MessageSkeleton {
  package private(set) var bytes: [UInt8] = []
  /// Bytes of the message so far.
  private var count = 0
  /// Where stretches without a gap begin, in the skeleton and in the message.
  private var runs: [(kept: Int, original: Int)] = []
  /// The last bytes seen: a delimiter may begin in them.
  private var tail: [UInt8] = []
  /// Places in the message: what is kept so far ends at the first, what is kept next begins at the
  /// second and ends before the third.
  private var keptEnd = 0
  private var resume = 0
  private var limit = Limits.skeletonStart

  package init() {}

  package init(_ held: MessageBytes) throws {
    try held.forEachStretch { add($0) }
  }

  package mutating func add(_ piece: ArraySlice<UInt8>) {
    let seen = tail + piece
    let start = count - tail.count
    count += piece.count
    for mark in Self.marks(in: seen, from: max(1, tail.count - 1)) {
      keep(seen, at: start, upTo: start + mark)
      // The line end before a delimiter is part of it.
      resume = max(keptEnd, start + mark - 2)
      let room = max(Limits.skeletonPart, Limits.skeletonStart - bytes.count)
      limit = max(limit, start + mark + room)
    }
    keep(seen, at: start, upTo: count)
    tail = seen.suffix(3)
  }

  /// Position in the message of a byte of the skeleton.
  package func original(_ position: Int) -> Int {
    guard position < bytes.count else { return count }
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
    guard !range.isEmpty, bytes.count < Limits.skeleton else { return }
    if range.lowerBound != keptEnd || runs.isEmpty {
      runs.append((bytes.count, range.lowerBound))
    }
    bytes += seen[range.lowerBound - start..<range.upperBound - start]
    keptEnd = range.upperBound
    resume = keptEnd
  }

  /// Where lines begin with "--".
  private static func marks(in bytes: [UInt8], from first: Int) -> [Int] {
    let dash = UInt8(ascii: "-")
    var marks: [Int] = []
    var position = first
    while position + 1 < bytes.count {
      if bytes[position + 1] != dash {
        position += 2
      } else if bytes[position] == dash, isLineEnd(bytes[position - 1]) {
        marks.append(position)
        position += 2
      } else {
        position += 1
      }
    }
    return marks
  }

  private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}
