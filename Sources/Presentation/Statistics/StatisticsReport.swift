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
  let storage: Storage
  let copies: Copies
  let years: [Group]
  let months: [Group]
  let storedMonths: [Group]
  let hoursOfWeek: [Int]
  let correspondents: [Group]
  let lists: [FacetCount]
  let attachmentTypes: [FacetCount]
  let largest: [MessageReport]
  let notShown: NotShown

  package init(_ statistics: MailStatistics) {
    messages = statistics.messages
    octets = statistics.octets
    first = statistics.first.map(utcDate)
    last = statistics.last.map(utcDate)
    threads = statistics.threads
    withAttachment = statistics.withAttachment
    fromLists = statistics.fromLists
    storage = Storage(statistics.storage)
    copies = Copies(messages: statistics.copies, octets: statistics.copiedOctets)
    years = statistics.years.map(Group.init)
    months = statistics.months.map(Group.init)
    storedMonths = statistics.storedMonths.map(Group.init)
    hoursOfWeek = statistics.hours
    correspondents = statistics.senders.map(Group.init)
    lists = statistics.lists
    attachmentTypes = statistics.types
    largest = statistics.largest.map(MessageReport.init)
    notShown = NotShown(
      messages: statistics.messagesNotShown, correspondents: statistics.rest.senders,
      lists: statistics.rest.lists, attachmentTypes: statistics.rest.types)
  }

  struct NotShown: Encodable {
    let messages: Int
    let correspondents: Int
    let lists: Int
    let attachmentTypes: Int
  }

  package struct Group: Encodable {
    let name: String
    let messages: Int
    let octets: Int64

    init(_ group: MailStatistics.Group) {
      name = group.name
      messages = group.messages
      octets = group.octets
    }
  }

  package struct Copies: Encodable {
    let messages: Int
    let octets: Int64
  }

  package struct Storage: Encodable {
    let savedByDecoding: Int64
    let savedBySharing: Int64
    let savedByCompression: Int64
    let kept: Int64
    let storeFile: Int64
    let indexFiles: Int64

    init(_ storage: MailStatistics.Storage) {
      savedByDecoding = storage.savedByDecoding
      savedBySharing = storage.savedBySharing
      savedByCompression = storage.savedByCompression
      kept = storage.kept
      storeFile = storage.storeFile
      indexFiles = storage.indexFiles
    }
  }
}
