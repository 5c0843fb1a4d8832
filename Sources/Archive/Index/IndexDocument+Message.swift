import MIME
import Net
import Search
import Store

extension IndexDocument {
  /// Everything that a message is found by: its own text from the parser, and what the store knows
  /// of it (thread, tags, where it was seen).
  init(
    _ message: Message, _ summary: MessageSummary, _ filing: Filing, _ attached: [AttachedText] = []
  ) {
    self.init(
      id: summary.id, date: summary.date, size: Int64(summary.size), thread: summary.thread)
    accounts = filing.accounts
    folders = filing.folders
    tags = summary.tags
    flags = summary.searchableFlags
    row = summary.row ?? 0
    let header = message.header
    subject = header.subject ?? ""
    addresses =
      Self.addresses(header.from, .from) + Self.addresses(header.to, .to)
      + Self.addresses(header.cc, .cc) + Self.addresses(header.bcc, .bcc)
    headers = header.decodedFields
    texts = message.searchableTexts
    documents = attached.flatMap(\.searchable)
    attachments = message.attachmentInfo()
    // As lists have it, so that both always agree; files inside encryption are known when it is open.
    hasAttachment =
      summary.hasAttachment || summary.flags.contains(.encrypted) && message.hasAttachment
    partTypes = Set(
      message.parts.lazy.filter { $0.kind == .leaf && $0.mediaType != .textPlain }
        .map(\.mediaType.description))
    messageIDs = header.messageID.map { [$0] } ?? []
    listID = header.listID
  }

  private static func addresses(_ list: [MIME.Address], _ role: AddressRole) -> [Address] {
    list.flatMap { address in
      [Address(role: role, name: address.name ?? address.group ?? "", mailbox: address.mailbox)]
        + address.mailboxesInName.map { Address(role: role, name: "", mailbox: $0) }
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
  init(_ summary: MessageSummary, _ filing: Filing) {
    self.init()
    tags = summary.tags
    flags = summary.searchableFlags
    folders = filing.folders
    accounts = filing.accounts
    thread = summary.thread
    row = summary.row
  }
}

extension MailStore {
  /// As an index knows it.
  var followed: FollowedStore {
    get throws(StoreError) {
      let state = try state()
      return FollowedStore(archive: state.uuid, revision: state.revision)
    }
  }
}

extension MessageSummary {
  fileprivate var row: UInt64? {
    digest.map { StoreRow.number(digest: $0, revision: revision) }
  }

  /// What `is:` finds: its kind, and the state that its tags stand for.
  fileprivate var searchableFlags: MessageFlags { flags.union(MessageFlags(tags: tags)) }
}
