package import Archive
import Mail

extension MessageView {
  /// The date of the message if its Date field is unusable: "2024-05-03 12:30, when it arrived:
  /// Date is unreadable or implausible". Nil for most messages.
  package var dated: String? {
    guard dateSource != .date else { return nil }
    let isWritten = fields.contains { $0.name == "Date" }
    let reason = isWritten ? "Date is unreadable or implausible" : "it has no Date"
    let source = dateSource == .received ? "when it arrived" : "by its file or its import"
    return "\(localDate(summary.date)), \(source): \(reason)"
  }
}

extension BodyForms {
  /// The form that is shown, such as "plain text; the HTML form has more words".
  package var displayText: String {
    let words = other == .html ? "more words" : "other words"
    return "\(shown.displayText); the \(other.displayText) form has \(words)"
  }
}

extension BodyForms.Form {
  fileprivate var displayText: String {
    switch self {
    case .plain: "plain text"
    case .html: "HTML"
    }
  }
}
