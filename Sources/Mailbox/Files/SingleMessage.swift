import Bytes
import Errors
import Files
internal import Mail

/// Files that hold one message each.
enum SingleMessage {
  /// The whole file is the message.
  static func plain(
    _ head: [UInt8], rest: (any ByteStream)?, _ identity: FileIdentity, _ options: ReadOptions
  ) throws(MailboxError) -> MailboxItem {
    let kind: MessageOrigin.Kind =
      switch identity.setting {
      case .maildir: .maildir
      case .mh: .mh
      case .named, .found: .eml
      }
    return try whole(head, rest, identity, options, options.messageLimit, kind) { bytes in
      let origin = identity.origin(length: UInt64(bytes.count), kind: kind)
      var message = RawMessage(bytes: bytes, origin: origin)
      if identity.isThunderbird {
        (message.flags, message.tags) = MboxFields.thunderbird(head.span)
      }
      return .message(noted(message, identity))
    }
  }

  /// Apple Mail: a line with the length, the message, and a property list with the flags.
  static func emlx(
    _ head: [UInt8], rest: (any ByteStream)?, _ identity: FileIdentity, _ options: ReadOptions
  ) throws(MailboxError) -> MailboxItem {
    let limit = options.messageLimit + Limits.propertyList
    return try whole(head, rest, identity, options, limit, .emlx) {
      (bytes) throws(MailboxError) in
      guard let range = try AppleFile.message(in: bytes) else {
        return .rejected(
          Rejection(
            origin: identity.origin(length: UInt64(bytes.count), kind: .emlx),
            reason: .damaged("shorter than its first line says"), bytes: bytes))
      }
      let origin = identity.origin(
        length: UInt64(range.count), kind: .emlx, offset: UInt64(range.lowerBound))
      var message = RawMessage(bytes: bytes.part(range), origin: origin)
      if let number = AppleParts.number(of: identity.name), let siblings = identity.siblings {
        (message.bytes, message.missingParts) = try AppleParts.completed(
          message.bytes, number: number, siblings, options)
      }
      let end = min(bytes.count, range.upperBound + Limits.propertyList)
      message.flags = AppleFile.flags(try bytes.stretch(range.upperBound..<end))
      return .message(noted(message, identity))
    }
  }

  private static func noted(_ message: RawMessage, _ identity: FileIdentity) -> RawMessage {
    var message = message
    message.folder = identity.folder
    message.flags.formUnion(identity.flags)
    message.tags += identity.tags
    return message
  }

  private static func whole(
    _ head: [UInt8], _ rest: (any ByteStream)?, _ identity: FileIdentity, _ options: ReadOptions,
    _ limit: Int, _ kind: MessageOrigin.Kind,
    _ body: (MessageBytes) throws(MailboxError) -> MailboxItem
  ) throws(MailboxError) -> MailboxItem {
    var bytes = MessageBytesBuilder(in: options.spill, beginning: head)
    // Growing by doubling would need twice the message's memory.
    if let expected = rest?.expectedBytes { bytes.reserve(min(expected, limit) + Limits.chunk) }
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
      try bytes.add(portion.span.extracting(..<got))
    }
    let held = try bytes.all()
    let reason = failure.map(Rejection.Reason.of) ?? .tooLarge(limit: limit)
    if failure == nil, length <= limit { return try body(held) }
    return .rejected(
      Rejection(
        origin: identity.origin(length: UInt64(length), kind: kind), reason: reason,
        bytes: held.count == length ? held : .memory([])))
  }
}

extension Rejection.Reason {
  static func of(_ error: MailboxError) -> Rejection.Reason {
    switch error.code {
    case .damaged: .damaged(error.text.explanation)
    case .expansionLimit: .expansionLimit
    case .toolMissing: .toolMissing(error.text.explanation)
    default: .unreadable(error.text.explanation)
    }
  }
}
