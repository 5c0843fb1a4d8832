import Archive

extension MailStatistics {
  /// What charts by time leave out, as text without a full stop; nil if nothing is left out.
  var notShownRemark: String? {
    guard messagesNotShown > 0, let first = shownMonths.first, let last = shownMonths.last else {
      return nil
    }
    return "\(counted(messagesNotShown, "message")) with dates before \(first.name) or after "
      + "\(last.name) not shown"
  }
}

/// The day of a point in time.
func day(_ seconds: Int64?) -> String { localDate(seconds, format: "%Y-%m-%d") }
