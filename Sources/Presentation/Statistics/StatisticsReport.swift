package import Archive

/// The JSON form of `mailcask stats`.
package struct StatisticsReport: Encodable {
  let messages: Int
  let octets: Int64
  let first: String?
  let last: String?
  let threads: Int
  let withAttachment: Int
  let fromLists: Int
  let storage: MailStatistics.Storage
  let copies: Copies
  let years: [MailStatistics.Group]
  let months: [MailStatistics.Group]
  let storedMonths: [MailStatistics.Group]
  let hoursOfWeek: [Int]
  let correspondents: [MailStatistics.Group]
  let lists: [FacetCount]
  let attachmentTypes: [FacetCount]
  let largest: [MessageReport]
  let notShown: NotShown
  let attachmentTexts: AttachmentTexts
  let encryption: Encryption

  package init(
    _ statistics: MailStatistics, _ attachments: AttachmentState, _ decryption: DecryptionState
  ) {
    encryption = Encryption(tried: decryption.outcomes.named, untried: decryption.untried)
    attachmentTexts = AttachmentTexts(attachments)
    messages = statistics.messages
    octets = statistics.bytes
    first = statistics.first.map(utcDate)
    last = statistics.last.map(utcDate)
    threads = statistics.threads
    withAttachment = statistics.withAttachment
    fromLists = statistics.fromLists
    storage = statistics.storage
    copies = Copies(messages: statistics.copies, octets: statistics.copiedBytes)
    years = statistics.years
    months = statistics.months
    storedMonths = statistics.storedMonths
    hoursOfWeek = statistics.hours
    correspondents = statistics.senders
    lists = statistics.lists
    attachmentTypes = statistics.types
    largest = statistics.largest.map { MessageReport($0) }
    notShown = NotShown(
      messages: statistics.messagesNotShown, correspondents: statistics.rest.senders,
      lists: statistics.rest.lists, attachmentTypes: statistics.rest.types)
  }

  struct AttachmentTexts: Encodable {
    let read: [String: Int]
    let messagesNotRead: Int

    init(_ state: AttachmentState) {
      read = state.outcomes.named
      messagesNotRead = state.messagesNotRead
    }
  }

  struct Encryption: Encodable {
    let tried: [String: Int]
    let untried: Int
  }

  struct NotShown: Encodable {
    let messages: Int
    let correspondents: Int
    let lists: Int
    let attachmentTypes: Int
  }

  package struct Copies: Encodable {
    let messages: Int
    let octets: Int64
  }
}
