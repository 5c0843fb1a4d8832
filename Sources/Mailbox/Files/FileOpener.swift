import Bytes
import Files

/// One file or container entry, opened.
enum OpenedFile {
  case item(MailboxItem)
  case reader(any MailboxReader)
  /// Read to its end in an earlier run.
  case done
}

/// Finds out what a stream of octets is and gives the reader for it.
struct FileOpener {
  let context: ReadContext

  /// - Parameter size: octets of the file, where known.
  func open(_ stream: any ByteStream, size: UInt64?, _ identity: FileIdentity) -> OpenedFile {
    var (head, isAll, failure) = readHead(stream, size)
    do throws(MailboxError) {
      if let failure, head.isEmpty { throw failure }
      var rest: any ByteStream = failure.map { BrokenStream($0) } ?? stream
      if CarriageReturns.endLines(of: head) {
        head = CarriageReturns.inLineFeeds(head)
        rest = CarriageReturnStream(rest)
      }
      return try open(head, isAll: isAll, rest, identity)
    } catch {
      return .item(
        .rejected(Rejection(origin: identity.origin(length: 0, kind: .file), reason: .of(error))))
    }
  }

  private func open(
    _ head: [UInt8], isAll: Bool, _ stream: any ByteStream, _ identity: FileIdentity
  ) throws(MailboxError) -> OpenedFile {
    let isEntry = context.options.entriesAreMessages && identity.depth > 0
    let kind = isEntry ? FileKind.message : FileKind(head.span, isAll: isAll, identity)
    let from = context.resume(at: identity.path)
    let isResumable = kind == .mbox || kind == .mmdf || kind == .gzip || kind == .zstd
    if kind != .gzip, kind != .zstd, context.isResume(identity.path) { context.hasResumed() }
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
    case .empty, .notMail:
      return .item(unrecognised(kind, head.span, isAll, identity))
    case .gzip, .zstd, .zip, .tar, .pst:
      guard identity.depth < Limits.containerDepth else { return rejected(identity, .tooDeep) }
      return try unpack(kind, whole, file: stream as? FileStream, identity)
    }
  }

  private func unpack(
    _ kind: FileKind, _ whole: PrefixedStream, file: FileStream?, _ identity: FileIdentity
  ) throws(MailboxError) -> OpenedFile {
    switch kind {
    case .gzip:
      let stream = try InflateStream(whole, .gzip, path: identity.path)
      return open(stream, size: nil, identity.decompressed)
    case .zstd:
      let stream = try ZstdStream(whole, path: identity.path)
      return open(stream, size: nil, identity.decompressed)
    case .tar:
      let entries = TarEntries(whole, path: identity.path)
      return .reader(ContainerReader(entries, identity, context))
    case .zip:
      let entries = try ZipEntries(try onDisk(file, whole).file, path: identity.path)
      return .reader(ContainerReader(entries, identity, context))
    default:
      let kept = try onDisk(file, whole)
      defer { withExtendedLifetime(kept.folder) {} }
      return .reader(try PSTFolder(kept.file.path, name: identity.path, context))
    }
  }

  /// A zip is read from its end, and readpst wants a name: what comes through a pipe or out of another
  /// container is put into a temporary file. Once open, it needs its name, and the folder, no more.
  private func onDisk(
    _ file: FileStream?, _ whole: PrefixedStream
  ) throws(MailboxError) -> (file: FileStream, folder: TemporaryFolder?) {
    if let file, file.status.type == .regular { return (file, nil) }
    let folder = try asMailboxError(try TemporaryFolder())
    // Its octets were counted as they came.
    let copy = try FileStream(try folder.keep(whole), ReadContext(context.options))
    return (copy, folder)
  }

  private func rejected(_ identity: FileIdentity, _ reason: Rejection.Reason) -> OpenedFile {
    .item(.rejected(Rejection(origin: identity.origin(length: 0, kind: .file), reason: reason)))
  }

  /// A file that a person named is offered as mail, so that it is not mail is a rejection.
  private func unrecognised(
    _ kind: FileKind, _ head: Span<UInt8>, _ isAll: Bool, _ identity: FileIdentity
  ) -> MailboxItem {
    let origin = identity.origin(length: isAll ? UInt64(head.count) : 0, kind: .file)
    if kind == .empty { return .skipped(Skip(origin: origin, reason: .empty)) }
    if let what = FileKind.unreadable(head, name: identity.name) {
      return .rejected(Rejection(origin: origin, reason: .unsupported(what)))
    }
    if identity.setting != .named { return .skipped(Skip(origin: origin, reason: .notMail)) }
    return .rejected(Rejection(origin: origin, reason: .unsupported(Self.expected)))
  }

  private static let expected = """
    neither a mailbox (mbox, MMDF, emlx, or a tar, zip, gzip, zstd or PST of mail) nor a message, \
    which begins with fields such as "From:" and "Date:"
    """

  /// The first octets, whether they are all, and what broke after them. A small file is read at once
  /// and to its end.
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
