import Bytes
import Files
internal import Mail

/// Collects the parts of a date from words in any order.
struct DateWords {
  var month: Int?
  var day: Int?
  var year: Int?
  var secondOfDay: Int?
  var zone = 0
  private var hasWeekday = false
  private var hasSeconds = false
  /// Number of words that do not belong to a date, or repeat a part of it.
  private var others = 0

  var form: MboxLook.Date {
    guard month != nil, secondOfDay != nil, others == 0 else { return .none }
    return hasWeekday && hasSeconds && day != nil && year != nil ? .whole : .part
  }

  /// Whether it is the date that `git format-patch` writes into all its "From " lines.
  var isOfPatches: Bool {
    (year, month, day, secondOfDay) == (2001, 9, 17, 0)
  }

  /// Whether a line ends as in asctime, with a time including seconds and a year: some programs
  /// write the names of month and day in the user's language.
  static func end(_ words: some BidirectionalCollection<ArraySlice<UInt8>>) -> Bool {
    guard let last = words.last, last.count == 4, number(last) != nil else { return false }
    return words.suffix(3).contains { word in
      word.count == 8 && word.count { $0 == UInt8(ascii: ":") } == 2
        && word.allSatisfy { $0 == UInt8(ascii: ":") || (0x30...0x39).contains($0) }
    }
  }

  static func begins(_ word: ArraySlice<UInt8>) -> Bool {
    guard (3...4).contains(word.count) else { return isISODate(word) }
    let name = lowercased(word.prefix(3))
    let isBare = word.count == 3 || word.last == UInt8(ascii: ",")
    return isBare && (MboxFromLine.weekdays.contains(name) || MboxFromLine.months.contains(name))
  }

  mutating func take(_ word: ArraySlice<UInt8>) {
    guard let first = word.first else { return }
    if Self.isISODate(word) {
      takeISODate(word)
    } else if word.contains(UInt8(ascii: ":")) {
      takeTime(word)
    } else if (0x30...0x39).contains(first) {
      takeNumber(word)
    } else if first == UInt8(ascii: "+") || first == UInt8(ascii: "-") {
      takeZone(word.dropFirst(), sign: first == UInt8(ascii: "-") ? -1 : 1)
    } else {
      takeName(word)
    }
  }

  private mutating func takeName(_ word: ArraySlice<UInt8>) {
    let name = Self.lowercased(word.last == UInt8(ascii: ",") ? word.dropLast() : word)
    if month == nil, let index = MboxFromLine.months.firstIndex(of: name) {
      month = index + 1
    } else if !hasWeekday, MboxFromLine.weekdays.contains(name) {
      hasWeekday = true
    } else if !Self.isZoneName(word) {
      others += 1
    }
  }

  private mutating func takeNumber(_ word: ArraySlice<UInt8>) {
    if year == nil, word.count == 4, let number = Self.number(word) {
      year = number
    } else if day == nil, word.count <= 2, let number = Self.number(word), (1...31).contains(number)
    {
      day = number
    } else if year == nil, word.count == 2, let number = Self.number(word) {
      year = number + (number < 70 ? 2000 : 1900)
    } else {
      others += 1
    }
  }

  /// Whether it begins as "2023-10-03" does.
  private static func isISODate(_ word: ArraySlice<UInt8>) -> Bool {
    let dash = UInt8(ascii: "-")
    return word.count >= 10
      && zip(word.prefix(10), 0..<10).allSatisfy { byte, place in
        place == 4 || place == 7 ? byte == dash : (0x30...0x39).contains(byte)
      }
  }

  /// Takes "2023-10-03", also with a time: "2023-10-03T10:00:00Z".
  private mutating func takeISODate(_ word: ArraySlice<UInt8>) {
    let parts = word.prefix(10).split(separator: UInt8(ascii: "-")).compactMap(Self.number)
    guard parts.count == 3, year == nil, month == nil, day == nil, (1...12).contains(parts[1]),
      (1...31).contains(parts[2])
    else {
      others += 1
      return
    }
    (year, month, day) = (parts[0], parts[1], parts[2])
    // Programs that write it do not write the weekday.
    hasWeekday = true
    let time = word.dropFirst(10).dropFirst()
    guard !time.isEmpty else { return }
    let zone = time.firstIndex { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
    let clock = time[..<(zone ?? time.endIndex)]
    takeTime(clock.last.map { $0 | 0x20 } == UInt8(ascii: "z") ? clock.dropLast() : clock)
    guard let zone else { return }
    let digits = time[time.index(after: zone)...].filter { $0 != UInt8(ascii: ":") }
    takeZone(digits[...], sign: time[zone] == UInt8(ascii: "-") ? -1 : 1)
  }

  /// Whether it is a zone name such as "EST" or "(CEST)".
  private static func isZoneName(_ word: ArraySlice<UInt8>) -> Bool {
    let isBracketed = word.first == UInt8(ascii: "(") && word.last == UInt8(ascii: ")")
    let name = isBracketed ? word.dropFirst().dropLast() : word
    return (1...5).contains(name.count) && name.allSatisfy { (0x41...0x5a).contains($0) }
  }

  private mutating func takeTime(_ word: ArraySlice<UInt8>) {
    let parts = word.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    let numbers = parts.compactMap { $0.count <= 2 ? Self.number($0) : nil }
    guard (2...3).contains(parts.count), numbers.count == parts.count, secondOfDay == nil,
      numbers[0] < 24, numbers[1] < 60, numbers.count < 3 || numbers[2] < 61
    else {
      others += 1
      return
    }
    hasSeconds = numbers.count == 3
    secondOfDay = numbers[0] * 3600 + numbers[1] * 60 + (hasSeconds ? numbers[2] : 0)
  }

  private mutating func takeZone(_ digits: ArraySlice<UInt8>, sign: Int) {
    guard digits.count == 4, let number = Self.number(digits) else {
      others += 1
      return
    }
    zone = sign * (number / 100 * 3600 + number % 100 * 60)
  }

  var unixTime: Int64? {
    guard let month, let day, let year, let secondOfDay else { return nil }
    return Int64(CivilDate(year, month, day).dayNumber) * 86_400 + Int64(secondOfDay - zone)
  }

  private static func lowercased(_ word: ArraySlice<UInt8>) -> String {
    String(decoding: word.map { $0 | 0x20 }, as: UTF8.self)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard isNumber(digits) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }
}
