import Archive

/// One line of a list: number, date, size, sender, subject, sized to the terminal.
struct HeadlineRow {
  private let message: Headline

  init(_ message: Headline) { self.message = message }

  var text: String {
    let number = fitted(String(message.id), to: 6, alignedRight: true)
    let date = localDate(message.date, format: "%Y-%m-%d")
    let size = fitted(humanSize(message.size), to: 7, alignedRight: true)
    let tags = message.tags.isEmpty ? "" : "[\(message.tags.joined(separator: " "))] "
    let subject = (message.hasAttachment ? "+ " : "") + tags + message.subject
    let fixed = 6 + 2 + 10 + 2 + 7 + 2
    let sender = min(24, max(10, (Console.columns - fixed) / 3))
    let rest = max(20, Console.columns - fixed - sender - 2)
    let shown = visible(subject.isEmpty ? "(no subject)" : subject)
    return "\(number)  \(date)  \(size)  "
      + "\(fitted(visible(shortSender), to: sender))  "
      + (displayWidth(shown) > rest ? fitted(shown, to: rest) : shown)
  }

  /// The name without the address, where there is one.
  private var shortSender: String {
    guard let bracket = message.sender.firstIndex(of: "<"), bracket > message.sender.startIndex
    else { return message.sender }
    return String(message.sender[..<bracket].dropLast())
  }
}
