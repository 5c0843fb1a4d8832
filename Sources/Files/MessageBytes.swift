package import Digests

/// The bytes of a message: in memory or, if they are too many, in a file.
package enum MessageBytes: Hashable, Sendable {
  case memory([UInt8])
  /// A range of a spill file.
  case file(SpillFile, Range<Int>)

  package var count: Int {
    switch self {
    case .memory(let bytes): bytes.count
    case .file(_, let range): range.count
    }
  }

  /// The file that holds the bytes, if any: bytes derived from them are written to the same file.
  package var spill: SpillFile? { if case .file(let spill, _) = self { spill } else { nil } }

  /// The bytes of `range`; in memory no copy is made. Indices of the slice are unspecified.
  package func slice(_ range: Range<Int>) throws(FileError) -> ArraySlice<UInt8> {
    switch self {
    case .memory(let bytes): bytes[range.clamped(to: 0..<bytes.count)]
    case .file(let spill, let whole): try spill.read(whole.part(range))[...]
    }
  }

  /// Like `slice`, as an independent value.
  package func part(_ range: Range<Int>) -> MessageBytes {
    switch self {
    case .memory(let bytes):
      let range = range.clamped(to: 0..<bytes.count)
      return range.count == bytes.count ? self : .memory(Array(bytes[range]))
    case .file(let spill, let whole): return .file(spill, whole.part(range))
    }
  }

  package func all() throws(FileError) -> [UInt8] {
    switch self {
    case .memory(let bytes): bytes
    case .file(let spill, let range): try spill.read(range)
    }
  }

  /// Calls `body` with one stretch after the other, in order.
  package func forEachStretch(_ body: (ArraySlice<UInt8>) throws -> Void) throws {
    if case .memory(let bytes) = self { return try body(bytes[...]) }
    var position = 0
    while position < count {
      let end = min(position + Limits.stretch, count)
      try body(slice(position..<end))
      position = end
    }
  }
}

extension Range<Int> {
  /// Translates `part`, which is relative to this range's start, and clips it to this range.
  fileprivate func part(_ part: Range<Int>) -> Range<Int> {
    (lowerBound + part.lowerBound..<lowerBound + part.upperBound).clamped(to: self)
  }
}

extension SHA256Digest {
  package init(of bytes: MessageBytes) throws {
    var hasher = try SHA256Hasher()
    try bytes.forEachStretch { hasher.update($0) }
    self = try hasher.finish()
  }
}
