import Bytes

/// How a message is made of its canonical bytes: see `CanonicalForm`.
package struct MessageForm: Hashable, Sendable {
  /// What a program wrote into the header: whole lines.
  package struct Note: Hashable, Sendable {
    /// Before this byte of the canonical bytes.
    package let position: Int
    /// As they are in the message.
    package let bytes: [UInt8]
  }

  package private(set) var endsLinesInLF = false
  /// The canonical bytes end in a line end that the message lacks.
  package private(set) var lacksLastLineEnd = false
  /// In order.
  package private(set) var notes: [Note] = []

  /// The form of a message that is canonical.
  package init() {}

  init(endsLinesInLF: Bool, lacksLastLineEnd: Bool, notes: [Note]) {
    self.endsLinesInLF = endsLinesInLF
    self.lacksLastLineEnd = lacksLastLineEnd
    self.notes = notes
  }

  /// The message that has this form and the same canonical bytes as `other`.
  package func message(like other: MessageBytes) throws -> MessageBytes {
    let canonical = try CanonicalForm.bytes(of: other)
    let end = max(0, canonical.count - (lacksLastLineEnd ? 2 : 0))
    var made = MessageBytesBuilder(like: other)
    var start = 0
    for note in notes where note.position >= start {
      try append(canonical, start..<min(note.position, end), to: &made)
      try made.append(note.bytes.span)
      start = min(note.position, end)
    }
    try append(canonical, start..<end, to: &made)
    return try made.take()
  }

  private func append(
    _ canonical: MessageBytes, _ range: Range<Int>, to made: inout MessageBytesBuilder
  ) throws {
    var start = range.lowerBound
    while start < range.upperBound {
      var end = min(start + Limits.converted, range.upperBound)
      var piece = try canonical.slice(start..<end)
      // A line end is not cut in two.
      if endsLinesInLF, piece.last == Byte.cr, end < range.upperBound {
        end += 1
        piece = try canonical.slice(start..<end)
      }
      try made.append((endsLinesInLF ? Self.withLF(piece) : Array(piece)).span)
      start = end
    }
  }

  private static func withLF(_ piece: ArraySlice<UInt8>) -> [UInt8] {
    let bytes = piece.span
    var converted: [UInt8] = []
    converted.reserveCapacity(bytes.count)
    var start = 0
    while let feed = bytes.firstIndex(of: Byte.lf, from: start) {
      let end = feed > start && bytes[feed - 1] == Byte.cr ? feed - 1 : feed
      converted += piece[piece.startIndex + start..<piece.startIndex + end]
      converted.append(Byte.lf)
      start = feed + 1
    }
    return converted + piece[(piece.startIndex + start)...]
  }
}

extension MessageForm {
  /// As the ledger keeps it: a byte with flags (1: lines end in LF; 2: without the last line end),
  /// then for each note its position and its length, in 4 bytes each with the most significant
  /// first, and its bytes.
  package var encoded: [UInt8] {
    var bytes: [UInt8] = [(endsLinesInLF ? 1 : 0) | (lacksLastLineEnd ? 2 : 0)]
    for note in notes {
      for number in [note.position, note.bytes.count] {
        let number = UInt32(clamping: number)
        bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
      }
      bytes += note.bytes
    }
    return bytes
  }

  /// - Returns: nil for what is not such bytes.
  package init?(encoded bytes: [UInt8]) {
    guard let flags = bytes.first, flags < 4 else { return nil }
    endsLinesInLF = flags & 1 != 0
    lacksLastLineEnd = flags & 2 != 0
    var rest = bytes.dropFirst()
    func number() -> Int? {
      guard rest.count >= 4 else { return nil }
      defer { rest = rest.dropFirst(4) }
      return Int(rest.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
    }
    while !rest.isEmpty {
      guard let position = number(), let count = number(), count <= rest.count,
        position >= notes.last?.position ?? 0
      else { return nil }
      notes.append(Note(position: position, bytes: Array(rest.prefix(count))))
      rest = rest.dropFirst(count)
    }
  }
}
