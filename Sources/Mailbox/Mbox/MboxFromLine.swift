import Bytes
import Files
internal import Mail

/// The separator line "From sender date", in the variants that programs have written over the
/// decades.
enum MboxFromLine {
  static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
  static let weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

  struct Parsed: Equatable {
    var envelope: MboxEnvelope
    var look: MboxLook
  }

  /// Parses the line at `range`, which begins with "From " and excludes the line end.
  ///
  /// Usually the date is in asctime order ("Sat Jan  3 01:05:34 1996"). A numeric zone before or
  /// after the year (Gmail), RFC 5322 order, a time without seconds, and no date at all (newer
  /// Thunderbird) also occur.
  static func parse(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Parsed {
    var end = range.upperBound
    // Line ends that were converted twice are "\r\r\n".
    while end > range.lowerBound + 5, bytes[end - 1] == Byte.cr { end -= 1 }
    let text = bytes.array((range.lowerBound + 5)..<end)
    var words = text.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    // UUCP's "remote from host".
    if words.count > 3, words[words.count - 3].elementsEqual("remote".utf8) { words.removeLast(3) }
    var date = DateWords()
    // The sender may contain spaces, so it ends where the date begins, but not before the first
    // word.
    let dateStart = words.indices.dropFirst().first { DateWords.begins(words[$0]) } ?? words.count
    for word in words[dateStart...] { date.take(word) }
    var look = MboxLook(sender: MboxLook.Sender(words[..<dateStart], date), date: date.form)
    if look.date == .none, DateWords.end(words) {
      look = MboxLook(sender: MboxLook.Sender(words[..<1], date), date: .part)
    }
    let sender = words.isEmpty ? 0..<0 : words[0].startIndex..<words[max(dateStart, 1) - 1].endIndex
    return Parsed(
      envelope: MboxEnvelope(
        sender: String(decoding: text[sender], as: UTF8.self), date: date.unixTime), look: look)
  }

  /// The line for `envelope`, with LF. The date is in asctime form in UTC.
  static func format(_ envelope: MboxEnvelope) -> [UInt8] {
    // The sender must be one word of printable ASCII, because other programs split the line at
    // blanks.
    let sender = envelope.sender.utf8.prefix(320).map {
      (0x21...0x7e).contains($0) ? $0 : UInt8(ascii: "_")
    }
    // Thunderbird begins an entry with "-", which changes the meaning of the following fields.
    let name =
      sender.isEmpty || sender == [UInt8(ascii: "-")] ? Array("MAILER-DAEMON".utf8) : sender
    let date = CivilDate(writable: envelope.date ?? 0)
    let weekday = writtenWeekdays[(date.weekday + 1) % 7]
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

extension CivilDate {
  /// A date from seconds since 1970, limited to years with four digits.
  init(writable seconds: Int64) {
    self.init(epoch: min(max(seconds, -62_167_219_200), 253_402_300_799))
  }
}
