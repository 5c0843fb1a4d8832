/// Numbers of messages as ranges: most that are in a mailbox are neighbours.
struct MessageRanges: Equatable {
  /// Ascending, with gaps between.
  private(set) var ranges: [ClosedRange<Int64>] = []

  /// - Parameter messages: ascending.
  init(_ messages: [Int64]) {
    for message in messages {
      if let last = ranges.last, last.upperBound + 1 == message {
        ranges[ranges.count - 1] = last.lowerBound...message
      } else {
        ranges.append(message...message)
      }
    }
  }

  /// As `text` gives it; what is not of the form is left out.
  init(text: String) {
    var position: Int64 = 0
    for part in text.split(separator: ",") {
      let numbers = part.split(separator: "+").compactMap { Int64($0) }
      guard let gap = numbers.first, gap > 0, position <= .max / 2, gap <= .max / 4 else {
        continue
      }
      let length = numbers.count > 1 ? min(max(0, numbers[1]), .max / 4) : 0
      ranges.append(position + gap...position + gap + length)
      position += gap + length
    }
  }

  /// "1+9,5": from 1 the next 9, too, and the 5th behind that.
  var text: String {
    var text = ""
    var position: Int64 = 0
    for range in ranges {
      if !text.isEmpty { text += "," }
      text += String(range.lowerBound - position)
      if range.count > 1 { text += "+\(range.upperBound - range.lowerBound)" }
      position = range.upperBound
    }
    return text
  }

  /// Whether it has a number below `limit` that the other has not.
  func hasOther(than other: MessageRanges, below limit: Int64) -> Bool {
    var place = 0
    for range in ranges {
      guard range.lowerBound < limit else { return false }
      let end = min(range.upperBound, limit - 1)
      while place < other.ranges.count, other.ranges[place].upperBound < range.lowerBound {
        place += 1
      }
      guard place < other.ranges.count, other.ranges[place].lowerBound <= range.lowerBound,
        other.ranges[place].upperBound >= end
      else { return true }
    }
    return false
  }
}
