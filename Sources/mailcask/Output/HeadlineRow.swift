import Archive

/// One line of a list: number, date, size, sender, subject, sized to the terminal. A narrow one goes
/// without the size; a very narrow one has short dates as well.
struct HeadlineRow {
  private let message: Headline
  private let dates: DateStyle

  init(_ message: Headline, dates: DateStyle = .absolute) {
    self.message = message
    self.dates = dates
  }

  private static let narrow = 70
  private static let veryNarrow = 50

  var text: String {
    let columns = Console.textWidth
    let head = head(columns)
    let sender = columns.map { max(8, min(24, ($0 - displayWidth(head)) / 3)) } ?? 24
    let start = "\(head)\(fitted(visible(message.shortSender), to: sender))  "
    let subject = visible(marks + message.shownSubject)
    return start + (columns.map { cut(subject, to: max(8, $0 - displayWidth(start))) } ?? subject)
  }

  private func head(_ columns: Int?) -> String {
    let columns = columns ?? .max
    let digits = columns < Self.veryNarrow ? 4 : 6
    let number = fitted(
      String(message.id), to: max(digits, String(message.id).count), alignedRight: true)
    if columns < Self.veryNarrow, dates == .absolute {
      return "\(number)  \(localDate(message.date, format: "%y-%m-%d"))  "
    }
    if columns < Self.narrow { return "\(number)  \(dates.text(message.date))  " }
    return "\(number)  \(dates.text(message.date))  "
      + fitted(humanSize(message.size), to: 7, alignedRight: true) + "  "
  }

  private var marks: String {
    (message.hasAttachment ? "+ " : "")
      + (message.tags.isEmpty ? "" : "[\(message.tags.joined(separator: " "))] ")
  }
}

extension Headline {
  /// The name without the address, where there is one.
  var shortSender: String {
    guard let bracket = sender.firstIndex(of: "<"), bracket > sender.startIndex else {
      return sender
    }
    return String(sender[..<bracket].dropLast())
  }

  var shownSubject: String { subject.isEmpty ? "(no subject)" : subject }
}
