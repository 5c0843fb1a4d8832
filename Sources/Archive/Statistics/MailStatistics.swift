import FoundationEssentials
import MIME
import Search
import Store

/// What an archive holds, in numbers. Sizes are octets, times seconds since 1970. Names come from
/// messages and may hold anything.
public struct MailStatistics: Equatable, Sendable {
  public struct Group: Equatable, Sendable {
    public let name: String
    public let messages: Int
    public let octets: Int64
  }

  /// How much less room the messages take here than as files of their own.
  public struct Storage: Equatable, Sendable {
    /// Attachments are kept decoded, not as base64.
    public let savedByDecoding: Int64
    /// A part that several messages hold is kept once.
    public let savedBySharing: Int64
    public let savedByCompression: Int64
    /// All octets of contents as they are kept.
    public let kept: Int64
    /// The store's file with everything in it, and the index's files.
    public let storeFile: Int64
    public let indexFiles: Int64
  }

  /// How many of each the limit leaves out.
  public struct Rest: Equatable, Sendable {
    public let senders: Int
    public let lists: Int
    public let types: Int
  }

  public let messages: Int
  public let octets: Int64
  /// The dates of the oldest and of the newest message, whatever they are.
  public let first: Int64?
  public let last: Int64?
  public let threads: Int
  public let withAttachment: Int
  public let fromLists: Int
  /// By month of the messages' dates, "2024-05", without gaps, in order.
  public let months: [Group]
  /// By month in which they came into the archive, without gaps, in order.
  public let storedMonths: [Group]
  /// Messages by hour of the week in the sender's time, from Sunday, 0 o'clock; 168 counts.
  public let hours: [Int]
  /// The most frequent first.
  public let senders: [Group]
  public let lists: [FacetCount]
  /// File-name endings and media types of what is attached.
  public let types: [FacetCount]
  public let largest: [Headline]
  public let rest: Rest
  public let storage: Storage
  /// Messages that were offered though they were here already, and their octets.
  public let copies: Int
  public let copiedOctets: Int64

  /// The months of charts: `months` without what is plainly a wrong date, which would make a span of
  /// centuries out of one of years. That is next to nothing ahead of this month, or before years
  /// without any mail.
  public let shownMonths: ArraySlice<Group>

  /// Messages that are in no month of the charts.
  public var messagesNotShown: Int { messages - shownMonths.reduce(0) { $0 + $1.messages } }

  /// By year, in order, without gaps.
  public var years: [Group] { Self.years(of: months) }

  /// Those of `shownMonths`.
  public var shownYears: [Group] { Self.years(of: shownMonths) }

  private static func years(of months: some Sequence<Group>) -> [Group] {
    var years: [Group] = []
    for month in months {
      let year = String(month.name.prefix(4))
      let before = years.last?.name == year ? years.removeLast() : nil
      years.append(
        Group(
          name: year, messages: (before?.messages ?? 0) + month.messages,
          octets: (before?.octets ?? 0) + month.octets))
    }
    return years
  }
}

extension MailArchive {
  /// From the messages' rows and the index alone; no message is read.
  ///
  /// - Parameter limit: how many senders, lists, types and large messages are named.
  public func statistics(
    limit: Int, index: IndexObserver = IndexObserver()
  ) throws(ArchiveError) -> MailStatistics {
    do {
      let found = try store.statistics()
      var options = SearchOptions()
      options.limit = 1
      options.facets = [.list, .type]
      options.index = index
      let facets = try search("", options).facets
      let months = MailStatistics.withoutGaps(found.months)
      let senders = MailStatistics.byAddress(found.senders)
      let lists = facets[.list] ?? []
      let types = (facets[.type] ?? []).filter(Self.isSentAsFile)
      return MailStatistics(
        messages: found.messages, octets: found.octets, first: found.first, last: found.last,
        threads: found.threads, withAttachment: found.withAttachment, fromLists: found.fromLists,
        months: months,
        storedMonths: MailStatistics.withoutGaps(found.storedMonths), hours: found.hours,
        senders: Array(senders.prefix(limit)), lists: Array(lists.prefix(limit)),
        types: Array(types.prefix(limit)),
        largest: try store.largest(limit).map(Headline.init),
        rest: MailStatistics.Rest(
          senders: max(0, senders.count - limit), lists: max(0, lists.count - limit),
          types: max(0, types.count - limit)),
        storage: storage(found), copies: found.copies, copiedOctets: found.copiedOctets,
        shownMonths: MailStatistics.withoutWrongDates(months, now: currentTime()))
    } catch { throw ArchiveError(any: error) }
  }

