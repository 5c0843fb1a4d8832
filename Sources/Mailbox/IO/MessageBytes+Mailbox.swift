import Files

extension MessageBytes {
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
    _ body: (inout MessageBytesBuilder) throws(MailboxError) -> Void
  ) throws(MailboxError) -> MessageBytes {
    var made = MessageBytesBuilder(like: self)
    try body(&made)
    return try made.all()
  }

  /// Makes a file, not yet durable: one of many that `POSIX.syncFileSystem` then makes so together.
  func write(toNew path: FilePath) throws(MailboxError) {
    let descriptor = try asMailboxError(try POSIX.create(path))
    defer { POSIX.close(descriptor) }
    try eachStretch { (bytes) throws(MailboxError) in
      try asMailboxError(try POSIX.writeAll(descriptor, bytes, path))
    }
  }

  /// The first of them.
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
  mutating func add(_ octets: Span<UInt8>) throws(MailboxError) {
    do { try append(octets) } catch { throw MailboxError(error) }
  }

  mutating func all() throws(MailboxError) -> MessageBytes {
    do { return try take() } catch { throw MailboxError(error) }
  }
}
