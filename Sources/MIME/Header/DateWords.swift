import Bytes
import Mail

/// Translates the words of a date to English; a month's name may have several meanings.
struct DateWords {
  /// One rendering for each month that the date may name.
  private(set) var renderings: [(text: String, languages: [String])] = []
  /// The day of the week that it names, from 0 for Monday, as far as it is known.
  private(set) var weekday: Int?
  /// A word of another language than English is in it: 10/02 is in February.
  private(set) var isForeign = false
  /// A full stop stands between the day and the month's name.
  private(set) var isOrdinal = false

  private enum Piece {
    /// ASCII text that an English parser understands.
    case text(String)
    case month(MonthName)
  }

  private let scalars: [Unicode.Scalar]
  private var pieces: [Piece] = []
  private var marksAfternoon = false
  private var marksMorning = false
  /// Added to the next number: the first year of an era.
  private var eraStart = 0

  init(_ text: String) {
    scalars = DateWords.withDigits(text.lowercased().unicodeScalars.compactMap(DateWords.plain))
    var position = 0
    while position < scalars.count { position = take(at: position) }
    render()
  }

  // MARK: Parsing

  /// A character in its simplest form; nil for an invisible one.
  private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    if scalar.value < 0x80 { return scalar }
    if let digit = scalar.properties.numericType == .decimal ? scalar.properties.numericValue : nil
    {
      return Unicode.Scalar(UInt8(ascii: "0") + UInt8(clamping: Int(digit)))
    }
    switch scalar {
    case "\u{200B}"..."\u{200F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}", "\u{180E}",
      "\u{FEFF}":
      return nil
    case "’", "ʼ", "׳", "ˀ": return "'"
    case "−", "－", "‐", "‑": return "-"
    case "：", "∶": return ":"
    case "／": return "/"
    case "．", "。": return "."
    case "（": return "("
    case "）": return ")"
    default: return scalar.properties.isWhitespace ? " " : scalar
    }
  }

  /// Numbers in ideographs before a unit, as digits: 二〇〇九年, 二十一日, and 元年, the first year.
  private static func withDigits(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    guard scalars.contains(where: { units[$0] != nil }) else { return scalars }
    var result: [Unicode.Scalar] = []
    var number: [Unicode.Scalar] = []
    for scalar in scalars {
      if ideographicDigits[scalar] != nil || scalar == "十" || scalar == "元" {
        number.append(scalar)
        continue
      }
      let value = units[scalar] == nil ? nil : value(ofIdeographs: number)
      result += value.map { Array(String($0).unicodeScalars) } ?? number
      number.removeAll()
      result.append(scalar)
    }
    return result + number
  }

  private static func value(ofIdeographs number: [Unicode.Scalar]) -> Int? {
    if number == ["元"] { return 1 }
    guard !number.isEmpty, number.count <= 4, !number.contains("元") else { return nil }
    guard let ten = number.firstIndex(of: "十") else {
      return number.reduce(0) { $0 * 10 + (ideographicDigits[$1] ?? 0) }
    }
    let (tens, ones) = (number[..<ten], number[(ten + 1)...])
    guard tens.count <= 1, ones.count <= 1, ones.first != "十" else { return nil }
    return (tens.first.flatMap { ideographicDigits[$0] } ?? 1) * 10
      + (ones.first.flatMap { ideographicDigits[$0] } ?? 0)
  }

  private static let ideographicDigits: [Unicode.Scalar: Int] = [
    "〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
  ]

  /// Reads the word or number at `position`; returns the start of the next one.
  private mutating func take(at position: Int) -> Int {
    let scalar = scalars[position]
    if scalar == "(" { return takeComment(at: position) }
    let end = endOfWord(from: position)
    let word = text(position..<end)
    weekday = weekday ?? Self.weekdays[word]
    if let (length, name) = monthName(at: position) {
      pieces.append(.month(name))
      return position + length
    }
    if Self.isDigit(scalar) { return takeNumber(at: position) }
    if let length = takeSign(at: position) { return position + length }
    guard Self.isLetter(scalar) else {
      pieces.append(.text(scalar.value < 0x80 ? String(scalar) : " "))
      return position + 1
    }
    if let next = endOfNumberedWeekday(from: end) { return next }
    let isUnderstood = word == "t" || word == "am" || word == "pm" || isZoneName(word)
    pieces.append(.text(isUnderstood ? word : " "))
    if !isUnderstood, !isEnglishWeekday(word), !Self.englishWords.contains(word) {
      isForeign = true
    }
    return end
  }

  private func endOfWord(from position: Int) -> Int {
    scalars[position...].firstIndex { !Self.isLetter($0) } ?? scalars.count
  }

  /// Vietnamese and Portuguese number the days of the week: "Th 2, 5 tháng 2 2024".
  private func endOfNumberedWeekday(from end: Int) -> Int? {
    let isFirst = pieces.allSatisfy { piece in
      if case .text(let text) = piece { !text.utf8.contains(where: Byte.isDigit) } else { false }
    }
    var digit = end
    while digit < scalars.count, scalars[digit] == " " { digit += 1 }
    guard isFirst, digit + 1 < scalars.count, Self.isDigit(scalars[digit]),
      scalars[digit + 1] == ","
    else { return nil }
    return digit + 2
  }

  /// Comments contain names of zones, and of weekdays.
  private mutating func takeComment(at position: Int) -> Int {
    let end = scalars[position...].firstIndex(of: ")") ?? scalars.count - 1
    let comment = text(position..<end + 1)
    if comment.utf8.allSatisfy({ $0 < 0x80 }) { pieces.append(.text(comment)) }
    return end + 1
  }

  private mutating func takeNumber(at position: Int) -> Int {
    var end = position
    while end < scalars.count, Self.isDigit(scalars[end]) { end += 1 }
    var digits = text(position..<end)
    if eraStart > 0, let number = Int(digits) {
      digits = String(number + eraStart)
      eraStart = 0
    } else if digits.utf8.count == 4, let year = Int(digits), Self.buddhistYears.contains(year) {
      digits = String(year - Self.buddhistEra)
    } else if let year = shortBuddhistYear(digits) {
      digits = String(year)
    }
    var next = end
    while next < scalars.count, scalars[next] == " " { next += 1 }
    let unit = next < scalars.count ? Self.units[scalars[next]] : nil
    switch unit {
    case .month?:
      // "02月": the leading zero must go, because CLDR's names have none.
      if let month = Int(digits) { pieces.append(.month(MonthName(month))) }
      return next + 1
    case .hour?:
      var minute = next + 1
      while minute < scalars.count, scalars[minute] == " " { minute += 1 }
      let hasMinutes = minute < scalars.count && Self.isDigit(scalars[minute])
      pieces.append(.text(digits + (hasMinutes ? ":" : ":00")))
      return hasMinutes ? minute : next + 1
    case .minute?:
      var second = next + 1
      while second < scalars.count, scalars[second] == " " { second += 1 }
      let hasSeconds = second < scalars.count && Self.isDigit(scalars[second])
      pieces.append(.text(digits + (hasSeconds ? ":" : " ")))
      return hasSeconds ? second : next + 1
    case .other?:
      pieces.append(.text(digits + " "))
      return next + 1
    case nil:
      pieces.append(.text(digits))
      return end
    }
  }

  /// The year that the last two digits of one in Thailand's calendar mean, behind a month in Thai.
  private func shortBuddhistYear(_ digits: String) -> Int? {
    guard digits.utf8.count == 2, let number = Int(digits),
      Self.shortBuddhistYears.contains(number),
      scalars.contains(where: { 0x0E00...0x0E7F ~= $0.value }),
      pieces.contains(where: { if case .month = $0 { true } else { false } }),
      !pieces.contains(where: { if case .text(":") = $0 { true } else { false } })
    else { return nil }
    return 2500 + number - Self.buddhistEra
  }

  /// Reads an era, or the half of the day.
  private mutating func takeSign(at position: Int) -> Int? {
    let sign = Self.signs.first { scalars[position...].starts(with: $0.text.unicodeScalars) }
    switch sign?.meaning {
    case .morning?: marksMorning = true
    case .afternoon?: marksAfternoon = true
    case .era(let start)?: eraStart = start
    case nil: break
    }
    return sign?.text.unicodeScalars.count
  }

  /// The longest name of a month that begins here, if a word or number begins here.
  private func monthName(at position: Int) -> (length: Int, MonthName)? {
    guard isBoundary(position), Self.isLetter(scalars[position]) || Self.isDigit(scalars[position])
    else { return nil }
    var end = min(scalars.count, position + MonthName.longest)
    while end > position {
      if isBoundary(end), let name = MonthName(named: text(position..<end)) {
        return isEnglishWeekday(text(position..<end)) ? nil : (end - position, name)
      }
      end -= 1
    }
    // The abbreviation of one, as programs in C cut them.
    end = endOfWord(from: position)
    guard end - position >= 3, let name = MonthName(beginning: text(position..<end)) else {
      return nil
    }
    return (end - position, name)
  }

  /// Whether no word and no number continues across `position`.
  private func isBoundary(_ position: Int) -> Bool {
    guard position > 0, position < scalars.count else { return true }
    let (before, after) = (scalars[position - 1], scalars[position])
    if Self.isDigit(before) || Self.isDigit(after) {
      return !Self.isDigit(before) || !Self.isDigit(after)
    }
    return !Self.isLetter(before) || !Self.isLetter(after) || Self.isIdeograph(before)
      || Self.isIdeograph(after)
  }

  private func text(_ range: Range<Int>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[range])
    return String(text)
  }

  // MARK: Rendering

  private mutating func render() {
    let time = pieces.firstIndex { if case .text(":") = $0 { true } else { false } } ?? pieces.count
    let places = pieces.indices.filter { if case .month = pieces[$0] { true } else { false } }
    // If there are two, the first is a weekday that is also the name of a month elsewhere. A name
    // of two letters is hardly ever a month.
    let strong = places.filter { place in
      if case .month(let name) = pieces[place] { !name.isWeak } else { false }
    }
    let candidates = strong.isEmpty ? places : strong
    guard let place = candidates.last(where: { $0 < time }) ?? candidates.first,
      case .month(let name) = pieces[place]
    else {
      renderings = [(withoutBlanksBehindStops(rendered(nil, at: nil)), [])]
      return
    }
    isOrdinal = endsWithOrdinal(pieces[..<place])
    renderings = name.meanings.map { (rendered($0.month, at: place), $0.languages) }
  }

  private func endsWithOrdinal(_ pieces: ArraySlice<Piece>) -> Bool {
    let texts = pieces.reversed().lazy.map { if case .text(let text) = $0 { text } else { "" } }
    let words = texts.drop { $0 == " " }.prefix(2)
    return words.first == "." && words.last?.utf8.allSatisfy(Byte.isDigit) == true
  }

  private func rendered(_ month: Int?, at place: Int?) -> String {
    var result = ""
    for index in pieces.indices {
      switch pieces[index] {
      case .text(let text): result += text
      case .month: result += index == place ? " \(CivilDate.monthNames[(month ?? 1) - 1]) " : " "
      }
    }
    if marksAfternoon { result += " pm" } else if marksMorning { result += " am" }
    return result
  }

  /// "2024. 2. 5. 15:05" is a date of numbers.
  private func withoutBlanksBehindStops(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar == " ", result.last == ".", !result.contains(":") { continue }
      result.unicodeScalars.append(scalar)
    }
    // The full stop after the last number, which is followed by the hour.
    guard let colon = result.firstIndex(of: ":"),
      let stop = result[..<colon].lastIndex(of: "."),
      result[result.index(after: stop)..<colon].utf8.allSatisfy(Byte.isDigit)
    else { return result }
    return result[..<stop] + " " + result[result.index(after: stop)...]
  }

  // MARK: Tables

  private enum Unit { case month, hour, minute, other }
  private static let units: [Unicode.Scalar: Unit] = [
    "年": .other, "년": .other, "月": .month, "월": .month, "日": .other, "号": .other, "號": .other,
    "일": .other, "時": .hour, "时": .hour, "點": .hour, "点": .hour, "시": .hour, "分": .minute,
    "분": .minute, "秒": .other, "초": .other,
  ]

  private enum Sign {
    case morning, afternoon
    case era(Int)
  }
  private static let signs: [(text: String, meaning: Sign)] = [
    ("上午", .morning), ("凌晨", .morning), ("早上", .morning), ("午前", .morning), ("오전", .morning),
    ("下午", .afternoon), ("晚上", .afternoon), ("午後", .afternoon), ("午后", .afternoon),
    ("오후", .afternoon), ("令和", .era(2018)), ("平成", .era(1988)), ("昭和", .era(1925)),
    ("民國", .era(1911)), ("民国", .era(1911)),
  ]

  /// Years in Thailand's calendar, which starts with the death of the Buddha.
  private static let buddhistYears = 2400..<2700
  private static let buddhistEra = 543
  /// Two-digit years that are read in that calendar: those since there has been mail.
  private static let shortBuddhistYears = 30..<80

  private static let englishWords: Set<String> = ["on", "at", "the", "of", "date", "sent", "th"]

  /// Names in English, and in the languages in which one name stands for different months.
  private static let weekdays: [String: Int] = {
    let names = [
      "mon pon po ponedjeljak poniedziałek pondělí", "tue uto wt út utorak wtorek úterý",
      "wed sri śr st srijeda środa středa", "thu čet czw čt četvrtak czwartek čtvrtek",
      "fri pet pt pá petak piątek pátek", "sat sub sob so subota sobota",
      "sun ned niedz nie ne nedjelja niedziela neděle",
    ]
    var weekdays: [String: Int] = [:]
    for (day, names) in names.enumerated() {
      for name in names.split(separator: " ") { weekdays[String(name)] = day }
    }
    return weekdays
  }()

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { "0"..."9" ~= scalar }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x80 { return "a"..."z" ~= scalar }
    switch scalar.properties.generalCategory {
    case .lowercaseLetter, .otherLetter, .modifierLetter, .uppercaseLetter, .titlecaseLetter,
      .nonspacingMark, .spacingMark:
      return true
    default: return false
    }
  }

  private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
    0x2E80...0x9FFF ~= scalar.value || 0xAC00...0xD7A3 ~= scalar.value
  }
}
