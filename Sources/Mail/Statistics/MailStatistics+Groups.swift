extension [MailStatistics.Group] {
  /// Months "2024-05" in order, including those without mail in between. Values that are not months
  /// are left out. Gaps of a century come from wrong dates and are not filled.
  package var withoutGaps: [MailStatistics.Group] {
    var months: [MailStatistics.Group] = []
    var expected: Int?
    for group in self {
      guard let number = Self.monthNumber(group.name) else { continue }
      if let start = expected, start < number, number - start < Limits.monthsFilledIn {
        months += (start..<number).map {
          MailStatistics.Group(name: Self.monthName($0), messages: 0, bytes: 0)
        }
      }
      months.append(group)
      expected = number + 1
    }
    return months
  }

  /// Groups by year; the months must be in order.
  package var years: [MailStatistics.Group] {
    var years: [MailStatistics.Group] = []
    for month in self {
      let year = String(month.name.prefix(4))
      let before = years.last?.name == year ? years.removeLast() : nil
      years.append(
        MailStatistics.Group(
          name: year, messages: (before?.messages ?? 0) + month.messages,
          bytes: (before?.bytes ?? 0) + month.bytes))
    }
    return years
  }

  /// See `MailStatistics.shownMonths`. This month and those before it are kept at the end.
  ///
  /// - Parameter thisMonth: "2024-05".
  package func withoutWrongDates(_ thisMonth: String) -> ArraySlice<MailStatistics.Group> {
    let few = reduce(0) { $0 + $1.messages } / Limits.messagesForWrongDate
    let end = firstIndex { $0.name > thisMonth } ?? endIndex
    let ahead = self[end...].reduce(0) { $0 + $1.messages }
    var shown = ahead <= few && end > 0 ? self[..<end] : self[...]
    while let next = Self.startBehindGap(shown, few) { shown = shown[next...] }
    return shown
  }

  /// The first month after years without mail, if there are only a few messages before the gap.
  private static func startBehindGap(
    _ months: ArraySlice<MailStatistics.Group>, _ few: Int
  ) -> Int? {
    var before = 0
    var last: Int?
    for (index, month) in zip(months.indices, months) where month.messages > 0 {
      guard let number = monthNumber(month.name) else { return nil }
      if let last, number - last > Limits.monthsBeforeRightDate { return index }
      before += month.messages
      guard before <= few else { return nil }
      last = number
    }
    return nil
  }

  private static func monthNumber(_ name: String) -> Int? {
    let parts = name.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 2, (1...12).contains(parts[1]) else { return nil }
    return parts[0] * 12 + parts[1] - 1
  }

  private static func monthName(_ number: Int) -> String {
    let (year, month) = (String(number / 12), number % 12 + 1)
    let zeros = String(repeating: "0", count: Swift.max(0, 4 - year.count))
    return "\(zeros)\(year)-\(month < 10 ? "0" : "")\(month)"
  }

  /// Groups of From fields joined by address, most frequent first. A person who writes under
  /// several names is shown under the most frequent one.
  package var byAddress: [MailStatistics.Group] {
    var people: [String: (name: String, most: Int, messages: Int, bytes: Int64)] = [:]
    for group in self {
      let address = Self.address(in: group.name)
      var person = people[address] ?? (group.name, 0, 0, 0)
      if group.messages > person.most { (person.name, person.most) = (group.name, group.messages) }
      person.messages += group.messages
      person.bytes += group.bytes
      people[address] = person
    }
    return people.values.map {
      MailStatistics.Group(name: $0.name, messages: $0.messages, bytes: $0.bytes)
    }
    .sorted { ($1.messages, $0.name) < ($0.messages, $1.name) }
  }

  /// The address of "Ada <ada@example.org>", in lower case.
  private static func address(in sender: String) -> String {
    guard let start = sender.lastIndex(of: "<"), let end = sender.lastIndex(of: ">"), start < end
    else { return sender.lowercased() }
    return sender[sender.index(after: start)..<end].lowercased()
  }
}
