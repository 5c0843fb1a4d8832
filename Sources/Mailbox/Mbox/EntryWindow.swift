import Files
internal import Mail

/// Reads one entry after the other from a file that holds many: the common part of the readers for
/// such files. For an entry that is too long for memory, the window holds only the part in which
/// its end is searched; the earlier part is kept in a file.
///
/// Positions in an entry are relative to its start, positions in the window to the first byte that
/// it still holds.
struct EntryWindow {
  let file: FileIdentity
  let options: ReadOptions
  var window: StreamWindow
  private let resumeOffset: UInt64
  private var hasStarted = false
  private var hasReportedFailure = false
  /// Offset of the entry.
  private var start: UInt64 = 0
  /// The bytes that the window has dropped.
  private var gone: MessageBytesBuilder
  /// Number of bytes dropped.
  private(set) var goneCount = 0

  init(_ stream: any ByteStream, _ file: FileIdentity, _ options: ReadOptions, from: UInt64) {
    self.file = file
    self.options = options
    window = StreamWindow(stream)
    resumeOffset = from
    gone = MessageBytesBuilder(in: options.spill)
  }

  var position: MailboxPosition {
    MailboxPosition(path: file.path, offset: max(window.offset, resumeOffset))
  }

  /// Moves to where reading begins, and starts reading.
  ///
  /// - Parameter look: called at the start of the file, before the first entry.
  mutating func open(_ look: (inout StreamWindow) -> Void = { _ in }) {
    if !hasStarted {
      hasStarted = true
      look(&window)
      window.skip(to: resumeOffset)
    }
    window.fill(to: 1)
  }

  /// The error that ended the file, reported once, after all entries.
  mutating func lastItem() throws(MailboxError) -> MailboxItem? {
    guard let failure = window.failure, !hasReportedFailure else { return nil }
    begin()
    return try rejection(0, .of(failure))
  }

  // MARK: One entry

  mutating func begin() {
    start = window.offset
    gone = MessageBytesBuilder(in: options.spill)
    goneCount = 0
  }

  /// Whether the window holds more than memory should.
  var isCrowded: Bool { window.count > options.spill.inMemory }

  /// Drops the first `count` bytes of the window, which are not needed for finding the end.
  mutating func letGo(of count: Int) throws(MailboxError) {
    goneCount += count
    if options.keepsRejected || goneCount <= options.messageLimit + Limits.header {
      let bytes = window.bytes(0..<count)
      try gone.add(bytes.span)
    }
    window.consume(count)
  }

  /// Starts the entry again, with all dropped bytes put back.
  mutating func takeBack() throws(MailboxError) {
    window.putBack(try gone.all())
    begin()
  }

  /// The entry of `length` bytes as a message, or a rejection.
  ///
  /// - Parameter range: the message in it.
  /// - Parameter unquoting: nil if nothing was quoted.
  mutating func message(
    _ range: Range<Int>, of length: Int, unquoting: MboxDialect? = nil
  ) throws(MailboxError) -> MailboxItem {
    guard range.count <= options.messageLimit else {
      return try rejection(length, .tooLarge(limit: options.messageLimit))
    }
    if isLast(length), let failure = window.failure {
      // A read error cut the entry off, so it may be incomplete.
      return try rejection(length, .of(failure))
    }
    var message = RawMessage(
      bytes: try take(range, of: length, unquoting), origin: origin(length))
    message.folder = file.folder
    return .message(message)
  }

  mutating func rejection(
    _ length: Int, _ reason: Rejection.Reason
  ) throws(MailboxError) -> MailboxItem {
    hasReportedFailure = window.failure != nil && isLast(length)
    let bytes = try take(0..<length, of: length, nil)
    return .rejected(
      Rejection(
        origin: origin(length), reason: reason,
        bytes: bytes.count == length ? bytes : .memory([])))
  }

  func origin(_ length: Int) -> MessageOrigin {
    MessageOrigin(path: file.path, offset: start, length: UInt64(length), kind: .mbox)
  }

  private func isLast(_ length: Int) -> Bool { window.atEnd && length == goneCount + window.count }

  private mutating func take(
    _ range: Range<Int>, of length: Int, _ unquoting: MboxDialect?
  ) throws(MailboxError) -> MessageBytes {
    guard goneCount > 0 else {
      defer { window.consume(length) }
      guard let unquoting else { return .memory(window.bytes(range)) }
      return .memory(window.withBytes { MboxQuoting.undo($0, range, unquoting) })
    }
    try letGo(of: length - goneCount)
    let bytes = try gone.all().part(range)
    guard let unquoting else { return bytes }
    return try MboxQuoting.undo(bytes, unquoting)
  }
}
