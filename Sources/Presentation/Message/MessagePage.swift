package import Archive
import Text

/// A message as a person reads it: the fields that matter, what is attached, the text.
package struct MessagePage {
  package let view: MessageView
  /// Columns that the text is wrapped to; nil leaves lines as they are.
  package let width: Int?
  package let style: Style

  package init(view: MessageView, width: Int?, style: Style) {
    self.view = view
    self.width = width
    self.style = style
  }

  /// Wider lines are hard to read, however wide the terminal is.
  private static let widestText = 100

  package var lines: [String] {
    let textWidth = width.map { min($0, Self.widestText) }
    return fields.flatMap { field(name: $0.name, $0.values) } + [""]
      + MessageText(view.text).lines(width: textWidth, style: style)
  }

  private var fields: [(name: String, values: [String])] {
    var fields = view.fields.map { (name: $0.name, values: [$0.value]) }
    if !view.summary.tags.isEmpty {
      fields.append(("Tags", [view.summary.tags.joined(separator: " ")]))
    }
    if !view.attachments.isEmpty { fields.append(("Attached", attachments)) }
    return fields
  }

  /// "[1] invoice.pdf (application/pdf, 24 KB)", with the number that --part takes.
  private var attachments: [String] {
    view.attachments.enumerated().map { index, file in
      "[\(index + 1)] \(file.name ?? "unnamed") (\(file.type), \(humanSize(file.size)))"
    }
  }

  private func field(name: String, _ values: [String]) -> [String] {
    let indent = String(repeating: " ", count: name.count + 2)
    let lines = values.flatMap { value -> [String] in
      let text = indent + terminalSafe(value)
      return width.map { wrapped(text, to: $0, prefix: indent) } ?? [text]
    }
    return lines.enumerated().map { index, line in
      let value = String(line.dropFirst(indent.count))
      let shown = name == "Subject" ? style.bold(value) : value
      return index == 0 ? style.dim(name + ":") + " " + shown : indent + shown
    }
  }
}
