package import Archive
import Text

/// A message for reading: the important fields, the attachments, the text.
package struct MessagePage {
  package let view: MessageView
  /// Columns that the text is wrapped to; nil leaves lines unchanged.
  package let width: Int?
  package let style: Style

  package init(view: MessageView, width: Int?, style: Style) {
    self.view = view
    self.width = width
    self.style = style
  }

  /// Wider lines are hard to read, even on a wide terminal.
  private static let widestText = 100

  /// Columns of text in an output of this width.
  package static func textWidth(in width: Int?) -> Int { min(width ?? widestText, widestText) }

  package var lines: [String] {
    let textWidth = width.map { Self.textWidth(in: $0) }
    return fields.flatMap { field(name: $0.name, $0.values) } + [""]
      + MessageText(view.text).lines(width: textWidth, style: style)
  }

  private var fields: [(name: String, values: [String])] {
    var fields = view.fields.map { (name: $0.name, values: [$0.value]) }
    if let dated = view.dated { fields.append(("Dated", [dated])) }
    if let protection = view.protection { fields.append(("Protected", [protection])) }
    if !view.summary.tags.isEmpty {
      fields.append(("Tags", [view.summary.tags.joined(separator: " ")]))
    }
    if !view.attachments.isEmpty { fields.append(("Attached", attachments)) }
    if let forms = view.forms, forms.otherHasMore {
      let option = forms.other == .html ? "--html-text" : "--plain"
      fields.append(("Form", ["\(forms.displayText): \(option)"]))
    }
    return fields
  }

  /// A line such as "[1] invoice.pdf (application/pdf, 24 KB)", with the number for --part.
  private var attachments: [String] {
    view.attachments.enumerated().map { index, file in
      "[\(index + 1)] \(file.displayText)"
    }
  }

  private func field(name: String, _ values: [String]) -> [String] {
    let indent = String(repeating: " ", count: name.count + 2)
    let lines = values.flatMap { value -> [String] in
      let folded =
        width.map {
          foldedRecipients(value, of: name, columns: $0 - indent.count, way: "--headers")
        } ?? value
      let text = indent + terminalSafe(folded)
      return width.map { wrapped(text, to: $0, prefix: indent) } ?? [text]
    }
    return lines.enumerated().map { index, line in
      let value = String(line.dropFirst(indent.count))
      let shown = name == "Subject" ? style.bold(value) : value
      return index == 0 ? style.dim(name + ":") + " " + shown : indent + shown
    }
  }
}

extension AttachmentInfo {
  /// A description such as "invoice.pdf (application/pdf, 24 KB)".
  package var displayText: String {
    let facts = [type] + (size.map { [humanSize($0)] } ?? [])
    return "\(name ?? "unnamed") (\(facts.joined(separator: ", ")))"
  }
}

extension MessageView {
  /// How an encrypted message is protected, and whether it can be read here; nil for others.
  package var protection: String? {
    if let decryption { return decryption.stateOfMessage }
    guard summary.flags.contains(.encrypted) else { return nil }
    return "encrypted (to read it here: mailcask help decrypt)"
  }
}
