import Bytes
package import Digests

/// The same mail has the same canonical bytes whatever way it came: each line ends in CRLF, the last
/// one too, and what programs that keep mail wrote into the header (`StoredNotes`) is left out.
package struct CanonicalForm: Hashable, Sendable {
  /// SHA-256 of the canonical bytes; nil: the message's own bytes are canonical.
  package let digest: SHA256Digest?
  /// How the message is made of its canonical bytes; nil if it cannot be made of them exactly, as its
  /// lines end in different ways, or if nothing of its header would be left.
  package private(set) var form: MessageForm?

  /// Takes it for one that cannot be made of others.
  package mutating func standAlone() { form = nil }

  package init(of message: MessageBytes) throws {
    var reading = try CanonicalReading(message)
    var hasher = try SHA256Hasher()
    guard try !reading.isCanonical() else {
      digest = nil
      form = MessageForm()
      return
    }
    try reading.forEachPiece { hasher.update($0) }
    digest = try hasher.finish()
    form = reading.form
  }

  /// The canonical bytes themselves.
  package static func bytes(of message: MessageBytes) throws -> MessageBytes {
    var made = MessageBytesBuilder(like: message)
    var reading = try CanonicalReading(message)
    try reading.forEachPiece { try made.append($0.span) }
    return try made.take()
  }
}

/// One pass over a message that gives its canonical bytes, and says how the message is made of them.
private struct CanonicalReading {
  private let message: MessageBytes
  private let notes: [Range<Int>]
  private let haveCompany: Bool
  private var found: [MessageForm.Note] = []
  /// Canonical bytes so far.
  private var count = 0
  private var previous: UInt8 = 0
  /// LF that were kept, and those that a CR stood before.
  private var (feeds, pairs) = (0, 0)
  private var lacksLastLineEnd = false

  init(_ message: MessageBytes) throws {
    self.message = message
    let stored = try StoredNotes(
      in: message.slice(0..<Limits.header), by: .anyProgram)
    (notes, haveCompany) = (stored.ranges, stored.haveCompany)
  }

  /// Whether there is nothing to change; costs much less than to change it.
  func isCanonical() throws -> Bool {
    guard notes.isEmpty, try message.slice(message.count - 1..<message.count).last ?? 10 == 10
    else { return false }
    var before: UInt8 = 0
    var hasBareFeed = false
    try message.forEachStretch { piece in
      guard !hasBareFeed else { return }
      let bytes = piece.span
      var start = 0
      while let feed = bytes.firstIndex(of: Byte.lf, from: start) {
        guard (feed > 0 ? bytes[feed - 1] : before) == Byte.cr else {
          hasBareFeed = true
          return
        }
        start = feed + 1
      }
      before = piece.last ?? before
    }
    return !hasBareFeed
  }

  mutating func forEachPiece(_ use: (ArraySlice<UInt8>) throws -> Void) throws {
    var start = 0
    for note in notes {
      try convert(start..<note.lowerBound, use)
      found.append(MessageForm.Note(position: count, bytes: Array(try message.slice(note))))
      start = note.upperBound
    }
    try convert(start..<message.count, use)
    lacksLastLineEnd = count > 0 && previous != Byte.lf
    if lacksLastLineEnd { try use([Byte.cr, Byte.lf]) }
  }

  private mutating func convert(
    _ range: Range<Int>, _ use: (ArraySlice<UInt8>) throws -> Void
  ) throws {
    var start = range.lowerBound
    while start < range.upperBound {
      let piece = try message.slice(start..<min(start + Limits.converted, range.upperBound))
      let (bytes, feeds, pairs) = withCRLF(piece, after: previous)
      self.feeds += feeds
      self.pairs += pairs
      count += bytes.count
      previous = piece.last ?? previous
      start += piece.count
      try use(bytes[...])
    }
  }

  /// After the pass.
  var form: MessageForm? {
    // Without its notes a message must still be one.
    guard pairs == 0 || pairs == feeds, notes.isEmpty || haveCompany,
      found.reduce(0, { $0 + $1.bytes.count }) <= Limits.notes
    else { return nil }
    return MessageForm(
      endsLinesInLF: feeds > 0 && pairs == 0, lacksLastLineEnd: lacksLastLineEnd, notes: found)
  }
}
