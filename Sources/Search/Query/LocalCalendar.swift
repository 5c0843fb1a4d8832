import Glibc

/// A day on the proleptic Gregorian calendar, with a time of day.
package struct CivilDate: Sendable, Equatable {
  package var year: Int
  /// 1 to 12.
  package var month: Int
  /// 1 to 31.
  package var day: Int
  package var hour = 0, minute = 0, second = 0

  package init(_ year: Int, _ month: Int = 1, _ day: Int = 1) {
    (self.year, self.month, self.day) = (year, month, day)
  }

  /// In UTC. Days are counted in eras of 400 years, which are all alike, from the first of March,
  /// so that the leap day is the last of its year.
  package init(epoch seconds: Int64) {
    let bounded = min(max(seconds, -1 << 39), 1 << 39)
    let days = Int((Double(bounded) / 86_400).rounded(.down))
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let rest = Int(bounded) - days * 86_400
    (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60)
  }

  /// Days since 1970-01-01; months and days outside their year or month count on.
  var dayNumber: Int {
    let months = year * 12 + month - 1
    let civilYear = Int((Double(months) / 12).rounded(.down))
    let civilMonth = months - civilYear * 12 + 1
    let marchYear = civilMonth <= 2 ? civilYear - 1 : civilYear
    let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * (civilMonth > 2 ? civilMonth - 3 : civilMonth + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Seconds since 1970 if it is in UTC.
  var epoch: Int64 { Int64(dayNumber) * 86_400 + Int64(hour * 3_600 + minute * 60 + second) }

  /// 0 is Monday.
  var weekday: Int { ((dayNumber + 3) % 7 + 7) % 7 }

  var yearTerm: String { Self.padded(year, 4) }
  var text: String { "\(yearTerm)-\(Self.padded(month, 2))-\(Self.padded(day, 2))" }

  static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(max(number, 0))
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

/// Days and times where the user is.
package struct LocalCalendar: Sendable {
  /// Seconds since 1970 of a local date; fields outside their range count on.
  package var epoch: @Sendable (CivilDate) -> Int64
  package var civil: @Sendable (Int64) -> CivilDate

  package static let utc = LocalCalendar(epoch: { $0.epoch }, civil: { CivilDate(epoch: $0) })

  /// Of the time zone of this process (`TZ`, `/etc/localtime`).
  package static let system = LocalCalendar(
    epoch: { date in
      var fields = unsafe tm()
      unsafe fields.tm_year = Int32(clamping: date.year - 1900)
      unsafe fields.tm_mon = Int32(clamping: date.month - 1)
      unsafe fields.tm_mday = Int32(clamping: date.day)
      unsafe fields.tm_hour = Int32(clamping: date.hour)
      unsafe fields.tm_min = Int32(clamping: date.minute)
      unsafe fields.tm_sec = Int32(clamping: date.second)
      unsafe fields.tm_isdst = -1
      return Int64(unsafe mktime(&fields))
    },
    civil: { seconds in
      var time = time_t(seconds)
      var fields = unsafe tm()
      guard unsafe localtime_r(&time, &fields) != nil else { return CivilDate(epoch: seconds) }
      var date = unsafe CivilDate(
        Int(fields.tm_year) + 1900, Int(fields.tm_mon) + 1, Int(fields.tm_mday))
      date.hour = unsafe Int(fields.tm_hour)
      date.minute = unsafe Int(fields.tm_min)
      date.second = unsafe Int(fields.tm_sec)
      return date
    })
}
