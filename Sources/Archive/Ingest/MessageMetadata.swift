import Digests
import Files
import MIME
import Store

extension Metadata {
  /// What the store's lists and threads need, read out of a parsed message.
  init(_ message: Message) {
    self.init()
    let header = message.header
    if let date = header.date {
      switch date.origin {
      case .date:
        self.date = date.seconds
        zone = date.zoneOffset / 60
      case .received: received = date.seconds
      }
    }
    messageID = header.messageID
    references = header.references
    inReplyTo = header.inReplyTo
    sender = header.from.map(\.inWords).joined(separator: ", ")
    recipients = (header.to + header.cc).map(\.inWords).joined(separator: ", ")
    subject = header.subject ?? ""
    let list = header.listID.map { [$0] } ?? []
    senderAddresses = (header.from + header.replyTo).map(\.mailbox) + list
    recipientAddresses = (header.to + header.cc).map(\.mailbox) + list
    flags = MessageFlags(message)
  }
}

extension Address {
  /// As lists show it: "Ada <ada@example.org>".
  package var inWords: String {
    guard let name, !name.isEmpty else { return mailbox }
    return mailbox.isEmpty ? name : "\(name) <\(mailbox)>"
  }
}

extension MessageFlags {
  init(_ message: Message) {
    self = []
    let attachments = message.attachments
    let protection = message.protection
    if protection.contains(.encrypted) { insert(.encrypted) }
    if protection.contains(.signed) { insert(.signed) }
    if message.automation.isByProgram { insert(.automatic) }
    if attachments.contains(where: {
      $0.disposition != "inline" && !MediaType.signatures.contains($0.mediaType)
    }) {
      insert(.hasAttachment)
    }
    if message.header.listID != nil { insert(.fromList) }
    if attachments.contains(where: { $0.mediaType.type == "image" }) { insert(.hasImage) }
    if message.parts.contains(where: { $0.mediaType == MediaType("text", "calendar") }) {
      insert(.hasCalendar)
    }
    if !message.defects.isEmpty { insert(.defective) }
  }
}

extension NewMessage {
  init(_ offer: Offer, _ digest: SHA256Digest) throws {
    switch offer.octets {
    case .memory(let octets): self.init(Message(parsing: octets), offer, digest) { $0 }
    case .file:
      let outline = try MessageOutline(offer.octets)
      self.init(Message(parsing: outline.octets), offer, digest) { outline.original($0) }
    }
  }

  /// The message and, for the store to keep large and repeated ones once, where its parts lie.
  ///
  /// - Parameter place: where in the message an octet of what was parsed stands.
  private init(
    _ message: Message, _ offer: Offer, _ digest: SHA256Digest, place: (Int) -> Int
  ) {
    let parts = message.parts.filter { $0.kind == .leaf && $0.source == 0 }.map { part in
      Part(
        range: place(Int(part.bodyRange.lowerBound))..<place(Int(part.bodyRange.upperBound)),
        isBase64: part.encoding == .base64)
    }
    self.init(raw: offer.octets, metadata: Metadata(message), parts: parts, origin: offer.origin)
    self.digest = digest
    headerSize = message.parts.first.map { place(Int($0.bodyRange.lowerBound)) } ?? 0
    tags = offer.tags
    folder = offer.folder
    fileStamp = offer.fileStamp
  }
}
