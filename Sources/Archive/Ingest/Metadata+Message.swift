import Bytes
import Digests
import Files
import MIME
import Reading
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
    let (authors, readers) = (header.from, header.to + header.cc)
    sender = authors.displayText
    recipients = readers.displayText
    let subjects = header.all("subject").map(header.text(of:))
    subject = subjects.first ?? ""
    from = authors.map(Person.init)
    to = readers.map(Person.init)
    bcc = header.bcc.map(Person.init)
    replyTo = header.replyTo.map(Person.init)
    listID = header.listID
    flags = MessageFlags(message)
    let shown = subject.shortened(to: Store.Limits.subject)
    if subjects != (shown.isEmpty ? [] : [shown]) { flags.insert(.hasOtherSubject) }
    // A Date that cannot be read, or be true.
    if date == nil, header.first("date") != nil { flags.insert(.defective) }
  }
}

extension Person {
  init(_ address: Address) {
    self.init(name: address.name ?? "", address: address.mailbox)
  }
}

extension Address {
  /// As lists show it: "Ada <ada@example.org>".
  package var displayText: String {
    guard let name, !name.isEmpty else { return mailbox }
    return mailbox.isEmpty ? name : "\(name) <\(mailbox)>"
  }
}

extension [Address] {
  /// With ", " between; a group without members has nothing to show.
  package var displayText: String {
    reduce(into: "") { list, address in
      let text = address.displayText
      guard !text.isEmpty else { return }
      if !list.isEmpty { list += ", " }
      list += text
    }
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
    if message.hasAttachment { insert(.hasAttachment) }
    if message.header.listID != nil { insert(.fromList) }
    if attachments.contains(where: { $0.mediaType.type == "image" }) { insert(.hasImage) }
    if message.parts.contains(where: { $0.mediaType == MediaType("text", "calendar") }) {
      insert(.hasCalendar)
    }
    if !message.defects.isEmpty { insert(.defective) }
  }
}

extension NewMessage {
  init(_ incoming: IncomingMessage, _ digest: SHA256Digest, _ canonical: CanonicalForm) throws {
    switch incoming.bytes {
    case .memory(let bytes): self.init(Message(parsing: bytes), incoming, digest) { $0 }
    case .file:
      let skeleton = try MessageSkeleton(incoming.bytes)
      self.init(Message(parsing: skeleton.bytes), incoming, digest) { skeleton.original($0) }
    }
    self.canonical = canonical
  }

  /// The message and, for the store to keep large and repeated ones once, where its parts lie.
  ///
  /// - Parameter place: position in the message of a byte of what was parsed.
  private init(
    _ message: Message, _ incoming: IncomingMessage, _ digest: SHA256Digest, place: (Int) -> Int
  ) {
    let parts = message.parts.filter {
      $0.source == 0 && ($0.kind == .leaf || message.isOpened($0))
    }.map { part in
      Part(
        range: place(Int(part.bodyRange.lowerBound))..<place(Int(part.bodyRange.upperBound)),
        isBase64: part.encoding == .base64)
    }
    var metadata = Metadata(message)
    if metadata.date == nil { metadata.received = metadata.received ?? incoming.time }
    self.init(raw: incoming.bytes, metadata: metadata, parts: parts, origin: incoming.origin)
    self.digest = digest
    headerSize = message.parts.first.map { place(Int($0.bodyRange.lowerBound)) } ?? 0
    tags = incoming.tags
    folder = incoming.folder
    fileStamp = incoming.fileStamp
    delivery = incoming.delivery
    if origin.source.isAccount, delivery.doubt == nil, message.header.fields.isEmpty {
      delivery.doubt = .noHeader
    }
  }
}
