import Bytes
import Files

/// Files that hold one message each.
enum SingleMessage {
  /// The whole file is the message's octets.
  static func plain(
    _ head: [UInt8], rest: (any ByteStream)?, _ identity: FileIdentity, _ options: ReadOptions
  ) throws(MailboxError) -> MailboxItem {
    let kind: MessageOrigin.Kind =
      switch identity.setting {
      case .maildir: .maildir
      case .mh: .mh
      case .named, .found: .eml
      }
    return try whole(head, rest, identity, options, options.messageLimit, kind) { octets in
      let origin = identity.origin(length: UInt64(octets.count), kind: kind)
      return .message(noted(RawMessage(octets: octets, origin: origin), identity))
    }
  }

  /// Apple Mail: a line with the length, the message, a property list with the flags.
  static func emlx(
    _ head: [UInt8], rest: (any ByteStream)?, _ identity: FileIdentity, _ options: ReadOptions
  ) throws(MailboxError) -> MailboxItem {
    let limit = options.messageLimit + Limits.propertyList
    return try whole(head, rest, identity, options, limit, .emlx) {
      (octets) throws(MailboxError) in
      guard let (length, start) = FileKind.emlxCount(head.span), length <= octets.count - start
      else {
        return .rejected(
          Rejection(
            origin: identity.origin(length: UInt64(octets.count), kind: .emlx),
            reason: .damaged("shorter than its first line says"), octets: octets))
      }
      let end = start + length
      let origin = identity.origin(length: UInt64(length), kind: .emlx, offset: UInt64(start))
      var message = RawMessage(octets: octets.part(start..<end), origin: origin)
      message.flags = emlxFlags(
        try octets.stretch(end..<min(octets.count, end + Limits.propertyList)))
      return .message(noted(message, identity))
    }
  }

  private static func noted(_ message: RawMessage, _ identity: FileIdentity) -> RawMessage {
    var message = message
    message.folder = identity.folder
    message.flags.formUnion(identity.flags)
    message.tags = identity.tags
    return message
  }

  private static func whole(
    _ head: [UInt8], _ rest: (any ByteStream)?, _ identity: FileIdentity, _ options: ReadOptions,
    _ limit: Int, _ kind: MessageOrigin.Kind,
    _ body: (MessageBytes) throws(MailboxError) -> MailboxItem
  ) throws(MailboxError) -> MailboxItem {
    var octets = MessageBytesBuilder(in: options.spill, beginning: head)
    // Growing by doubling would need a message's memory twice over.
    if let expected = rest?.expectedOctets { octets.reserve(min(expected, limit) + Limits.chunk) }
    var length = head.count
    var failure: MailboxError?
    var portion = rest == nil ? [] : [UInt8](zeros: Limits.chunk)
    while let rest {
      var got = 0
      do throws(MailboxError) {
        got = try rest.read(into: &portion, from: 0)
      } catch { failure = error }
      if got == 0 { break }
      length += got
      guard options.keepsRejected || length <= limit else { continue }
      try octets.add(portion.span.extracting(..<got))
    }
    let held = try octets.all()
    let reason = failure.map(Rejection.Reason.of) ?? .tooLarge(limit: limit)
    if failure == nil, length <= limit { return try body(held) }
    return .rejected(
      Rejection(
        origin: identity.origin(length: UInt64(length), kind: kind), reason: reason,
        octets: held.count == length ? held : .memory([])))
  }

  /// Bits of the integer under the key "flags": 0 read, 1 deleted, 2 answered, 4 flagged, 6 draft,
  /// 8 forwarded.
  private static func emlxFlags(_ propertyList: ArraySlice<UInt8>) -> MessageFlags {
    let text = String(decoding: propertyList, as: UTF8.self)
    let parts = text.split(separator: "<key>flags</key>", maxSplits: 1)
    guard parts.count == 2,
      let open = parts[1].split(separator: "<integer>", maxSplits: 1).last,
      let number = UInt64(open.prefix { $0.isNumber })
    else { return [] }
    let bits: [(UInt64, MessageFlags)] = [
      (0, .seen), (1, .deleted), (2, .answered), (4, .flagged), (6, .draft), (8, .passed),
    ]
    return bits.reduce(into: []) { if number >> $1.0 & 1 == 1 { $0.insert($1.1) } }
  }
}

extension Rejection.Reason {
  static func of(_ error: MailboxError) -> Rejection.Reason {
    switch error.code {
    case .damaged: .damaged(error.reason)
    case .expansionLimit: .expansionLimit
    case .toolMissing: .toolMissing(error.reason)
    default: .unreadable(error.reason)
    }
  }
}
