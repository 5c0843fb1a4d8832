/// Reads one mbox, of any size in the memory of one message.
///
/// An enreaches from its "From " line to the next one; the origins of the items cover the file
/// end to end. Octets before the first separator are a rejection.
final class MboxReader: MailboxReader {
  private let file: FileIdentity
  private let options: ReadOptions
  private var window: StreamWindow
  private let resumeOffset: UInt64
  private var hasStarted = false
  /// Set by looking when the options leave it open.
  private(set) var dialect: MboxDialect
  private var hasReportedFailure = false

  var position: MailboxPosition {
    MailboxPosition(path: file.path, offset: max(window.offset, resumeOffset))
  }

  init(_ stream: any ByteStream, _ file: FileIdentity, _ options: ReadOptions, from: UInt64 = 0) {
    self.file = file
    self.options = options
    window = StreamWindow(stream)
    resumeOffset = from
    dialect = options.dialect ?? .mboxrd
  }

  func next() throws(MailboxError) -> MailboxItem? {
    start()
    if window.count > 0 { return try entry() }
    guard let failure = window.failure, !hasReportedFailure else { return nil }
    return rejection(0, .of(failure))
  }

  /// Looks at the start of the file, for a resumed reading too, then goes to where it begins.
  private func start() {
    if hasStarted {
      window.fill(to: 1)
      return
    }
    hasStarted = true
    window.fill(to: Limits.sample)
    if options.dialect == nil {
      dialect = window.withBytes { MboxEvidence($0, atEnd: window.atEnd).dialect }
    }
    window.skip(to: resumeOffset)
    window.fill(to: 1)
  }

  private func entry() throws(MailboxError) -> MailboxItem {
    window.fill(to: 2 * Limits.fromLine + 8)
    let atEnd = window.atEnd
    let isSeparator = window.withBytes { MboxGrammar.isSeparator($0, 0, atEnd: atEnd) == .yes }
    guard isSeparator else { return try garbage() }
    let line = window.withBytes { $0.line(at: 0) }
    let from = window.withBytes { MboxFromLine.parse($0, 0..<line.end) }
    if dialect.hasContentLength, let found = announcedEnd(line.next) {
      var scan = MboxScan(from: line.next)
      window.withBytes { scan.survey($0.extracting(0..<found.end)) }
      let unquoting = dialect == .mboxcl ? dialect : nil
      return message(line.next..<found.end, next: found.next, from.envelope, scan, unquoting)
    }
    return try scannedEntry(line.next, from.envelope)
  }

  /// End of the message and start of the next enby Content-Length, if that is true to the file.
  private func announcedEnd(_ start: Int) -> (end: Int, next: Int)? {
    func announced() -> (headerEnd: Int, length: Int)? {
      window.withBytes { MboxGrammar.announcedBody($0, from: start) }
    }
    var found = announced()
    while found == nil, window.count < Limits.header, !window.atEnd,
      window.withBytes({ HeaderSection.end(in: $0, from: start) == nil })
    {
      window.fill()
      found = announced()
    }
    guard let (headerEnd, length) = found, length <= options.messageLimit else { return nil }
    let end = headerEnd + length
    window.fill(to: end + 2 * Limits.fromLine + 8)
    guard end <= window.count else { return nil }
    let atEnd = window.atEnd
    return window.withBytes { MboxGrammar.landing($0, at: end, atEnd: atEnd) }.map { (end, $0) }
  }

  private func scannedEntry(
    _ start: Int, _ envelope: MboxEnvelope
  ) throws(MailboxError) -> MailboxItem {
    var scan = MboxScan(from: start)
    while true {
      let atEnd = window.atEnd
      let found = window.withBytes { scan.separator(in: $0, atEnd: atEnd) }
      if let next = found ?? (atEnd ? window.count : nil) {
        let blank = window.withBytes { MboxGrammar.emptyLine(before: next, in: $0, from: start) }
        scan.forgetLine(blank)
        return message(start..<(next - blank), next: next, envelope, scan, scannedQuoting)
      }
      if window.count - start > options.messageLimit + Limits.fromLine {
        return try tooLarge(scan)
      }
      window.fill()
    }
  }

