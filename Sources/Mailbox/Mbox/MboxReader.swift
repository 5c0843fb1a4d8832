import Bytes
import Files
internal import Mail

/// Reads one mbox, of any size and with messages of any size.
///
/// An entry extends from its "From " line to the next one; the origins of the items cover the file
/// without gaps. Bytes before the first separator are a rejection.
final class MboxReader: MailboxReader {
  private var input: EntryWindow
  /// Detected if the options do not set it.
  private(set) var dialect: MboxDialect
  private var separators = MboxSeparators()
  private var lengths = MboxLengths()
  /// Number of large messages with a wrong Content-Length.
  private var falseLengths = 0

  private var options: ReadOptions { input.options }
  var position: MailboxPosition { input.position }

  init(_ stream: any ByteStream, _ file: FileIdentity, _ options: ReadOptions, from: UInt64 = 0) {
    input = EntryWindow(stream, file, options, from: from)
    dialect = options.dialect ?? .mboxrd
  }

  func next() throws(MailboxError) -> MailboxItem? {
    let given = options.dialect
    input.open { window in
      window.fill(to: Limits.sample)
      let atEnd = window.atEnd
      let evidence = window.withBytes { MboxEvidence($0, atEnd: atEnd) }
      separators = evidence.separators
      lengths = evidence.lengths
      dialect = given ?? evidence.dialect
    }
    return input.window.count > 0 ? try entry() : try input.lastItem()
  }

  private func entry() throws(MailboxError) -> MailboxItem {
    input.begin()
    input.window.fill(to: Self.lookahead)
    let atEnd = input.window.atEnd
    let line = input.window.withBytes {
      separators.line($0, 0, emptyBefore: true, atEnd: atEnd)
    }
    guard line.answer == .yes, let from = line.from else { return try garbage() }
    separators.first = separators.first ?? from.look
    if let item = try announcedEntry(line.next) { return try noted(item, from.envelope) }
    return try noted(scannedEntry(line.next), from.envelope)
  }

  private func noted(
    _ item: MailboxItem, _ envelope: MboxEnvelope
  ) throws(MailboxError) -> MailboxItem {
    guard case .message(var message) = item else { return item }
    message.envelope = envelope
    return try MboxFields.apply(to: message, isThunderbirds: separators.first?.sender == .nobody)
  }

  /// Number of bytes after a message that are needed to know that it ends.
  private static let lookahead = 2 * Limits.fromLine + Limits.headerBeginning

  // MARK: Messages with Content-Length

  /// The entry according to Content-Length, if that is correct.
  private func announcedEntry(_ start: Int) throws(MailboxError) -> MailboxItem? {
    guard dialect.hasContentLength, let (headerEnd, announced) = announced(start) else {
      return nil
    }
    for length in announced where length <= options.messageLimit {
      if let item = try entry(start, bodyAt: headerEnd, length) { return item }
    }
    return nil
  }

  private func entry(
    _ start: Int, bodyAt headerEnd: Int, _ length: Int
  ) throws(MailboxError) -> MailboxItem? {
    let isLarge = headerEnd + length > options.spill.inMemory
    guard !isLarge || (falseLengths < Limits.falseLengths && !lengths.countsLines) else {
      return nil
    }
    while isLarge, input.goneCount < headerEnd + length, input.window.count > 0 {
      try input.letGo(of: min(input.window.count, headerEnd + length - input.goneCount))
      input.window.fill(to: 1)
    }
    if let (end, next) = landing(headerEnd, length) {
      return try input.message(
        start..<end, of: next, unquoting: dialect == .mboxcl ? dialect : nil)
    }
    if isLarge {
      falseLengths += 1
      try input.takeBack()
    }
    return nil
  }

  /// End of the body and start of the next entry, relative to this entry.
  private func landing(_ headerEnd: Int, _ length: Int) -> (end: Int, next: Int)? {
    let gone = input.goneCount
    // If line ends count as one byte, there may be three times as many bytes.
    var wanted = headerEnd + length + Self.lookahead
    while true {
      input.window.fill(to: wanted - gone)
      let atEnd = input.window.atEnd
      let held = input.window.count
      let found = input.window.withBytes { bytes -> (end: Int, next: Int?)? in
        let end =
          gone > 0
          ? headerEnd + length - gone : lengths.end(of: length, from: headerEnd, in: bytes)
        guard let end, end <= bytes.count, atEnd || bytes.count - end >= Self.lookahead else {
          return nil
        }
        return (end, lengths.landing(bytes, at: end, atEnd: atEnd, separators))
      }
      if let found { return found.next.map { (gone + found.end, gone + $0) } }
      if atEnd { return nil }
      wanted = gone + held + Limits.chunk
    }
  }

  private func announced(_ start: Int) -> (headerEnd: Int, lengths: [Int])? {
    while true {
      if let found = input.window.withBytes({ MboxLengths.announced($0, from: start) }) {
        return found
      }
      if input.window.count >= Limits.header || input.window.atEnd { return nil }
      input.window.fill()
    }
  }

  // MARK: Messages that end before a separator

  private func scannedEntry(_ start: Int) throws(MailboxError) -> MailboxItem {
    var scan = MboxScan(from: start)
    while true {
      let atEnd = input.window.atEnd
      let found = input.window.withBytes { scan.separator(in: $0, separators, atEnd: atEnd) }
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

  /// An empty line is recognised from the bytes before the separator: its line end and the LF
  /// before it.
  private static let longestBlank = MboxGrammar.longestLineEnd + 1

  /// The quoting of a message without a correct Content-Length. If the dialect was detected, such a
  /// message came from a program that quotes, or the quoting made its length wrong.
  private var scannedQuoting: MboxDialect? {
    if dialect.quotes { return dialect }
    return options.dialect == nil ? .mboxrd : nil
  }

  // MARK: Other text

  /// The text before the first separator. Unlike separators inside the file, the first need not
  /// follow an empty line.
  private func garbage() throws(MailboxError) -> MailboxItem {
    // A line that is not a separator may look like the first line of a file.
    var isMidLine = input.window.withBytes { MboxGrammar.startsWithFrom($0, 0) }
    var isBlank = true
    while true {
      let atEnd = input.window.atEnd
      let isStart = input.goneCount == 0
      let found = input.window.withBytes {
        MboxSeparators.firstLine(in: $0, isMidLine: isMidLine, atEnd: atEnd)
      }
      let gone = found.start ?? (atEnd ? input.window.count : found.searched)
      isMidLine = found.isMidLine
      let bytes = input.window.bytes(0..<gone)
      isBlank = isBlank && MboxGrammar.blankStart(bytes.span, isFileStart: isStart) == gone
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
