import Glibc
package import Mail

/// Days and times where the user is.
package struct LocalCalendar: Sendable {
  /// Seconds since 1970 of a local date; fields outside their range count on.
  package var epoch: @Sendable (CivilDate) -> Int64
  package var civil: @Sendable (Int64) -> CivilDate

  package static let utc = LocalCalendar(epoch: { $0.epoch }, civil: { CivilDate(epoch: $0) })

  /// The calendar in the time zone of this process (`TZ`, `/etc/localtime`).
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
