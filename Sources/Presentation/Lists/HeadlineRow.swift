package import Archive
import Text

/// One line of a list: number, date, size, sender, "+" for an attachment, subject, fitted to the terminal. A narrow line omits
/// the size; a very narrow one also shortens the date, and a tiny one omits it.
package struct HeadlineRow {
  private let message: MessageSummary
  private let dates: DateStyle
  private let before: String
  private let after: String
  private let digits: Int

  /// - Parameters:
  ///   - before: the start of the line.
  ///   - after: the end of the line, which is never cut.
  ///   - digits: the width of the widest number in the list.
  package init(
    _ message: MessageSummary, dates: DateStyle = .absolute, before: String = "",
    after: String = "",
    digits: Int
  ) {
    self.message = message
    self.dates = dates
    self.before = before
    self.after = after
    self.digits = digits
  }

  private static let narrow = 70
  private static let veryNarrow = 50
  /// Below this width, plus that of the number, the date is omitted.
  private static let tiny = 30

  package func text(in layout: OutputLayout) -> String {
    // What stands at the end shortens the subject alone, so that all rows of a list have one form.
    let columns = layout.width.map { $0 - displayWidth(before) }
    let head = head(columns)
    let sender = columns.map { max(8, min(24, ($0 - displayWidth(head)) / 3)) } ?? 24
    let start =
      head + layout.isolatingDirection(padded(terminalSafe(message.shortSender), to: sender))
      + (message.hasAttachment ? " + " : "   ")
    let subject = terminalSafe(tags + message.shownSubject)
    let room = columns.map { max(1, $0 - widestDisplayWidth(start) - displayWidth(after)) }
    return before + start + (room.map { truncated(subject, to: $0) } ?? subject) + after
  }

  private func head(_ columns: Int?) -> String {
    let columns = columns ?? .max
    let digits = max(digits, columns < Self.veryNarrow ? 4 : 6)
    let number = padded(String(message.id), to: digits, alignedRight: true)
    if columns < Self.tiny + digits { return number + "  " }
    if columns < Self.veryNarrow, dates == .absolute {
      return "\(number)  \(localDate(message.date, format: "%y-%m-%d"))  "
    }
    if columns < Self.narrow { return "\(number)  \(dates.text(message.date))  " }
    return "\(number)  \(dates.text(message.date))  "
      + padded(humanSize(message.size), to: 7, alignedRight: true) + "  "
  }

  private var tags: String {
    let tags = listedTags(message.tags)
    return tags.isEmpty ? "" : "[\(tags.joined(separator: " "))] "
  }
}

extension Sequence<MessageSummary> {
  /// Width of the widest message number.
  package var digits: Int { map { String($0.id).count }.max() ?? 0 }
}

/// The tags that lists show. Nearly all imported mail has been seen, so "seen" is left out.
package func listedTags(_ tags: [String]) -> [String] {
  tags.filter { $0 != "seen" && $0 != "read" }
}

extension MessageSummary {
  /// The name without the address, if there is a name.
  package var shortSender: String {
    guard let bracket = sender.firstIndex(of: "<"), bracket > sender.startIndex else {
      return sender
    }
    return String(sender[..<bracket].dropLast())
  }

  package var shownSubject: String { subject.isEmpty ? "(no subject)" : subject }
}
