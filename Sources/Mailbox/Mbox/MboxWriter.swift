/// Writes an mbox. Each entry tells what has to be taken from what is read back to have the message:
///
/// * The last line gets a line end if it has none (`trailing`): the empty line must follow a line.
/// * In the Content-Length dialects a Content-Length field comes first (`leading`), and an empty
///   line at the end of a header section that has none (`trailing`).
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
    var (bytes, entry) = prepare(message)
    let quoting = MboxQuoting.linesToQuote(bytes.span, dialect)
    entry.lossy = entry.lossy || !quoting.reversible
    try put(MboxFromLine.format(message.envelope).span)
    var field: [UInt8] = []
    var isPredictable = true
    let isWhole = bytes.isEmpty || bytes.last == lineFeed
    var ending = isWhole ? [] : lineEnd(like: bytes)
    if dialect.hasContentLength {
      let headerEnd = completeHeader(bytes, &ending)
      // A header section that long is not searched by readers, so nothing protects the body.
      isPredictable = headerEnd <= Limits.header
      entry.lossy = entry.lossy || !isPredictable
      let body = bytes.count + ending.count - headerEnd + quoting.starts.count { $0 >= headerEnd }
      field = Array("Content-Length: \(body)\n".utf8)
      entry.leading = field.count
      try put(field.span)
    }
    try putQuoted(bytes.span, quoting.starts)
    try put(ending.span)
    try put([lineFeed].span)
    entry.trailing = ending.count
    if entry.lossy, isPredictable {
      let whole = field + bytes + ending
      entry.readsAs =
        dialect == .mboxo ? MboxQuoting.undo(whole.span, whole.indices, dialect) : whole
    }
    entry.origin.length = offset - start
    return entry
  }

  package func finish() throws(MailboxError) { try sink.finish() }

  private func prepare(_ message: OutgoingMessage) -> ([UInt8], WrittenEntry) {
    var entry = WrittenEntry(
      origin: MessageOrigin(path: sink.path, offset: offset, length: 0, kind: .mbox))
    guard convertsLineEnds else { return (message.bytes, entry) }
    let lineEnds = LineEnds(of: message.bytes.span)
    guard lineEnds == .crlf || lineEnds == .mixed else { return (message.bytes, entry) }
    entry.lineEndsConverted = true
    entry.lossy = lineEnds == .mixed
    return (withLF(message.bytes), entry)
  }

  /// Where the body begins in `bytes` followed by `ending`, which gets an empty line where the
  /// header section has no end.
  private func completeHeader(_ bytes: [UInt8], _ ending: inout [UInt8]) -> Int {
    let whole = bytes.count
    if let end = HeaderSection.end(in: bytes.span, from: 0, within: whole) { return end }
    let complete = bytes + ending
    if HeaderSection.end(in: complete.span, from: 0, within: complete.count) == nil {
      ending += lineEnd(like: bytes)
    }
    return whole + ending.count
  }

  private func lineEnd(like bytes: [UInt8]) -> [UInt8] {
    LineEnds(of: bytes.span) == .crlf ? [carriageReturn, lineFeed] : [lineFeed]
  }

  private func putQuoted(_ bytes: Span<UInt8>, _ starts: [Int]) throws(MailboxError) {
    var copied = 0
    for start in starts {
      try put(bytes.extracting(copied..<start))
      try put([UInt8(ascii: ">")].span)
      copied = start
    }
    try put(bytes.extracting(copied...))
  }

  private func put(_ bytes: Span<UInt8>) throws(MailboxError) {
    try sink.write(bytes)
    offset += UInt64(bytes.count)
  }
}
