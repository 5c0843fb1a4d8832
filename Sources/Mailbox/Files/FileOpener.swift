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

  /// - Parameters:
  ///   - size: octets of the file, where known.
  ///   - from: offset to go on from; 0 is the start.
  func open(
    _ stream: any ByteStream, size: UInt64?, _ identity: FileIdentity, from: UInt64 = 0
  ) -> OpenedFile {
    do throws(MailboxError) {
      let (head, isAll) = try readHead(stream, size)
      return try open(head, isAll: isAll, stream, identity, from)
    } catch {
      return .item(
        .rejected(Rejection(origin: identity.origin(length: 0, kind: .file), reason: .of(error))))
    }
  }

  private func open(
    _ head: [UInt8], isAll: Bool, _ stream: any ByteStream, _ identity: FileIdentity, _ from: UInt64
  ) throws(MailboxError) -> OpenedFile {
    let kind = FileKind(head.span, isAll: isAll, identity)
    let isResumable = kind == .mbox || kind == .gzip || kind == .zstd
    if from > 0, !isResumable { return .done }
    let whole = PrefixedStream(head, then: stream)
    switch kind {
    case .mbox:
      return .reader(MboxReader(whole, identity.asMbox, context.options, from: from))
    case .message:
      let rest: any ByteStream = isAll ? PrefixedStream([], then: nil) : stream
      return .item(SingleMessage.plain(head, rest: rest, identity, context.options))
    case .emlx:
      return .item(SingleMessage.emlx(head, rest: stream, identity, context.options))
    case .empty, .notMail:
      return .item(unrecognised(kind, head, isAll, identity))
    case .gzip, .zstd, .zip, .tar, .pst:
      return .item(
        .rejected(
          Rejection(
            origin: identity.origin(length: 0, kind: .file),
            reason: .unsupported("a \(kind.rawValue) file; unpack it first"))))
    }
  }

  /// A file that a person named is offered as mail, so that it is not mail is a rejection.
  private func unrecognised(
    _ kind: FileKind, _ head: [UInt8], _ isAll: Bool, _ identity: FileIdentity
  ) -> MailboxItem {
    let origin = identity.origin(length: isAll ? UInt64(head.count) : 0, kind: .file)
    if kind == .empty { return .skipped(Skip(origin: origin, reason: .empty)) }
    if identity.setting != .named { return .skipped(Skip(origin: origin, reason: .notMail)) }
    return .rejected(Rejection(origin: origin, reason: .unsupported("not a mailbox or message")))
  }

  /// The first octets, and whether they are all. A small file is read at once and to its end.
  private func readHead(
    _ stream: any ByteStream, _ size: UInt64?
  ) throws(MailboxError) -> (head: [UInt8], isAll: Bool) {
    let wanted = Int(clamping: min(size.map { $0 + 1 } ?? .max, UInt64(Limits.sample)))
    var head = [UInt8](zeros: wanted)
    var held = 0
    while held < wanted {
      let got = try stream.read(into: &head, from: held)
      held += got
      if got == 0 {
        head.removeLast(wanted - held)
        return (head, true)
      }
    }
    return (head, false)
  }
}

/// Octets read ahead, then the stream that they came from.
final class PrefixedStream: ByteStream {
  private var head: [UInt8]
  private var given = 0
  private let rest: (any ByteStream)?

  init(_ head: [UInt8], then rest: (any ByteStream)?) {
    self.head = head
    self.rest = rest
  }

  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int {
    let count = min(head.count - given, buffer.count - start)
    if count == 0 { return try rest?.read(into: &buffer, from: start) ?? 0 }
    buffer.replaceSubrange(start..<(start + count), with: head[given..<(given + count)])
    given += count
    if given == head.count { (head, given) = ([], 0) }
    return count
  }

  func skip(_ count: UInt64) throws(MailboxError) {
    let ahead = min(head.count - given, Int(clamping: count))
    given += ahead
    if given == head.count { (head, given) = ([], 0) }
    if count > UInt64(ahead) { try rest?.skip(count - UInt64(ahead)) }
  }
}