  /// The quoting of a message that no true Content-Length delimits. Where the dialect was recognised
  /// by looking, such a message came from a program that quotes, or had a length that the quoting
  /// made false.
  private var scannedQuoting: MboxDialect? {
    if dialect.quotes { return dialect }
    return options.dialect == nil ? .mboxrd : nil
  }

  private func message(
    _ range: Range<Int>, next: Int, _ envelope: MboxEnvelope, _ scan: MboxScan,
    _ unquoting: MboxDialect?
  ) -> MailboxItem {
    guard range.count <= options.messageLimit else {
      return rejection(next, .tooLarge(limit: options.messageLimit))
    }
    if next == window.count, window.atEnd, let failure = window.failure {
      // Damage cut it off, so it is not known to be whole.
      return rejection(next, .of(failure))
    }
    let bytes: [UInt8]
    if scan.hasQuotedLines, let unquoting {
      bytes = window.withBytes { MboxQuoting.undo($0, range, unquoting) }
    } else {
      bytes = window.bytes(range)
    }
    var message = RawMessage(bytes: bytes, origin: origin(next), lineEnds: scan.lines.lineEnds)
    message.envelope = envelope
    message.folder = file.folder
    window.consume(next)
    return MboxFields.apply(to: message)
  }

  /// Goes on to the separator without what lies before it in memory.
  private func tooLarge(_ scan: MboxScan) throws(MailboxError) -> MailboxItem {
    var scan = scan
    var origin = origin(0)
    let spill = try options.spill?()
    while true {
      let gone = scan.disposable(in: window.count)
      try letGo(of: gone, to: spill)
      scan.letGo(of: gone)
      window.fill()
      let atEnd = window.atEnd
      let found = window.withBytes { scan.separator(in: $0, atEnd: atEnd) }
      guard let next = found ?? (atEnd ? window.count : nil) else { continue }
      try letGo(of: next, to: spill)
      origin.length = window.offset - origin.offset
      try spill?.finish()
      return .rejected(
        Rejection(
          origin: origin, reason: .tooLarge(limit: options.messageLimit), spilledTo: spill?.path))
    }
  }

  private func letGo(of count: Int, to spill: (any ByteSink)?) throws(MailboxError) {
    if let spill { try spill.write(window.bytes(0..<count).span) }
    window.consume(count)
  }

  /// What lies before the first separator: other than inside, it need not follow an empty line.
  private func garbage() throws(MailboxError) -> MailboxItem {
    var origin = origin(0)
    var kept: [UInt8] = []
    var spill: (any ByteSink)?
    var isMidLine = false
    while true {
      let atEnd = window.atEnd
      let found = window.withBytes {
        MboxGrammar.firstSeparator(in: $0, isMidLine: isMidLine, atEnd: atEnd)
      }
      let gone = found.start ?? (atEnd ? window.count : found.searched)
      isMidLine = found.isMidLine
      origin.length += UInt64(gone)
      if spill == nil { kept += window.bytes(0..<gone) }
      if spill == nil, kept.count > options.messageLimit {
        spill = try options.spill?()
        try spill?.write(kept.span)
        kept = []
        window.consume(gone)
      } else {
        try letGo(of: gone, to: spill)
      }
      if found.start != nil || atEnd {
        try spill?.finish()
        if spill == nil, MboxGrammar.blankStart(kept.span) == kept.count {
          return .skipped(Skip(origin: origin, reason: .empty))
        }
        return .rejected(
          Rejection(
            origin: origin, reason: .leadingGarbage, bytes: kept, spilledTo: spill?.path))
      }
      window.fill()
    }
  }

  private func origin(_ length: Int) -> MessageOrigin {
    MessageOrigin(path: file.path, offset: window.offset, length: UInt64(length), kind: .mbox)
  }

  private func rejection(_ length: Int, _ reason: Rejection.Reason) -> MailboxItem {
    hasReportedFailure = window.failure != nil && window.count == length
    let bytes = window.bytes(0..<length)
    let origin = origin(length)
    window.consume(length)
    return .rejected(Rejection(origin: origin, reason: reason, bytes: bytes))
  }
}
