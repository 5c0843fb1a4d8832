import IMAP

/// Numbers as a client writes them (RFC 9051 section 9, `sequence-set`): "*" is the last one that there is.
/// Ranges stay ranges, so that "1:4000000000" costs nothing.
struct NumberSet: Equatable, Sendable {
  enum Number: Equatable, Sendable {
    case number(UInt32)
    case last
  }

  var ranges: [(first: Number, last: Number)] = []
  /// "$", what the last search with SAVE found (RFC 5182).
  var isSaved = false

  /// With the number for "*".
  func resolved(last: UInt32) -> UIDSet {
    func value(_ number: Number) -> UInt32 {
      switch number {
      case .number(let number): number
      case .last: last
      }
    }
    var found = ranges.map { range in
      let (one, other) = (value(range.first), value(range.last))
      return min(one, other)...max(one, other)
    }
    // In this order each comes to the end of the set.
    found.sort { $0.lowerBound < $1.lowerBound }
    var set = UIDSet()
    for range in found { set.insert(range) }
    return set
  }

  static func == (left: NumberSet, right: NumberSet) -> Bool {
    left.isSaved == right.isSaved && left.ranges.elementsEqual(right.ranges) { $0 == $1 }
  }
}
