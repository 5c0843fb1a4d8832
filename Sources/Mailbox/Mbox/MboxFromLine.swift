import Bytes
import Files

/// The separator line, "From sender date", as programs have written it over the decades.
enum MboxFromLine {
  static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
  static let weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

  struct Parsed: Equatable {
    var envelope: MboxEnvelope
    /// Whether a month and a time of day stand in it. Text that merely begins with "From " has none.
    var hasDate: Bool
  }

  /// Reads the line at `range`, which begins with "From " and is without its line end.
  ///
  /// asctime order is the rule ("Sat Jan  3 01:05:34 1996"); a numeric zone before or after the
  /// year (Gmail), RFC 5322 order, no seconds, and no date at all (newer Thunderbird) occur.
  static func parse(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Parsed {
    let text = bytes.array((range.lowerBound + 5)..<range.upperBound)
    let words = text.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    var date = DateWords()
    // The sender may have spaces, so it ends where the date begins; never before the first word.
    let dateStart = words.indices.dropFirst().first { DateWords.begins(words[$0]) } ?? words.count
    for word in words[dateStart...] { date.take(word) }
    let sender = words.isEmpty ? 0..<0 : words[0].startIndex..<words[max(dateStart, 1) - 1].endIndex
    return Parsed(
      envelope: MboxEnvelope(
        sender: String(decoding: text[sender], as: UTF8.self), date: date.unixTime),
      hasDate: date.month != nil && date.secondOfDay != nil)
  }

  /// The line for `envelope`, with LF. Date in asctime form in UTC.
  static func format(_ envelope: MboxEnvelope) -> [UInt8] {
    // One word of printable ASCII: what other programs split the line by cannot be inside.
    let sender = envelope.sender.utf8.prefix(320).map {
      (0x21...0x7e).contains($0) ? $0 : UInt8(ascii: "_")
    }
    // "-" is how Thunderbird begins an entry, whose fields then mean other things.
    let name =
      sender.isEmpty || sender == [UInt8(ascii: "-")] ? Array("MAILER-DAEMON".utf8) : sender
    let date = CivilTime(unix: envelope.date ?? 0)
    let weekday = writtenWeekdays[date.weekday]
    let month = writtenMonths[date.month - 1]
    let day = date.day < 10 ? " \(date.day)" : "\(date.day)"
    let time = [date.hour, date.minute, date.second].map(twoDigits).joined(separator: ":")
    let year = String(repeating: "0", count: max(0, 4 - "\(date.year)".count)) + "\(date.year)"
    return Array("From ".utf8) + name + Array(" \(weekday) \(month) \(day) \(time) \(year)\n".utf8)
  }

  static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static let writtenMonths = months.map(capitalized)
  private static let writtenWeekdays = weekdays.map(capitalized)

  private static func capitalized(_ word: String) -> String {
    word.prefix(1).uppercased() + word.dropFirst()
  }
}

/// Collects the parts of a date from words in any order.
private struct DateWords {
  var month: Int?
  var day: Int?
  var year: Int?
  var secondOfDay: Int?
  var zone = 0

  static func begins(_ word: ArraySlice<UInt8>) -> Bool {
    guard (3...4).contains(word.count) else { return false }
    let name = lowercased(word.prefix(3))
    let isBare = word.count == 3 || word.last == UInt8(ascii: ",")
    return isBare && (MboxFromLine.weekdays.contains(name) || MboxFromLine.months.contains(name))
  }

  mutating func take(_ word: ArraySlice<UInt8>) {
    if let index = MboxFromLine.months.firstIndex(of: Self.lowercased(word)) {
      month = month ?? index + 1
    } else if word.contains(UInt8(ascii: ":")) {
      takeTime(word)
    } else if let sign = word.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
      takeZone(word.dropFirst(), sign: sign == UInt8(ascii: "-") ? -1 : 1)
    } else if word.count == 4, let number = Self.number(word) {
      year = year ?? number
    } else if word.count <= 2, let number = Self.number(word), (1...31).contains(number) {
      day = day ?? number
    }
  }

  private mutating func takeTime(_ word: ArraySlice<UInt8>) {
    let parts = word.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    let numbers = parts.compactMap { $0.count <= 2 ? Self.number($0) : nil }
    guard (2...3).contains(parts.count), numbers.count == parts.count,
      numbers[0] < 24, numbers[1] < 60, numbers.count < 3 || numbers[2] < 61
    else { return }
    secondOfDay = numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
  }

  private mutating func takeZone(_ digits: ArraySlice<UInt8>, sign: Int) {
    guard digits.count == 4, let number = Self.number(digits) else { return }
    zone = sign * (number / 100 * 3600 + number % 100 * 60)
  }

  var unixTime: Int64? {
    guard let month, let day, let year, let secondOfDay else { return nil }
    return CivilTime.days(year: year, month: month, day: day) * 86_400 + Int64(secondOfDay - zone)
  }

  private static func lowercased(_ word: ArraySlice<UInt8>) -> String {
    String(decoding: word.map { $0 | 0x20 }, as: UTF8.self)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard isNumber(digits) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }
}

/// A moment in the proleptic Gregorian calendar, UTC.
struct CivilTime {
  var year, month, day, hour, minute, second: Int
  /// 0 is Sunday.
  var weekday: Int

  /// `unix` in seconds, held to the years 0 to 9999.
  init(unix: Int64) {
    let seconds = min(max(unix, -62_167_219_200), 253_402_300_799)
    let days = Int((seconds >= 0 ? seconds : seconds - 86_399) / 86_400)
    let rest = Int(seconds) - days * 86_400
    (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
    weekday = ((days + 4) % 7 + 7) % 7
    // Years begin in March here, so that the leap day is a year's last. 719,468 days lie between
    // 0000-03-01 and 1970-01-01; an era is 400 years, 146,097 days.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days since 1970-01-01.
  static func days(year: Int, month: Int, day: Int) -> Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468)
  }
}
