import Bytes
internal import Mail

/// Information for choosing between two readings of a date.
struct DateContext {
  /// When the message arrived, in seconds since 1970.
  var received: Int64?
  /// Languages of the message, the most likely first.
  var languages: [String] = []
  var charset: CharsetHint?
  /// The language that its text is written in; asked for only where a date leaves it open.
  var written: () -> WrittenLanguage? = { nil }
}

/// Reads a date-time (RFC 5322 section 3.3), the obsolete syntax of section 4.3, and other forms
/// found in Date fields: ctime order, ISO 8601, seconds since 1970, missing weekday, seconds or
/// zone, zones with a colon or after "GMT", the words of other languages. Nil if there is no
/// readable date.
func parseDate(
  _ bytes: borrowing Span<UInt8>, _ range: Range<Int>,
  _ context: @autoclosure () -> DateContext = DateContext()
) -> MessageDate? {
  let parser = DateParser(bytes, range)
  guard parser.isClear, let date = parser.date else {
    return parseForeignDate(bytes, range, context())
  }
  guard let other = parser.otherDate, let received = context().received else { return date }
  return date.isNearer(to: received, than: other) ? date : other
}

extension MessageDate {
  func isNearer(to time: Int64, than other: MessageDate) -> Bool {
    abs(seconds - time) <= abs(other.seconds - time)
  }
}

