/// Some of a mailbox's messages, by index: one mark for each, so that combining them takes the same time whatever
/// they are.
struct Selection: Equatable {
  private var marks: [Bool]

  init(all count: Int) { marks = [Bool](repeating: true, count: count) }
  init(none count: Int) { marks = [Bool](repeating: false, count: count) }

  init(_ indices: [Int], of count: Int) {
    self.init(none: count)
    for index in indices where marks.indices.contains(index) { marks[index] = true }
  }

  init(_ ranges: [Range<Int>], of count: Int) {
    self.init(none: count)
    for range in ranges {
      for index in range.clamped(to: 0..<count) { marks[index] = true }
    }
  }

  var isEmpty: Bool { !marks.contains(true) }
  /// Ascending.
  var indices: [Int] { marks.indices.filter { marks[$0] } }

  func intersection(_ other: Selection) -> Selection { combined(other) { $0 && $1 } }
  func union(_ other: Selection) -> Selection { combined(other) { $0 || $1 } }
  func subtracting(_ other: Selection) -> Selection { combined(other) { $0 && !$1 } }

  func filter(_ isWanted: (Int) -> Bool) -> Selection {
    Selection(indices.filter(isWanted), of: marks.count)
  }

  private func combined(_ other: Selection, _ combine: (Bool, Bool) -> Bool) -> Selection {
    var result = self
    for index in marks.indices where index < other.marks.count {
      result.marks[index] = combine(marks[index], other.marks[index])
    }
    return result
  }
}
