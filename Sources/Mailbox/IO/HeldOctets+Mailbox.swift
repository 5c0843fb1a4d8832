import Bytes
import Octets

extension HeldOctets {
  /// One stretch after the other.
  func eachStretch(
    _ body: (Span<UInt8>) throws(MailboxError) -> Void
  ) throws(MailboxError) {
    if case .memory(let octets) = self { return try body(octets.span) }
    var position = 0
    while position < count {
      let stretch = try stretch(from: position)
      try body(stretch.span)
      position += stretch.count
    }
  }

  /// Likewise, but cut so that no stretch ends amid what may be a "From " line with ">" before it.
  ///
  /// - Parameter body: is told how many ">" the line in its beginning had before; nil where that line
  ///   began with something else.
  func forEachQuotable(
    _ body: (Span<UInt8>, _ depth: Int?) throws(MailboxError) -> Void
  ) throws(MailboxError) {
    if case .memory(let octets) = self { return try body(octets.span, 0) }
    var position = 0
    var depth: Int? = 0
    while position < count {
      let stretch = try stretch(from: position)
      let isLast = position + stretch.count == count
      let cut = isLast ? (stretch.count, nil) : MboxQuoting.cut(stretch.span, depth)
      try body(stretch.span.extracting(..<cut.end), depth)
      position += cut.end
      depth = cut.depth
    }
  }

  /// The same octets made into others, stretch by stretch.
  func made(
    _ body: (inout GrowingOctets) throws(MailboxError) -> Void
  ) throws(MailboxError) -> HeldOctets {
    var made = GrowingOctets(like: self)
    try body(&made)
    return try made.all()
  }

  /// The first of them.
  func beginning(_ limit: Int) throws(MailboxError) -> ArraySlice<UInt8> {
    try stretch(0..<min(limit, count))
  }

  func stretch(_ range: Range<Int>) throws(MailboxError) -> ArraySlice<UInt8> {
    do { return try slice(range) } catch { throw MailboxError(error) }
  }

  private func stretch(from position: Int) throws(MailboxError) -> ArraySlice<UInt8> {
    try stretch(position..<min(position + Octets.Limits.stretch, count))
  }
}

extension GrowingOctets {
  mutating func add(_ octets: Span<UInt8>) throws(MailboxError) {
    do { try append(octets) } catch { throw MailboxError(error) }
  }

  /// What is left of a stream.
  mutating func add(all stream: any ByteStream) throws(MailboxError) {
    var portion = [UInt8](zeros: Limits.chunk)
    while true {
      let got = try stream.read(into: &portion, from: 0)
      if got == 0 { return }
      try add(portion.span.extracting(..<got))
    }
  }

  mutating func all() throws(MailboxError) -> HeldOctets {
    do { return try take() } catch { throw MailboxError(error) }
  }
}

extension MailboxError {
  init(_ error: SpillError) {
    self.init(
      error.isFull ? .diskFull : .writeFailed, path: error.place,
      reason: "\(error.what): \(error.why); \(error.wayOut.lowercasedFirst)")
  }
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
