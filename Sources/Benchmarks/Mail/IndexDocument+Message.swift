import MIME
import Mail
import Search

extension IndexDocument {
  /// A message as the archive indexes it, without the state that only a store has.
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
    headers = header.decodedFields
    texts = message.searchableTexts
    attachments = message.attachmentInfo()
    hasAttachment = attachments.contains(where: \.isAttachment)
    messageIDs = header.messageID.map { [$0] } ?? []
    listID = header.listID
    accounts = ["main"]
    folders = ["INBOX"]
  }
}
