package import Archive

extension MessagesOverview {
  /// "1,234 messages (56 MB), 2019-01-03 to 2024-05-06, the latest:" and the latest as in lists.
  package func lines(in layout: OutputLayout) -> [String] {
    let size = "\(counted(count, "message")) (\(humanSize(bytes)))"
    guard let dates else { return [size] }
    let days = [dates.lowerBound, dates.upperBound].map { localDate($0, format: "%Y-%m-%d") }
    let span = days[0] == days[1] ? days[0] : "\(days[0]) to \(days[1])"
    let latest = count > examples.count ? ", the latest:" : ":"
    return ["\(size), \(span)\(latest)"]
      + examples.map { HeadlineRow($0, before: "  ", digits: examples.digits).text(in: layout) }
  }
}
