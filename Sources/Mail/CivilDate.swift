/// A day of the proleptic Gregorian calendar with a time of day, as calendars and clocks show it.
package struct CivilDate: Sendable, Equatable {
  package var year: Int
  /// 1 to 12.
  package var month: Int
  /// 1 to 31.
  package var day: Int
  package var hour = 0, minute = 0, second = 0

  /// English names of months, as RFC 5322 writes them.
  package static let monthNames = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// English names of days, Monday first.
  package static let weekdayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  /// Midnight of a day. A month or day out of range carries over into the next year or month.
  package init(_ year: Int, _ month: Int = 1, _ day: Int = 1) {
    (self.year, self.month, self.day) = (year, month, day)
  }

  /// The date of `seconds` since 1970 in UTC; the range is 17,000 years before and after 1970.
  package init(epoch seconds: Int64) {
    let seconds = min(max(seconds, -1 << 39), 1 << 39)
    let days = Self.dayNumber(of: seconds)
    // Eras of 400 years are all alike. They begin on 1 March, so that the leap day is the last day
    // of its year; 719,468 days lie between 0000-03-01 and 1970-01-01.
    let shifted = days + 719_468
    let era = Self.floor(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let rest = Int(seconds) - days * 86_400
    (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60)
  }

  /// Days since 1970-01-01.
  package var dayNumber: Int {
    let months = year * 12 + month - 1
    let civilYear = Self.floor(months, 12)
    let civilMonth = months - civilYear * 12 + 1
    let marchYear = civilMonth <= 2 ? civilYear - 1 : civilYear
    let era = Self.floor(marchYear, 400)
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * (civilMonth > 2 ? civilMonth - 3 : civilMonth + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Seconds since 1970, taking the time as UTC.
  package var epoch: Int64 {
    Int64(dayNumber) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
  }

  /// 0 is Monday.
  package var weekday: Int { Self.weekday(ofDay: dayNumber) }

  /// 0 is Monday. Day 0, 1970-01-01, was a Thursday.
  package static func weekday(ofDay number: Int) -> Int { number + 3 - floor(number + 3, 7) * 7 }

  /// Days since 1970-01-01 of a time in seconds since 1970.
  package static func dayNumber(of seconds: Int64) -> Int { floor(Int(clamping: seconds), 86_400) }

  private static func floor(_ number: Int, _ divisor: Int) -> Int {
    number >= 0 ? number / divisor : -1 - (-1 - number) / divisor
  }
}

extension CivilDate {
  /// "2024-03-01".
  package var text: String {
    "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
  }

  /// Pads with leading zeros; a negative number gives 0.
  package static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(max(number, 0))
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
