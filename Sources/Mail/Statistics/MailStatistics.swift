/// Statistics of an archive. Sizes are in bytes, times in seconds since 1970. Names come from
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

  /// The space that the archive saves compared with one file per message.
  public struct Storage: Equatable, Sendable, Encodable {
    /// Saved by storing attachments decoded, not as base64.
    public package(set) var savedByDecoding: Int64 = 0
    /// Saved by storing a part of several messages only once.
    public package(set) var savedBySharing: Int64 = 0
    public package(set) var savedByCompression: Int64 = 0
    /// Size of all contents as stored.
    public package(set) var kept: Int64 = 0
    /// Size of the store's whole file.
    public package(set) var storeFile: Int64 = 0
    public package(set) var indexFiles: Int64 = 0
  }

  /// Number of senders, lists and types beyond those that are named.
  public struct Rest: Equatable, Sendable {
    public package(set) var senders = 0
    public package(set) var lists = 0
    public package(set) var types = 0
  }

  public package(set) var messages = 0
  public package(set) var bytes: Int64 = 0
  /// The dates of the oldest and newest messages, plausible or not.
  public package(set) var first: Int64?
  public package(set) var last: Int64?
  public package(set) var threads = 0
  public package(set) var withAttachment = 0
  public package(set) var fromLists = 0
  /// By month of the message date, "2024-05" in UTC, without gaps, in order.
  public package(set) var months: [Group] = []
  /// The months for charts: `months` without plainly wrong dates, which would stretch a chart over
  /// centuries. Dropped are a very small number of messages after this month, or before years
  /// without any mail.
  public package(set) var shownMonths: ArraySlice<Group> = []
  /// By month of arrival in the archive, without gaps, in order.
  public package(set) var storedMonths: [Group] = []
  /// Messages by hour of the week in the sender's time, starting on Sunday at 0:00; 168 counts.
  public package(set) var hours = [Int](repeating: 0, count: 168)
  /// Most frequent first.
  public package(set) var senders: [Group] = []
  public package(set) var lists: [FacetCount] = []
  /// Media types of attachments.
  public package(set) var types: [FacetCount] = []
  public package(set) var largest: [MessageSummary] = []
  /// What the limit left out.
  public package(set) var rest = Rest()
  public package(set) var storage = Storage()
  /// Messages that were offered but already stored, and their bytes.
  public package(set) var copies = 0
  public package(set) var copiedBytes: Int64 = 0

  package init() {}

  /// Number of messages that are in no month of the charts.
  public var messagesNotShown: Int { messages - shownMonths.reduce(0) { $0 + $1.messages } }

  /// By year, in order, without gaps.
  public var years: [Group] { months.years }

  /// The years of `shownMonths`.
  public var shownYears: [Group] { Array(shownMonths).years }
}
