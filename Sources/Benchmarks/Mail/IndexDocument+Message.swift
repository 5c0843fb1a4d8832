import MIME
import Search

extension IndexDocument {
  /// A message as the archive indexes it, without what only a store knows of it.
  init(_ message: Message, id: Int64) {
    let header = message.header
    self.init(
      id: id, date: header.date?.seconds ?? 0, size: Int64(message.bytes.count), thread: id / 3)
    subject = header.subject ?? ""
    for (role, list) in [
      (AddressRole.from, header.from), (.to, header.to), (.cc, header.cc), (.bcc, header.bcc),
    ] {
      addresses += list.map { .init(role: role, name: $0.name ?? "", mailbox: $0.mailbox) }
    }
    headers = header.fields.map { .init(name: header.name(of: $0), value: header.text(of: $0)) }
    texts = message.searchableTexts
    attachments = message.attachments.map { .init(name: $0.name ?? "", type: "\($0.mediaType)") }
    messageIDs = header.messageID.map { [$0] } ?? []
    listID = header.listID
    accounts = ["main"]
    folders = ["INBOX"]
  }
}
