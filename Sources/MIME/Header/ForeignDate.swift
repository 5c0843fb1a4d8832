import Bytes

/// Reads a date-time in the words of any language: months by name (see `MonthNames`), the forms of
/// China, Japan and Korea, digits of all scripts, encoded-words; also seconds since 1970.
///
/// The words that are understood are translated to English, the others are left out, and the result
/// is parsed.
@inline(never)
func parseForeignDate(
  _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ context: DateContext
) -> MessageDate? {
  let area = bytes.trimmed(range)
  let beginning = area.lowerBound..<min(area.upperBound, area.lowerBound + Reach.foreignDate)
  let text = decodeUnstructured(bytes, beginning, hint: context.charset).text
  if let date = secondsSince1970(text) { return date }
  let words = DateWords(text)
  let dates = words.renderings.compactMap {
    rendering -> (date: MessageDate, languages: [String])? in
    let english = rendering.text.utf8Array
    let parser = DateParser(english.span, 0..<english.count, isDayFirst: words.isForeign)
    return parser.date.map { ($0, rendering.languages) }
  }
  return likeliest(dates, words, context)
}

/// The date whose month name is in a language of the message, or else the only one on the day of the
/// week that is named, or else the one in the language of the text, or else the one nearest to the
/// time of arrival. A month without languages is preferred, unless the message is in a language in
/// which the name means another month.
private func likeliest(
  _ dates: [(date: MessageDate, languages: [String])], _ words: DateWords, _ context: DateContext
) -> MessageDate? {
  for language in context.languages {
    if let spoken = dates.first(where: { $0.languages.contains(language) }) { return spoken.date }
  }
  let fitting = dates.filter { $0.date.weekday == words.weekday }
  if fitting.count == 1, let only = fitting.first { return only.date }
  guard let first = dates.first else { return nil }
  guard dates.count > 1, !first.languages.isEmpty else { return first.date }
  if let language = context.written()?.rawValue,
    let written = dates.first(where: { $0.languages.contains(language) })
  {
    return written.date
  }
  guard let received = context.received else {
    // In Polish no full stop stands behind the day.
    let isPolish = first.languages.contains(WrittenLanguage.polish.rawValue)
    return words.isOrdinal && isPolish ? dates[1].date : first.date
  }
  return dates.dropFirst().reduce(first.date) { nearest, other in
    nearest.isNearer(to: received, than: other.date) ? nearest : other.date
  }
}

extension MessageDate {
  /// Where it was written: from 0 for Monday.
  fileprivate var weekday: Int {
    let (local, overflow) = seconds.addingReportingOverflow(Int64(zoneOffset))
    guard !overflow else { return 0 }
    let day = (local >= 0 ? local : local - 86_399) / 86_400
    // 1970 began on a Thursday.
    return Int(((day + 3) % 7 + 7) % 7)
  }
}

/// Reads "1707127200" or "@1707127200", in seconds or milliseconds; a fraction is left out.
private func secondsSince1970(_ text: String) -> MessageDate? {
  let number = text.utf8.first == Byte.at ? text.utf8.dropFirst() : text.utf8[...]
  let digits = number.prefix { $0 != Byte.dot }
  guard number.dropFirst(digits.count + 1).allSatisfy(Byte.isDigit) else { return nil }
  guard digits.allSatisfy(Byte.isDigit), let number = Int64(String(decoding: digits, as: UTF8.self))
  else { return nil }
  switch digits.count {
  case 9, 10: return MessageDate(seconds: number, zoneOffset: 0)
  case 13: return MessageDate(seconds: number / 1000, zoneOffset: 0)
  default: return nil
  }
}
