import Bytes
import Files

extension MessageBytes {
  /// Calls `body` with one stretch after the other, in order.
  func eachStretch(
    _ body: (Span<UInt8>) throws(MailboxError) -> Void
  ) throws(MailboxError) {
    if case .memory(let bytes) = self { return try body(bytes.span) }
    var position = 0
    while position < count {
      let stretch = try stretch(from: position)
      try body(stretch.span)
      position += stretch.count
    }
  }

  /// Like `eachStretch`, but never cuts a stretch inside a possible "From " line with ">" before
  /// it.
  ///
  /// - Parameter body: receives the number of ">" that the line at its start had before the cut;
  ///   nil if that line began with something else.
  func forEachQuotable(
    _ body: (Span<UInt8>, _ depth: Int?) throws(MailboxError) -> Void
  ) throws(MailboxError) {
    if case .memory(let bytes) = self { return try body(bytes.span, 0) }
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

  /// Transforms the bytes, stretch by stretch.
  func made(
    _ body: (inout MessageBytesBuilder) throws(MailboxError) -> Void
  ) throws(MailboxError) -> MessageBytes {
    var made = MessageBytesBuilder(like: self)
    try body(&made)
    return try made.all()
  }

  /// Creates a file that is not yet durable: one of many, for which `POSIX.syncFileSystem` is
  /// called later.
  func write(toNew path: FilePath) throws(MailboxError) {
    let descriptor = try asMailboxError(try POSIX.create(path))
    defer { POSIX.close(descriptor) }
    try eachStretch { (bytes) throws(MailboxError) in
      try asMailboxError(try POSIX.writeAll(descriptor, bytes, path))
    }
  }

  /// The first bytes, up to `limit`.
  func beginning(_ limit: Int) throws(MailboxError) -> ArraySlice<UInt8> {
    try stretch(0..<min(limit, count))
  }

  func stretch(_ range: Range<Int>) throws(MailboxError) -> ArraySlice<UInt8> {
    try asMailboxError(try slice(range))
  }

  private func stretch(from position: Int) throws(MailboxError) -> ArraySlice<UInt8> {
    try stretch(position..<min(position + Files.Limits.stretch, count))
  }
}

extension MessageBytesBuilder {
  mutating func add(_ bytes: Span<UInt8>) throws(MailboxError) {
    do { try append(bytes) } catch { throw MailboxError(error) }
  }

  /// Adds the remaining bytes of a stream.
  mutating func add(all stream: any ByteStream) throws(MailboxError) {
    var portion = [UInt8](zeros: Limits.chunk)
    while true {
      let got = try stream.read(into: &portion, from: 0)
      if got == 0 { return }
      try add(portion.span.extracting(..<got))
    }
  }

  mutating func all() throws(MailboxError) -> MessageBytes {
    do { return try take() } catch { throw MailboxError(error) }
  }
}
