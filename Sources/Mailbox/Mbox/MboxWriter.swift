import Bytes
import Files
package import Mail

/// Writes an mbox. Each entry records what must be removed from what is read back to restore the
/// message:
///
/// * The last line gets a line end if it has none (`trailing`), because the empty line must follow
///   a line.
/// * The Content-Length dialects add a Content-Length field at the start (`leading`), and an empty
///   line at the end of a header section without one (`trailing`).
package final class MboxWriter: MailboxWriter {
  private let sink: any ByteSink
  private let dialect: MboxDialect
  private let convertsLineEnds: Bool
  private var offset: UInt64 = 0

  /// - Parameter convertsLineEnds: writes CRLF as LF, which many Unix programs expect.
  package init(_ sink: any ByteSink, dialect: MboxDialect = .mboxrd, convertsLineEnds: Bool = false)
  {
    self.sink = sink
    self.dialect = dialect
    self.convertsLineEnds = convertsLineEnds
  }

  package func write(_ message: OutgoingMessage) throws(MailboxError) -> WrittenEntry {
    let start = offset
    var entry = WrittenEntry(
      origin: MessageOrigin(path: sink.path, offset: offset, length: 0, kind: .mbox))
    let bytes = try inLineEnds(message.bytes, &entry)
    var ending = try ending(of: bytes)
    try put(MboxFromLine.format(message.envelope).span)
    var field: [UInt8] = []
    var isPredictable = true
    if dialect.hasContentLength {
      let headerEnd = try completeHeader(bytes, &ending)
      // Readers do not search a header section of that size, so nothing protects the body.
      isPredictable = headerEnd <= Limits.header
      let body = bytes.count + ending.count - headerEnd + (try quotedLines(bytes, headerEnd))
      field = Array("Content-Length: \(body)\n".utf8)
      entry.leading = field.count
      try put(field.span)
    }
    let isReversible = try putQuoted(bytes)
    try put(ending.span)
    try put([Byte.lf].span)
    entry.trailing = ending.count
    entry.lossy = entry.lossy || !isReversible || !isPredictable
    if entry.lossy, isPredictable { entry.readsAs = try readBack(field, bytes, ending) }
    entry.origin.length = offset - start
    return entry
  }

  package func finish() throws(MailboxError) { try sink.finish() }

  private func inLineEnds(
    _ bytes: MessageBytes, _ entry: inout WrittenEntry
  ) throws(MailboxError) -> MessageBytes {
    guard convertsLineEnds else { return bytes }
    let lineEnds = try LineEnds(of: bytes)
    guard lineEnds == .crlf || lineEnds == .mixed else { return bytes }
    entry.lineEndsConverted = true
    entry.lossy = lineEnds == .mixed
    return try withLF(bytes)
  }

  /// The bytes that its last line needs to be complete.
  private func ending(of bytes: MessageBytes) throws(MailboxError) -> [UInt8] {
    let last = try bytes.stretch(max(0, bytes.count - 1)..<bytes.count).last
    if last == nil || last == Byte.lf { return [] }
    return try lineEnd(like: bytes)
  }

  /// Start of the body in `bytes` followed by `ending`. `ending` gets an empty line if the end of
  /// the header section would not be found.
  private func completeHeader(
    _ bytes: MessageBytes, _ ending: inout [UInt8]
  ) throws(MailboxError) -> Int {
    let head = try bytes.beginning(Files.Limits.stretch)
    if let end = HeaderSection.end(in: head.span, from: 0, within: head.count) { return end }
    if head.count == bytes.count {
      let complete = head + ending
      if HeaderSection.end(in: complete.span, from: 0, within: complete.count) == nil {
        ending += try lineEnd(like: bytes)
      }
    }
    return bytes.count + ending.count
  }

  /// Number of quoted lines in the body.
  private func quotedLines(_ bytes: MessageBytes, _ headerEnd: Int) throws(MailboxError) -> Int {
    var (count, position) = (0, 0)
    try bytes.forEachQuotable { bytes, depth in
      count += MboxQuoting.linesToQuote(bytes, dialect, depth).starts.count {
        position + $0 >= headerEnd
      }
      position += bytes.count
    }
    return count
  }

  private func lineEnd(like bytes: MessageBytes) throws(MailboxError) -> [UInt8] {
    try LineEnds(of: bytes) == .crlf ? [Byte.cr, Byte.lf] : [Byte.lf]
  }

  /// Writes the body quoted; returns whether unquoting restores the message.
  private func putQuoted(_ bytes: MessageBytes) throws(MailboxError) -> Bool {
    var isReversible = true
    try bytes.forEachQuotable { (bytes, depth) throws(MailboxError) in
      let quoting = MboxQuoting.linesToQuote(bytes, dialect, depth)
      isReversible = isReversible && quoting.reversible
      var copied = 0
      for start in quoting.starts {
        try put(bytes.extracting(copied..<start))
        try put([UInt8(ascii: ">")].span)
        copied = start
      }
      try put(bytes.extracting(copied...))
    }
    return isReversible
  }

  private func readBack(
    _ field: [UInt8], _ bytes: MessageBytes, _ ending: [UInt8]
  ) throws(MailboxError) -> MessageBytes {
    let whole = try bytes.made { (made) throws(MailboxError) in
      try made.add(field.span)
      try bytes.eachStretch { (bytes) throws(MailboxError) in try made.add(bytes) }
      try made.add(ending.span)
    }
    guard dialect == .mboxo else { return whole }
    return try MboxQuoting.undo(whole, dialect)
  }

  private func put(_ bytes: Span<UInt8>) throws(MailboxError) {
    try sink.write(bytes)
    offset += UInt64(bytes.count)
  }
}
