extension [MailStatistics.Group] {
  /// Months "2024-05" in order, with those in between that have no mail. What is not a month is left
  /// out. Gaps of a century are wrong dates and stay.
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

  /// Groups of From fields joined by address, the most frequent first: one person writes under
  /// several names, and is shown under the most frequent one.
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
