import Bytes
import Files
import Packing

/// One file or container entry, opened.
enum OpenedFile {
  case item(MailboxItem)
  case reader(any MailboxReader)
  /// Read completely in an earlier run.
  case done
}

/// Recognises a stream of bytes and returns a reader for it.
struct FileOpener {
  let context: ReadContext

  /// Returns the bytes of the file again, from their start.
  typealias Again = () throws(MailboxError) -> any ByteStream

  /// - Parameters:
  ///   - size: number of bytes of the file, if known.
  ///   - again: nil if the bytes can be read only once.
  func open(
    _ stream: any ByteStream, size: UInt64?, _ identity: FileIdentity, again: Again? = nil
  ) -> OpenedFile {
    let (head, isAll, failure) = readHead(stream, size)
    do throws(MailboxError) {
      if let failure, head.isEmpty { throw failure }
      let rest: any ByteStream = failure.map { BrokenStream($0) } ?? stream
      return withFileTime(try open(head, isAll: isAll, text: rest, identity, again), of: stream)
    } catch {
      return .item(
        .rejected(Rejection(origin: identity.origin(length: 0, kind: .file), reason: .of(error))))
    }
  }

  /// Like `open` below, after line ends and wide characters have been converted to what all readers expect.
  private func open(
    _ head: [UInt8], isAll: Bool, text rest: any ByteStream, _ identity: FileIdentity,
    _ again: Again?
  ) throws(MailboxError) -> OpenedFile {
    if isMessage(identity) { return try open(head, isAll: isAll, rest, identity, again) }
    if identity.mayBeMbox, CarriageReturns.endLines(of: head) {
      let feeds = CarriageReturns.inLineFeeds(head)
      return try open(feeds, isAll: isAll, CarriageReturnStream(rest), identity, again)
    }
    if let text = WideText(head, isAll: isAll, identity) {
      return try open(text.head, isAll: isAll, text.stream(after: rest), identity, again)
    }
    return try open(head, isAll: isAll, rest, identity, again)
  }

  private func withFileTime(_ opened: OpenedFile, of stream: any ByteStream) -> OpenedFile {
    guard case .item(.message(var message)) = opened, let file = stream as? FileStream,
      file.status.type == .regular
    else { return opened }
    message.fileTime = file.status.modified
    return .item(.message(message))
  }

  private func open(
    _ head: [UInt8], isAll: Bool, _ stream: any ByteStream, _ identity: FileIdentity,
    _ again: Again?
  ) throws(MailboxError) -> OpenedFile {
    let kind =
      isMessage(identity) ? FileKind.message : FileKind(head.span, isAll: isAll, identity)
    let from = context.resume(at: identity.path)
    let isResumable = kind == .mbox || kind == .mmdf || kind.isCompressed
    if !kind.isCompressed, context.isResume(identity.path) { context.hasResumed() }
    if from > 0, !isResumable { return .done }
    let whole = PrefixedStream(.memory(head), then: stream)
    switch kind {
    case .mbox:
      return .reader(MboxReader(whole, identity.asMbox, context.options, from: from))
    case .mmdf:
      return .reader(MMDFReader(whole, identity.asMbox, context.options, from: from))
    case .message:
      let rest = isAll ? nil : stream
      return .item(try SingleMessage.plain(head, rest: rest, identity, context.options))
    case .emlx:
      return .item(
        try SingleMessage.emlx(head, rest: isAll ? nil : stream, identity, context.options))
    case .empty, .notMail, .foreign:
      return .item(unrecognised(kind, head.span, isAll, identity))
    case .gzip, .zstd, .xz, .bzip2, .lz4:
      guard identity.depth < Limits.containerDepth else { return rejected(identity, .tooDeep) }
      let inner = try decompressed(kind, whole, identity.path)
      var innerAgain: Again?
      if let again {
        innerAgain = { () throws(MailboxError) in
          try decompressed(kind, try again(), identity.path)
        }
      }
      return open(inner, size: nil, identity.decompressed, again: innerAgain)
    case .zip, .tar, .sevenZip, .rar, .pst:
      guard identity.depth < Limits.containerDepth else { return rejected(identity, .tooDeep) }
      return try unpack(kind, whole, file: stream as? FileStream, identity, again)
    }
  }

  /// Whether the file is known to be exactly one message, whatever it looks like.
  private func isMessage(_ identity: FileIdentity) -> Bool {
    context.options.entriesAreMessages && identity.setting != .named && !identity.mayBeMbox
  }

