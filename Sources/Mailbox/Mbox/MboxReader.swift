import Bytes
import Files

/// Reads one mbox, of any size and with messages of any size.
///
/// An entry reaches from its "From " line to the next one; the origins of the items cover the file
/// end to end. Octets before the first separator are a rejection.
final class MboxReader: MailboxReader {
  private var input: EntryWindow
  /// Set by looking when the options leave it open.
  private(set) var dialect: MboxDialect
  /// Large messages that did not end where Content-Length said.
  private var falseLengths = 0

  private var options: ReadOptions { input.options }
  var position: MailboxPosition { input.position }

  init(_ stream: any ByteStream, _ file: FileIdentity, _ options: ReadOptions, from: UInt64 = 0) {
    input = EntryWindow(stream, file, options, from: from)
    dialect = options.dialect ?? .mboxrd
  }

  func next() throws(MailboxError) -> MailboxItem? {
    let isOpen = options.dialect == nil
    input.open { window in
      window.fill(to: Limits.sample)
      let atEnd = window.atEnd
      if isOpen { dialect = window.withBytes { MboxEvidence($0, atEnd: atEnd).dialect } }
    }
    return input.window.count > 0 ? try entry() : try input.lastItem()
  }

  private func entry() throws(MailboxError) -> MailboxItem {
    input.begin()
    input.window.fill(to: Self.lookahead)
    let atEnd = input.window.atEnd
    let isSeparator = input.window.withBytes {
      MboxGrammar.isSeparator($0, 0, atEnd: atEnd) == .yes
    }
    guard isSeparator else { return try garbage() }
    let line = input.window.withBytes { $0.line(at: 0) }
    let from = input.window.withBytes { MboxFromLine.parse($0, 0..<line.end) }
    if let item = try announcedEntry(line.next) { return try noted(item, from.envelope) }
    return try noted(scannedEntry(line.next), from.envelope)
  }

  private func noted(
    _ item: MailboxItem, _ envelope: MboxEnvelope
  ) throws(MailboxError) -> MailboxItem {
    guard case .message(var message) = item else { return item }
    message.envelope = envelope
    return try MboxFields.apply(to: message)
  }

  /// What has to be seen after a message to know that it ends.
  private static let lookahead = 2 * Limits.fromLine + 8

  // MARK: Messages with Content-Length

  /// The entry by Content-Length, if that is true to the file.
  private func announcedEntry(_ start: Int) throws(MailboxError) -> MailboxItem? {
    guard dialect.hasContentLength, let (headerEnd, length) = announced(start),
      length <= options.messageLimit
    else { return nil }
    let end = headerEnd + length
    let isLarge = end > options.spill.inMemory
    guard !isLarge || falseLengths < Limits.falseLengths else { return nil }
    while isLarge, input.goneCount < end, input.window.count > 0 {
      try input.letGo(of: min(input.window.count, end - input.goneCount))
      input.window.fill(to: 1)
    }
    let place = end - input.goneCount
    input.window.fill(to: place + Self.lookahead)
    let atEnd = input.window.atEnd
    if place <= input.window.count,
      let next = input.window.withBytes({ MboxGrammar.landing($0, at: place, atEnd: atEnd) })
    {
      return try input.message(
        start..<end, of: input.goneCount + next, unquoting: dialect == .mboxcl ? dialect : nil)
    }
    if isLarge {
      falseLengths += 1
      try input.takeBack()
    }
    return nil
  }

  private func announced(_ start: Int) -> (headerEnd: Int, length: Int)? {
    while true {
      if let found = input.window.withBytes({ MboxGrammar.announcedBody($0, from: start) }) {
        return found
      }
      let isHere = input.window.withBytes { HeaderSection.end(in: $0, from: start) != nil }
      if isHere || input.window.count >= Limits.header || input.window.atEnd { return nil }
      input.window.fill()
    }
  }

  // MARK: Messages that end before a separator

  private func scannedEntry(_ start: Int) throws(MailboxError) -> MailboxItem {
    var scan = MboxScan(from: start)
    while true {
      let atEnd = input.window.atEnd
      let found = input.window.withBytes { scan.separator(in: $0, atEnd: atEnd) }
      if let next = found ?? (atEnd ? input.window.count : nil) {
        let from = max(0, start - input.goneCount)
        let blank = input.window.withBytes {
          MboxGrammar.emptyLine(before: next, in: $0, from: from)
        }
        let length = input.goneCount + next
        return try input.message(
          start..<(length - blank), of: length,
          unquoting: scan.hasQuotedLines ? scannedQuoting : nil)
      }
      if input.isCrowded {
        let gone = max(0, scan.disposable(in: input.window.count) - Self.longestBlank)
        try input.letGo(of: gone)
        scan.letGo(of: gone)
      }
      input.window.fill()
    }
  }

  /// An empty line is told by the octets before the separator: CR, LF, and the end of the line before.
  private static let longestBlank = 3

  /// The quoting of a message that no true Content-Length delimits. Where the dialect was recognised
  /// by looking, such a message came from a program that quotes, or had a length that the quoting
  /// made false.
  private var scannedQuoting: MboxDialect? {
    if dialect.quotes { return dialect }
    return options.dialect == nil ? .mboxrd : nil
  }

  // MARK: Something else

  /// What lies before the first separator: other than inside, it need not follow an empty line.
  private func garbage() throws(MailboxError) -> MailboxItem {
    var isMidLine = false
    var isBlank = true
    while true {
      let atEnd = input.window.atEnd
      let isStart = input.goneCount == 0
      let found = input.window.withBytes {
        MboxGrammar.firstSeparator(in: $0, isMidLine: isMidLine, atEnd: atEnd)
      }
      let gone = found.start ?? (atEnd ? input.window.count : found.searched)
      isMidLine = found.isMidLine
      let octets = input.window.bytes(0..<gone)
      isBlank = isBlank && MboxGrammar.blankStart(octets.span, isFileStart: isStart) == gone
      try input.letGo(of: gone)
      if found.start != nil || atEnd {
        let length = input.goneCount
        if isBlank { return .skipped(Skip(origin: input.origin(length), reason: .empty)) }
        return try input.rejection(length, .leadingGarbage)
      }
      input.window.fill()
    }
  }
}
