import MIME
import Net
import Search
import Store

extension IndexDocument {
  /// Everything that a message is found by: its own text from the parser, and what the store knows
  /// of it (thread, tags, where it was seen).
  init(_ message: Message, _ summary: MessageSummary, _ places: Places) {
    self.init(
      id: summary.id, date: summary.date, size: Int64(summary.size), thread: summary.thread)
    accounts = places.accounts
    folders = places.folders
    tags = summary.tags
    flags = summary.searchableFlags
    let header = message.header
    subject = header.subject ?? ""
    addresses =
      Self.addresses(header.from, .from) + Self.addresses(header.to, .to)
      + Self.addresses(header.cc, .cc) + Self.addresses(header.bcc, .bcc)
    headers = header.fields.map { Header(name: header.name(of: $0), value: header.text(of: $0)) }
    texts = message.searchableTexts
    attachments = message.attachments.map {
      Attachment(name: $0.name ?? "", type: $0.mediaType.description)
    }
    partTypes = Set(
      message.parts.lazy.filter { $0.kind == .leaf && $0.mediaType != .textPlain }
        .map(\.mediaType.description))
    messageIDs = header.messageID.map { [$0] } ?? []
    listID = header.listID
  }

  private static func addresses(_ list: [MIME.Address], _ role: AddressRole) -> [Address] {
    list.flatMap { address in
      [Address(role: role, name: address.name ?? address.group ?? "", mailbox: address.mailbox)]
        + (otherSpelling(of: address.mailbox).map {
          [Address(role: role, name: "", mailbox: $0)]
        } ?? [])
    }
  }

  /// The mailbox with its domain as `xn--bcher-kva.example` for `bücher.example`, or the reverse.
  private static func otherSpelling(of mailbox: String) -> String? {
    guard let at = mailbox.utf8.lastIndex(of: UInt8(ascii: "@")) else { return nil }
    let host = mailbox[mailbox.index(after: at)...]
    // Of nearly all domains this tells that there is none.
    guard host.utf8.contains(where: { $0 == UInt8(ascii: "-") || $0 >= 0x80 }) else { return nil }
    return Punycode.otherSpelling(ofHost: host).map { mailbox[...at] + $0 }
  }
}

extension IndexUpdate {
  /// What of a message can change after it arrived.
  init(_ summary: MessageSummary, _ places: Places) {
    self.init()
    tags = summary.tags
    flags = summary.searchableFlags
    folders = places.folders
    accounts = places.accounts
    thread = summary.thread
  }
}

extension MessageSummary {
  /// What `is:` finds: by the message itself, and by tags that stand for a state.
  fileprivate var searchableFlags: Set<MessageFlag> {
    Set(flags.searchable + tags.compactMap { Self.states[$0] })
  }

  /// IMAP's names of flags (RFC 9051 §2.3.2), which imports give, and plain words for tagging.
  private static let states: [String: MessageFlag] = [
    "seen": .read, "read": .read, "answered": .replied, "replied": .replied,
    "passed": .forwarded, "forwarded": .forwarded, "flagged": .flagged, "draft": .draft,
    "spam": .spam, "muted": .muted, "important": .important,
  ]
}

extension MessageFlags {
  fileprivate var searchable: [MessageFlag] {
    let pairs: [(MessageFlags, MessageFlag)] = [
      (.encrypted, .encrypted), (.signed, .signed), (.automatic, .automatic),
      (.defective, .defective),
    ]
    return pairs.filter { contains($0.0) }.map(\.1)
  }
}