  private func decompressed(
    _ kind: FileKind, _ stream: any ByteStream, _ path: String
  ) throws(MailboxError) -> any ByteStream {
    switch kind {
    case .zstd: try ZstdStream(stream, path: path)
    case .xz: try LibraryStream(stream, .xz, path: path)
    case .bzip2: try LibraryStream(stream, .bzip2, path: path)
    case .lz4: try LibraryStream(stream, .lz4, path: path)
    default: try InflateStream(stream, .gzip, path: path)
    }
  }

  private func unpack(
    _ kind: FileKind, _ whole: PrefixedStream, file: FileStream?, _ identity: FileIdentity,
    _ again: Again?
  ) throws(MailboxError) -> OpenedFile {
    let path = identity.path
    if kind == .tar {
      // The file is read twice, so keep a copy of what can be read only once.
      let again = if let again { again } else { try kept(whole) }
      return .reader(
        try ContainerReader(identity, context) { () throws(MailboxError) in
          TarEntries(try again(), path: path)
        })
    }
    let (file, folder) = try onDisk(file, whole)
    defer { withExtendedLifetime(folder) {} }
    switch kind {
    case .zip:
      return .reader(
        try ContainerReader(identity, context) { () throws(MailboxError) in
          try ZipEntries(file, path: path)
        })
    case .sevenZip, .rar:
      return .reader(
        try ContainerReader(identity, context) { () throws(MailboxError) in
          try LibraryEntries(file, path: path)
        })
    default: return .reader(try PSTFolder(file.path, name: path, context))
    }
  }

  /// Keeps a copy; the part before a read error is worth reading too.
  private func kept(_ stream: any ByteStream) throws(MailboxError) -> Again {
    var growing = MessageBytesBuilder(in: context.options.spill)
    var failure: MailboxError?
    do throws(MailboxError) { try growing.add(all: stream) } catch {
      if error.code == .diskFull || error.code == .writeFailed { throw error }
      failure = error
    }
    let all = try growing.all()
    return { () throws(MailboxError) in
      PrefixedStream(all, then: failure.map { BrokenStream($0) } ?? EmptyStream())
    }
  }

  /// Some formats are read by other programs, or from their end: data from a pipe or another
  /// container is copied to a temporary file. Once open, it needs neither its name nor the folder
  /// any more.
  private func onDisk(
    _ file: FileStream?, _ whole: PrefixedStream
  ) throws(MailboxError) -> (file: FileStream, folder: TemporaryFolder?) {
    if let file, file.status.type == .regular { return (file, nil) }
    let folder = try asMailboxError(try TemporaryFolder())
    // The bytes were counted when they were first read.
    let copy = try FileStream(try folder.keep(whole), ReadContext(context.options))
    return (copy, folder)
  }

  private func rejected(_ identity: FileIdentity, _ reason: Rejection.Reason) -> OpenedFile {
    .item(.rejected(Rejection(origin: identity.origin(length: 0, kind: .file), reason: reason)))
  }

  /// A file that a person named is offered as mail; if it is not mail, that is a rejection.
  private func unrecognised(
    _ kind: FileKind, _ head: Span<UInt8>, _ isAll: Bool, _ identity: FileIdentity
  ) -> MailboxItem {
    let origin = identity.origin(length: isAll ? UInt64(head.count) : 0, kind: .file)
    if kind == .empty { return .skipped(Skip(origin: origin, reason: .empty)) }
    if let what = ForeignForm.of(head, name: identity.name) ?? ForeignForm.of(name: identity.name) {
      return .rejected(Rejection(origin: origin, reason: .unsupported(what)))
    }
    if identity.setting != .named { return .skipped(Skip(origin: origin, reason: .notMail)) }
    return .rejected(Rejection(origin: origin, reason: .unsupported(Self.expected)))
  }

  private static let expected = """
    neither a mailbox (mbox, MMDF, emlx, or a tar, zip, 7z, gzip, zstd, xz or PST of mail) nor a \
    message, which begins with fields such as "From:" and "Date:"
    """

  /// The first bytes, whether they are all, and the error after them, if any. A small file is read
  /// at once and completely.
  private func readHead(
    _ stream: any ByteStream, _ size: UInt64?
  ) -> (head: [UInt8], isAll: Bool, failure: MailboxError?) {
    let wanted = Int(clamping: min(size ?? .max, UInt64(Limits.sample) - 1)) + 1
    var head = [UInt8](zeros: wanted)
    var held = 0
    do throws(MailboxError) {
      while held < wanted {
        let got = try stream.read(into: &head, from: held)
        if got == 0 { break }
        held += got
      }
    } catch {
      return (Array(head[..<held]), false, error)
    }
    head.removeLast(wanted - held)
    return (head, held < wanted, nil)
  }
}
