/// What an archive holds, in numbers. Sizes are bytes, times seconds since 1970. Names come from
/// messages and may hold anything.
public struct MailStatistics: Equatable, Sendable {
  /// The messages of a month, a year or a sender.
  public struct Group: Equatable, Sendable, Encodable {
    public let name: String
    public let messages: Int
    public let bytes: Int64

    package init(name: String, messages: Int, bytes: Int64) {
      self.name = name
      self.messages = messages
      self.bytes = bytes
    }

    private enum CodingKeys: String, CodingKey {
      case name, messages
      case bytes = "octets"
    }
  }

  /// How much less room the messages take here than as files of their own.
  public struct Storage: Equatable, Sendable, Encodable {
    /// Attachments are kept decoded, not as base64.
    public package(set) var savedByDecoding: Int64 = 0
    /// A part that several messages hold is kept once.
    public package(set) var savedBySharing: Int64 = 0
    public package(set) var savedByCompression: Int64 = 0
    /// All contents as they are kept.
    public package(set) var kept: Int64 = 0
    /// The store's file with everything in it.
    public package(set) var storeFile: Int64 = 0
    public package(set) var indexFiles: Int64 = 0
  }

  public package(set) var messages = 0
  public package(set) var bytes: Int64 = 0
  public package(set) var first: Int64?
  public package(set) var last: Int64?
  public package(set) var threads = 0
  public package(set) var withAttachment = 0
  public package(set) var fromLists = 0
  /// By month of the messages' dates, "2024-05" in UTC, without gaps, in order.
  public package(set) var months: [Group] = []
  /// By month in which they came into the archive, without gaps, in order.
  public package(set) var storedMonths: [Group] = []
  /// Messages by hour of the week in the sender's time, from Sunday, 0 o'clock; 168 counts.
  public package(set) var hours = [Int](repeating: 0, count: 168)
  /// The most frequent first.
  public package(set) var senders: [Group] = []
  public package(set) var lists: [FacetCount] = []
  /// Media types of attachments.
  public package(set) var types: [FacetCount] = []
  public package(set) var largest: [MessageSummary] = []
  public package(set) var storage = Storage()
  /// Messages that were offered though they were here already, and their bytes.
  public package(set) var copies = 0
  public package(set) var copiedBytes: Int64 = 0

  package init() {}

  /// `months` without those at either end that hold next to nothing: a few wrong dates would make
  /// a span of centuries out of one of years.
  public var usualMonths: ArraySlice<Group> {
    func outliers(_ months: some Sequence<Group>) -> Int {
      var (skipped, count) = (0, 0)
      for month in months {
        skipped += month.messages
        if skipped > messages / Limits.messagesForWrongDate { break }
        count += 1
      }
      return count
    }
    let usual = months.dropFirst(outliers(months))
    return usual.dropLast(outliers(usual.reversed()))
  }

  /// By year, in order, without gaps.
  public var years: [Group] {
    var years: [Group] = []
    for month in months {
      let year = String(month.name.prefix(4))
      let before = years.last?.name == year ? years.removeLast() : nil
      years.append(
        Group(
          name: year, messages: (before?.messages ?? 0) + month.messages,
          bytes: (before?.bytes ?? 0) + month.bytes))
    }
    return years
  }
}
