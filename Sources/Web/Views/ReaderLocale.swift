import Presentation

/// How dates and numbers are written for the reader, by the languages that the browser asks for (RFC 9110
/// section 12.5.4). The words of the pages are English whatever they are.
struct ReaderLocale: Equatable, Sendable {
  /// "Mar 7, 2024" instead of "7 Mar 2024".
  var hasMonthFirst = false
  /// "2:30 PM" instead of "14:30".
  var hasTwelveHours = false
  /// Between groups of three digits.
  var separator: Character = ","

  /// That of the request which is being answered.
  @TaskLocal static var current = ReaderLocale()

  init() {}

  /// - Parameter languages: the value of Accept-Language; the first counts, which is the one that the
  ///   reader has put first.
  init(languages: String) {
    let first = languages.split(separator: ",").first?.split(separator: ";").first ?? ""
    let parts = first.lowercased().filter { !$0.isWhitespace }.split(separator: "-")
    let language = parts.first.map(String.init) ?? ""
    let region = parts.dropFirst().last.map(String.init) ?? ""
    let isAmerican = language == "en" && (region == "us" || region.isEmpty)
    hasMonthFirst = isAmerican
    hasTwelveHours = language == "en" && ["us", "", "au", "ca", "nz", "in"].contains(region)
    if region == "ch" || region == "li" {
      separator = "’"
    } else if Self.withPoints.contains(language), !(language == "es" && region == "mx") {
      separator = "."
    } else if Self.withSpaces.contains(language) {
      separator = "\u{202F}"
    }
  }

  // By Unicode's CLDR 46, numbers/symbols/group.
  private static let withPoints: Set<String> = [
    "ca", "da", "de", "el", "es", "hr", "id", "is", "it", "nl", "pt", "ro", "sl", "sr", "tr", "vi",
  ]
  private static let withSpaces: Set<String> = [
    "bg", "cs", "et", "fi", "fr", "hu", "lt", "lv", "nb", "nn", "no", "pl", "ru", "sk", "sv", "uk",
  ]

  // MARK: Dates

  /// "7 Mar", with the year where the list has no headings.
  func day(_ seconds: Int64?, hasYear: Bool = true) -> String {
    switch (hasMonthFirst, hasYear) {
    case (true, true): localDate(seconds, format: "%b %-d, %Y")
    case (true, false): localDate(seconds, format: "%b %-d")
    case (false, true): localDate(seconds, format: "%-d %b %Y")
    case (false, false): localDate(seconds, format: "%-d %b")
    }
  }

  /// "7 March 2024".
  func longDay(_ seconds: Int64?) -> String {
    localDate(seconds, format: hasMonthFirst ? "%B %-d, %Y" : "%-d %B %Y")
  }

  /// "14:30".
  func time(_ seconds: Int64?) -> String {
    localDate(seconds, format: hasTwelveHours ? "%-I:%M %p" : "%H:%M")
  }

  /// "Thu 7 March 2024, 14:30".
  func moment(_ seconds: Int64?) -> String {
    localDate(seconds, format: "%a ") + longDay(seconds) + ", " + time(seconds)
  }
}

// What Presentation has under these names writes for a terminal.

/// A number in groups of three digits, as the reader writes them: "20,000".
func grouped(_ number: Int) -> String {
  let text = Presentation.grouped(number)
  let separator = ReaderLocale.current.separator
  return separator == "," ? text : String(text.map { $0 == "," ? separator : $0 })
}

/// A count with its noun: "1 message", "20,000 messages".
func counted(_ count: Int, _ noun: String) -> String {
  "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
}

/// A count with a noun whose plural is its own: "1 search", "3 searches".
func counted(_ count: Int, _ one: String, _ several: String) -> String {
  "\(grouped(count)) \(count == 1 ? one : several)"
}
