import Bytes

/// A date-time (RFC 5322 section 3.3) with the obsolete syntax of section 4.3 and what else is
/// found in Date fields: ctime order, ISO 8601, missing weekday, seconds or zone, zones with a
/// colon or behind "GMT". nil when no date can be made out.
func parseDate(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> MessageDate? {
  let area = bytes.trimmed(range)
  var parser = DateParser()
  var position = area.lowerBound
  let end = min(area.upperBound, position + Reach.date)
  while position < end {
    let byte = bytes[position]
    if byte == Byte.openParenthesis {
      let start = position
      skipSpaceAndComments(&position, end, in: bytes)
      parser.commentZone = parser.commentZone ?? zoneComment(bytes, start..<position)
    } else if Byte.isDigit(byte) || parser.isZoneSign(byte, in: bytes, at: position, end) {
      position = parser.takeNumber(at: position, end, in: bytes)
    } else if Byte.isLetter(byte) {
      let start = position
      while position < end, Byte.isLetter(bytes[position]) { position += 1 }
      parser.takeWord(bytes.lowercasedString(start..<position))
    } else {
      position += 1
    }
  }
  return parser.date
}

private func zoneComment(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Int? {
  guard range.count > 2 else { return nil }
  return zoneOffsets[bytes.lowercasedString(range.lowerBound + 1..<range.upperBound - 1)]
}

/// Seconds east of Greenwich: RFC 5322 section 4.3, and the commonest of other names. Military
/// letters and unknown names count as UTC, as the section asks.
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

private let months: [String: Int] = [
  "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
  "oct": 10, "nov": 11, "dec": 12,
]

/// Of programs that write dates in their user's language: German, French, Spanish, Italian,
/// Portuguese, Dutch; those that are no weekday in any of them.
private let foreignMonths: [String: Int] = [
  "ene": 1, "gen": 1, "fev": 2, "mrt": 3, "abr": 4, "avr": 4, "mai": 5, "mei": 5, "mag": 5,
  "giu": 6, "lug": 7, "ago": 8, "set": 9, "okt": 10, "ott": 10, "out": 10, "dez": 12, "dic": 12,
]

private struct DateParser {
  private var year: Int?
  private var month: Int?
  private var day: Int?
  /// Seconds since midnight.
  private var time: Int?
  private var zone: Int?
  private var isValid = true
  var commentZone: Int?

  var date: MessageDate? {
    guard isValid, let year, let month, let day, (1...31).contains(day), (1...12).contains(month),
      (1...9999).contains(year)
    else { return nil }
    let zone = zone ?? commentZone ?? 0
    let seconds = daysSinceEpoch(year, month, day) * 86_400 + (time ?? 0) - zone
    return MessageDate(seconds: Int64(seconds), zoneOffset: zone)
  }

  /// A sign that begins a zone: after the time, with a digit behind it.
  func isZoneSign(
    _ byte: UInt8, in bytes: borrowing Span<UInt8>, at position: Int, _ end: Int
  ) -> Bool {
    (byte == UInt8(ascii: "+") || byte == Byte.dash) && time != nil && position + 1 < end
      && Byte.isDigit(bytes[position + 1]) && (zone == nil || zone == 0)
  }

  mutating func takeWord(_ word: String) {
    // The letter between date and time in ISO 8601, AM and PM.
    if word == "t" { return }
    if let time, word == "pm" || word == "am" {
      if word == "pm", time < 12 * 3600 { self.time = time + 12 * 3600 }
      if word == "am", time >= 12 * 3600 { self.time = time - 12 * 3600 }
      return
    }
    if month == nil || (time == nil && day != nil),
      word.utf8.count >= 3,
      let number = months[String(word.prefix(3))] ?? foreignMonths[String(word.prefix(3))]
    {
      if month == nil { month = number }
      return
    }
    if time != nil, zone == nil, let offset = zoneOffsets[word] { zone = offset }
  }

  /// Takes a number with the separators inside it: a day or year, "10:52:37", "2003-07-01",
  /// "+02:00".
  mutating func takeNumber(at start: Int, _ end: Int, in bytes: borrowing Span<UInt8>) -> Int {
    var position = start
    var numbers: [(value: Int, digits: Int)] = []
    var separator: UInt8 = 0
    let isSigned = !Byte.isDigit(bytes[start])
    if isSigned { position += 1 }
    while numbers.count < 4, position < end, Byte.isDigit(bytes[position]) {
      let first = position
      var value = 0
      while position < end, Byte.isDigit(bytes[position]) {
        value = min(value * 10 + Int(bytes[position] - UInt8(ascii: "0")), 1_000_000_000)
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
      // "+05-30" has a dash where a zone has a colon, if any.
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

  /// White space and comments may stand around the colons of a time (RFC 5322 section 4.3).
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
    // No place is further than 14 hours from Greenwich; "+9999" says nothing.
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
    } else if separator == Byte.slash, values[0] <= 12 {
      (month, day) = (values[0], values[1])
      year = fullYear(values[2], digits: numbers[2].digits)
    } else {
      (day, month) = (values[0], values[1])
      year = fullYear(values[2], digits: numbers[2].digits)
    }
  }

  private mutating func takePlain(_ value: Int, digits: Int) {
    if digits <= 2, day == nil {
      day = value
    } else if digits <= 4, year == nil {
      year = fullYear(value, digits: digits)
    } else if digits == 4, time != nil, zone == nil {
      // "10:52:37 0200": the sign is missing.
      takeZone([(value, digits)], isWest: false)
    } else if digits == 8, day == nil {
      (year, month, day) = (value / 10_000, value / 100 % 100, value % 100)
    }
  }

  /// RFC 5322 section 4.3: two digits are 1950–2049, three are counted from 1900. So are four in
  /// "0102", of programs that print C's `tm_year` as it is.
  private func fullYear(_ value: Int, digits: Int) -> Int {
    switch digits {
    case ...2: value < 50 ? value + 2000 : value + 1900
    case 3: value + 1900
    default: (100..<200).contains(value) ? value + 1900 : value
    }
  }
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar; `year` is at least 1.
private func daysSinceEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int {
  // Years that begin in March put the leap day at the end.
  let year = month <= 2 ? year - 1 : year
  let monthFromMarch = (month + 9) % 12
  let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
  return 365 * year + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
}
