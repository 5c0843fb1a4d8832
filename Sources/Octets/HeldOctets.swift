package import Digests

/// Octets of a message on their way: in memory or, where they are too many, in a file.
package enum HeldOctets: Hashable, Sendable {
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
  package var spill: SpillFile? { if case .file(let spill, _) = self { spill } else { nil } }

  /// Those of a range, without a copy of what is in memory. The slice counts as it likes.
  package func slice(_ range: Range<Int>) throws(SpillError) -> ArraySlice<UInt8> {
    switch self {
    case .memory(let octets): octets[range.clamped(to: 0..<octets.count)]
    case .file(let spill, let whole): try spill.read(whole.part(range))[...]
    }
  }

  /// Likewise, to be kept.
  package func part(_ range: Range<Int>) -> HeldOctets {
    switch self {
    case .memory(let octets):
      let range = range.clamped(to: 0..<octets.count)
      return range.count == octets.count ? self : .memory(Array(octets[range]))
    case .file(let spill, let whole): return .file(spill, whole.part(range))
    }
  }

  package func all() throws(SpillError) -> [UInt8] {
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

extension Range<Int> {
  /// That part of it which counts from its start, as far as there is one.
  fileprivate func part(_ part: Range<Int>) -> Range<Int> {
    (lowerBound + part.lowerBound..<lowerBound + part.upperBound).clamped(to: self)
  }
}

extension SHA256Digest {
  package init(of held: HeldOctets) throws {
    var hasher = try SHA256Hasher()
    try held.forEachStretch { hasher.update($0) }
    self = try hasher.finish()
  }
}