  private static func isSentAsFile(_ type: FacetCount) -> Bool {
    !MediaType.signatures.contains { $0.description == type.value }
  }

  private func storage(_ found: StoreStatistics) -> MailStatistics.Storage {
    MailStatistics.Storage(
      savedByDecoding: max(0, found.octets - found.pieces),
      savedBySharing: max(0, found.pieces - found.contents),
      savedByCompression: max(0, found.contents - found.compressed), kept: found.compressed,
      storeFile: Self.octets(ofFiles: [location.storeFile, location.storeFile + "-wal"]),
      indexFiles: Self.octets(ofFilesIn: location.indexDirectory))
  }

  static func octets(ofFilesIn directory: String) -> Int64 {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return octets(ofFiles: names.map { directory + "/" + $0 })
  }

  private static func octets(ofFiles paths: [String]) -> Int64 {
    paths.reduce(0) { sum, path in
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      return sum + Int64(clamping: (attributes?[.size] as? UInt64) ?? 0)
    }
  }
}

extension MailStatistics {
  /// Gaps of a century are wrong dates, and stay.
  private static let mostMonths = 1_200
  /// One message in so many may have a wrong date.
  private static let wrongDates = 200
  /// Months without mail that part wrong dates from the first right one: five years.
  private static let emptyMonths = 60

  /// See `shownMonths`. This month and those before it stay at the end.
  static func withoutWrongDates(_ months: [Group], now: Int64) -> ArraySlice<Group> {
    let few = months.reduce(0) { $0 + $1.messages } / wrongDates
    let today = CivilDate(epoch: now)
    let thisMonth = monthName(today.year * 12 + today.month - 1)
    let end = months.firstIndex { $0.name > thisMonth } ?? months.endIndex
    let ahead = months[end...].reduce(0) { $0 + $1.messages }
    var shown = ahead <= few && end > 0 ? months[..<end] : months[...]
    while let next = startBehindGap(shown, few) { shown = shown[next...] }
    return shown
  }

  /// Of the first month behind years without mail, if there are only a few messages before.
  private static func startBehindGap(_ months: ArraySlice<Group>, _ few: Int) -> Int? {
    var before = 0
    var last: Int?
    for (index, month) in zip(months.indices, months) where month.messages > 0 {
      guard let number = monthNumber(month.name) else { return nil }
      if let last, number - last > emptyMonths { return index }
      before += month.messages
      guard before <= few else { return nil }
      last = number
    }
    return nil
  }

  /// With the months in between that have no mail.
  static func withoutGaps(_ groups: [StoreStatistics.Group]) -> [Group] {
    let numbered = groups.compactMap { group -> (Int, Group)? in
      guard let number = monthNumber(group.name) else { return nil }
      return (number, Group(name: group.name, messages: group.messages, octets: group.octets))
    }
    var months: [Group] = []
    var expected: Int?
    for (number, group) in numbered {
      if let start = expected, start < number, number - start < mostMonths {
        months += (start..<number).map { Group(name: monthName($0), messages: 0, octets: 0) }
      }
      months.append(group)
      expected = number + 1
    }
    return months
  }

  private static func monthNumber(_ name: String) -> Int? {
    let parts = name.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 2, (1...12).contains(parts[1]) else { return nil }
    return parts[0] * 12 + parts[1] - 1
  }

  private static func monthName(_ number: Int) -> String {
    let (year, month) = (String(number / 12), number % 12 + 1)
    let zeros = String(repeating: "0", count: max(0, 4 - year.count))
    return "\(zeros)\(year)-\(month < 10 ? "0" : "")\(month)"
  }

  /// One person writes under several names; the address counts, under its most frequent name.
  static func byAddress(_ groups: [StoreStatistics.Group]) -> [Group] {
    var people: [String: (name: String, most: Int, messages: Int, octets: Int64)] = [:]
    for group in groups {
      let address = address(in: group.name)
      var person = people[address] ?? (group.name, 0, 0, 0)
      if group.messages > person.most { (person.name, person.most) = (group.name, group.messages) }
      person.messages += group.messages
      person.octets += group.octets
      people[address] = person
    }
    return people.values.map { Group(name: $0.name, messages: $0.messages, octets: $0.octets) }
      .sorted { ($1.messages, $0.name) < ($0.messages, $1.name) }
  }

  /// Of "Ada <ada@example.org>", in small letters.
  private static func address(in sender: String) -> String {
    guard let start = sender.lastIndex(of: "<"), let end = sender.lastIndex(of: ">"), start < end
    else { return sender.lowercased() }
    return sender[sender.index(after: start)..<end].lowercased()
  }
}
