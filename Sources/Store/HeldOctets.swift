package import Digests

/// Octets on their way into the store: in memory or, where they are too many, in a file.
package enum HeldOctets: Sendable {
  case memory([UInt8])
  /// This range of it.
  case file(SpillFile, Range<Int>)

  package var count: Int {
    switch self {
    case .memory(let octets): octets.count
    case .file(_, let range): range.count
    }
  }

  /// The file that holds them: what is made of them belongs there, too.
  var spill: SpillFile? { if case .file(let spill, _) = self { spill } else { nil } }

  /// Those of a range, without a copy of what is in memory. The slice counts as it likes.
  package func slice(_ range: Range<Int>) throws(StoreError) -> ArraySlice<UInt8> {
    switch self {
    case .memory(let octets): octets[range.clamped(to: 0..<octets.count)]
    case .file(let spill, let whole):
      try spill.read(
        (whole.lowerBound + range.lowerBound..<whole.lowerBound + range.upperBound)
          .clamped(to: whole))[...]
    }
  }

  /// Octets that hold those from `range` on, no less than `limit` of them unless the range is
  /// shorter, and the place of their first.
  func window(_ range: Range<Int>, limit: Int) throws(StoreError) -> (octets: [UInt8], start: Int) {
    guard case .file = self else { return (try all(), 0) }
    let end = range.count > limit ? range.lowerBound + limit : range.upperBound
    return (Array(try slice(range.lowerBound..<end)), range.lowerBound)
  }

  func all() throws(StoreError) -> [UInt8] {
    switch self {
    case .memory(let octets): octets
    case .file(let spill, let range): try spill.read(range)
    }
  }

  /// One stretch after the other.
  package func forEachStretch(_ body: (ArraySlice<UInt8>) throws -> Void) throws {
    if case .memory(let octets) = self { return try body(octets[...]) }
    var position = 0
    while position < count {
      let end = min(position + Limits.stretch, count)
      try body(slice(position..<end))
      position = end
    }
  }
}

extension SHA256Digest {
  package init(of held: HeldOctets) throws {
    var hasher = try SHA256Hasher()
    try held.forEachStretch { hasher.update($0) }
    self = try hasher.finish()
  }
}
