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
    return try whole(head, rest, identity, options, options.messageLimit, kind) { bytes in
      let origin = identity.origin(length: UInt64(bytes.count), kind: kind)
      return .message(noted(RawMessage(bytes: bytes, origin: origin), identity))
    }
  }

  /// Apple Mail: a line with the length, the message, a property list with the flags.
  static func emlx(
    _ head: [UInt8], rest: (any ByteStream)?, _ identity: FileIdentity, _ options: ReadOptions
  ) throws(MailboxError) -> MailboxItem {
    let limit = options.messageLimit + Limits.propertyList
    return try whole(head, rest, identity, options, limit, .emlx) { bytes in
      guard let (length, start) = FileKind.emlxCount(bytes.span), length <= bytes.count - start
      else {
        return .rejected(
          Rejection(
            origin: identity.origin(length: UInt64(bytes.count), kind: .emlx),
            reason: .damaged("shorter than its first line says"), bytes: bytes))
      }
      let origin = identity.origin(
        length: UInt64(length), kind: .emlx, offset: UInt64(start))
      var message = RawMessage(bytes: Array(bytes[start..<(start + length)]), origin: origin)
      message.flags = emlxFlags(bytes[(start + length)...])
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
    _ limit: Int, _ kind: MessageOrigin.Kind, _ body: ([UInt8]) -> MailboxItem
  ) throws(MailboxError) -> MailboxItem {
    var bytes = head
    if let rest {
      let failure = readOn(rest, &bytes, upTo: limit)
      if let failure {
        let origin = identity.origin(length: UInt64(bytes.count), kind: kind)
        return .rejected(Rejection(origin: origin, reason: .of(failure), bytes: bytes))
      }
    }
    if bytes.count <= limit { return body(bytes) }
    let spill = try options.spill?()
    try spill?.write(bytes.span)
    var length = UInt64(bytes.count)
    bytes = []
    var portion = [UInt8](zeros: Limits.chunk)
    while let rest {
      let got = try rest.read(into: &portion, from: 0)
      if got == 0 { break }
      length += UInt64(got)
      try spill?.write(portion.span.extracting(..<got))
    }
    try spill?.finish()
    return .rejected(
      Rejection(
        origin: identity.origin(length: length, kind: kind), reason: .tooLarge(limit: limit),
        spilledTo: spill?.path))
  }

  /// To the end, or until there is more than `limit`.
  private static func readOn(
    _ stream: any ByteStream, _ bytes: inout [UInt8], upTo limit: Int
  ) -> MailboxError? {
    do throws(MailboxError) {
      // Growing by doubling would need a large message's memory twice over.
      bytes.reserveCapacity(min(stream.expectedOctets ?? 0, limit) + Limits.chunk)
      var portion = [UInt8](zeros: Limits.chunk)
      while bytes.count <= limit {
        let got = try stream.read(into: &portion, from: 0)
        if got == 0 { break }
        bytes += portion[..<got]
      }
      return nil
    } catch { return error }
  }

  /// Bits of the integer under the key "flags": 0 read, 1 deleted, 2 answered, 4 flagged, 6 draft,
  /// 8 forwarded.
  private static func emlxFlags(_ propertyList: ArraySlice<UInt8>) -> MessageFlags {
    let text = String(decoding: propertyList.prefix(Limits.propertyList), as: UTF8.self)
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