private func zoneComment(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Int? {
  guard range.count > 2 else { return nil }
  return zoneOffsets[bytes.lowercasedString(range.lowerBound + 1..<range.upperBound - 1)]
}

/// Seconds east of Greenwich: the names of RFC 5322 section 4.3, and other common names. Military
/// letters and unknown names count as UTC, as the section recommends.
private let zoneOffsets: [String: Int] = {
  let hours: [String: Double] = [
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7,
    "mdt": -6, "pst": -8, "pdt": -7, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "met": 1,
    "mest": 2, "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "msd": 4, "ist": 5.5, "hkt": 8,
    "sgt": 8, "awst": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "acst": 9.5, "nzst": 12,
    "nzdt": 13, "akst": -9, "akdt": -8, "hst": -10, "ast": -4, "adt": -3, "nst": -3.5,
    "ndt": -2.5, "brt": -3, "sast": 2,
  ]
  return hours.mapValues { Int($0 * 3600) }
}()

private let months: [String: (number: Int, name: String)] = [
  "jan": (1, "january"), "feb": (2, "february"), "mar": (3, "march"), "apr": (4, "april"),
  "may": (5, "may"), "jun": (6, "june"), "jul": (7, "july"), "aug": (8, "august"),
  "sep": (9, "september"), "oct": (10, "october"), "nov": (11, "november"),
  "dec": (12, "december"),
]

private let weekdays: [String: String] = [
  "mon": "monday", "tue": "tuesday", "wed": "wednesday", "thu": "thursday", "fri": "friday",
  "sat": "saturday", "sun": "sunday",
]

/// Whether a word is an English weekday, which does not affect the date.
func isEnglishWeekday(_ word: String) -> Bool {
  weekdays[String(word.prefix(3))]?.hasPrefix(word) == true
}

func isZoneName(_ word: String) -> Bool { zoneOffsets[word] != nil }

/// Reads dates written by programs in English, and dates of numbers only.
struct DateParser {
  private var year: Int?
  private var month: Int?
  private var day: Int?
  /// Seconds since midnight.
  private var time: Int?
  private var zone: Int?
  private var isValid = true
  /// False if a word may be of another language.
  private(set) var isClear = true
  /// Day and month are numbers that could be swapped.
  private var mayBeSwapped = false
  /// 10/02 is in February: only America writes the month first.
  private let isDayFirst: Bool
  private var isAfterT = false
  private var commentZone: Int?

  init(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>, isDayFirst: Bool = false) {
    self.isDayFirst = isDayFirst
    let area = bytes.trimmed(range)
    var position = area.lowerBound
    let end = min(area.upperBound, position + Reach.date)
    while position < end {
      let byte = bytes[position]
      if byte == Byte.openParenthesis {
        let start = position
        skipSpaceAndComments(&position, end, in: bytes)
        commentZone = commentZone ?? zoneComment(bytes, start..<position)
      } else if Byte.isDigit(byte) || isZoneSign(byte, in: bytes, at: position, end) {
        position = takeNumber(at: position, end, in: bytes)
      } else if Byte.isLetter(byte) {
        let start = position
        while position < end, Byte.isLetter(bytes[position]) { position += 1 }
        takeWord(bytes.lowercasedString(start..<position))
      } else {
        // Letters beyond ASCII, or an encoded-word.
        if byte >= 0x80 || byte == Byte.question, !hasDay { isClear = false }
        position += 1
      }
    }
  }

  private var hasDay: Bool { year != nil && month != nil && day != nil }

  var date: MessageDate? { date(day, month) }

  /// The date if day and month are swapped.
  var otherDate: MessageDate? { mayBeSwapped ? date(month, day) : nil }

  private func date(_ day: Int?, _ month: Int?) -> MessageDate? {
    guard isValid, let year, let month, let day, (1...31).contains(day), (1...12).contains(month),
      (1...9999).contains(year)
    else { return nil }
    let zone = zone ?? commentZone ?? 0
    let seconds = CivilDate(year, month, day).dayNumber * 86_400 + (time ?? 0) - zone
    return MessageDate(seconds: Int64(seconds), zoneOffset: zone)
  }

  /// Whether a sign begins a zone: it follows the time, and a digit follows it.
  private func isZoneSign(
    _ byte: UInt8, in bytes: borrowing Span<UInt8>, at position: Int, _ end: Int
  ) -> Bool {
    (byte == UInt8(ascii: "+") || byte == Byte.dash) && time != nil && position + 1 < end
      && Byte.isDigit(bytes[position + 1]) && (zone == nil || zone == 0)
  }

  private mutating func takeWord(_ word: String) {
    // The letter between date and time in ISO 8601; Tuesday in Estonian comes first.
    if word == "t", day != nil || year != nil {
      isAfterT = true
      return
    }
    if let time, word == "pm" || word == "am" {
      if word == "pm", time < 12 * 3600 { self.time = time + 12 * 3600 }
      if word == "am", time >= 12 * 3600 { self.time = time - 12 * 3600 }
      return
    }
    let beginning = String(word.prefix(3))
    if let (number, name) = months[beginning], name.hasPrefix(word) {
      // Two months: one of them is a weekday in another language.
      if month != nil, time == nil { isClear = false }
      month = month ?? number
    } else if time != nil, zone == nil, let offset = zoneOffsets[word] {
      zone = offset
    } else if !hasDay, weekdays[beginning]?.hasPrefix(word) != true {
      isClear = false
    }
  }

  /// Reads a number with the separators inside it: a day or year, "10:52:37", "2003-07-01",
  /// "+02:00".
  private mutating func takeNumber(at start: Int, _ end: Int, in bytes: borrowing Span<UInt8>)
    -> Int
  {
    var position = start
    var numbers: [(value: Int, digits: Int)] = []
    var separator: UInt8 = 0
    let isSigned = !Byte.isDigit(bytes[start])
    if isSigned { position += 1 }
    while numbers.count < 4, position < end, Byte.isDigit(bytes[position]) {
      let first = position
      var value = 0
      while position < end, Byte.isDigit(bytes[position]) {
        value = min(value * 10 + Int(bytes[position] - UInt8(ascii: "0")), Self.largestNumber)
        position += 1
      }
      numbers.append((value, position - first))
      if let digit = digitBehindColon(position, end, in: bytes) {
        if separator == 0 { separator = Byte.colon }
        position = digit
        continue
      }
      guard position + 1 < end, Byte.isDigit(bytes[position + 1]) else { break }
      let next = bytes[position]
      // "+05-30" has a dash in place of the colon of a zone.
      let isDashInZone =
        isSigned && next == Byte.dash && numbers.count == 1 && numbers[0].digits == 2
      let isSeparator =
        next == Byte.slash || next == Byte.dot
        || (next == Byte.dash && time == nil && separator != Byte.colon)
      guard isDashInZone || (isSeparator && !isSigned) else { break }
      if separator == 0 { separator = next }
      position += 1
    }
    if isSigned {
      takeZone(numbers, isWest: bytes[start] == Byte.dash)
    } else if separator == Byte.colon || (separator == Byte.dot && isTimeWithDots(numbers)) {
      takeTime(numbers.map(\.value))
    } else if separator != 0 {
      takeNumericDate(numbers, separator: separator)
    } else if let number = numbers.first {
      takePlain(number.value, digits: number.digits)
    }
    return position
  }

  /// A number with fourteen digits is a date with a time.
  private static let largestNumber = 99_999_999_999_999

  /// The colons of a time may be surrounded by white space and comments (RFC 5322 section 4.3).
  private func digitBehindColon(
    _ position: Int, _ end: Int, in bytes: borrowing Span<UInt8>
  ) -> Int? {
    var colon = position
    skipSpaceAndComments(&colon, end, in: bytes)
    guard colon < end, bytes[colon] == Byte.colon else { return nil }
    var digit = colon + 1
    skipSpaceAndComments(&digit, end, in: bytes)
    return digit < end && Byte.isDigit(bytes[digit]) ? digit : nil
  }

  private func isTimeWithDots(_ numbers: [(value: Int, digits: Int)]) -> Bool {
    // "10.52.37" after a date is a time; "21.11.1997" is a date.
    day != nil && month != nil && numbers.allSatisfy { $0.digits <= 2 } && time == nil
  }

  private mutating func takeTime(_ numbers: [Int]) {
    guard time == nil, numbers.count >= 2 else { return }
    let seconds = numbers.count > 2 ? numbers[2] : 0
    guard numbers[0] <= 24, numbers[1] < 60, seconds <= 60 else {
      isValid = false
      return
    }
    time = numbers[0] * 3600 + numbers[1] * 60 + seconds
  }

  private mutating func takeZone(_ numbers: [(value: Int, digits: Int)], isWest: Bool) {
    guard let first = numbers.first else { return }
    var hours = first.value
    var minutes = 0
    if numbers.count > 1 {
      minutes = numbers[1].value
    } else if first.digits > 2 {
      hours = first.value / 100
      minutes = first.value % 100
    }
    // No place is more than 14 hours from Greenwich; "+9999" is meaningless.
    let offset = hours <= 24 && minutes < 60 ? hours * 3600 + minutes * 60 : 0
    zone = isWest ? -offset : offset
  }

  private mutating func takeNumericDate(
    _ numbers: [(value: Int, digits: Int)], separator: UInt8
  ) {
    guard numbers.count >= 3, day == nil || month == nil else {
      if let first = numbers.first { takePlain(first.value, digits: first.digits) }
      return
    }
    let values = numbers.map(\.value)
    if numbers[0].digits >= 3 {
      (year, month, day) = (values[0], values[1], values[2])
      return
    }
    if separator == Byte.slash, values[0] <= 12, !isDayFirst || values[1] > 12 {
      (month, day) = (values[0], values[1])
    } else {
      (day, month) = (values[0], values[1])
    }
    year = fullYear(values[2], digits: numbers[2].digits)
    mayBeSwapped = values[0] <= 12 && values[1] <= 12 && values[0] != values[1]
  }

  private mutating func takePlain(_ value: Int, digits: Int) {
    if digits <= 2, day == nil {
      day = value
    } else if digits <= 4, year == nil, !isAfterT {
      year = fullYear(value, digits: digits)
    } else if digits == 4, time != nil, zone == nil {
      // "10:52:37 0200": the sign is missing.
      takeZone([(value, digits)], isWest: false)
    } else if digits == 8, day == nil {
      (year, month, day) = (value / 10_000, value / 100 % 100, value % 100)
    } else if digits == 6 || digits == 4, isAfterT, time == nil {
      let padded = digits == 4 ? value * 100 : value
      takeTime([padded / 10_000, padded / 100 % 100, padded % 100])
    } else if digits == 14, !hasDay {
      takePlain(value / 1_000_000, digits: 8)
      isAfterT = true
      takePlain(value % 1_000_000, digits: 6)
    }
  }

  /// RFC 5322 section 4.3: two digits are 1950–2049, three are counted from 1900. So are four
  /// digits as in "0102", from programs that print C's `tm_year` unchanged.
  private func fullYear(_ value: Int, digits: Int) -> Int {
    switch digits {
    case ...2: value < 50 ? value + 2000 : value + 1900
    case 3: value + 1900
    default: (100..<200).contains(value) ? value + 1900 : value
    }
  }
}
