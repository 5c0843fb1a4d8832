package import Mail

extension Message {
  /// All text that searches can find in the message, except its own header and the names of
  /// `attachments`, in the order of the message.
  package var searchableTexts: [SearchableText] {
    var texts: [SearchableText] = []
    for item in outline() {
      switch item.role {
      case .body, .alternative:
        texts += self.texts(
          of: item.part, item.isNested ? .nested : .body,
          isAlternative: !item.isNested && item.role == .alternative)
      case .nestedMessage:
        texts.append(text(.nested, item.part, headerText(ofMessageIn: item.part)))
      case .attachment: texts += attachmentTexts(item.part)
      case .epilogue:
        texts.append(
          text(item.isNested ? .nested : .body, item.part, epilogueText(of: item.part)))
      }
    }
    return texts.filter { !$0.text.isEmpty }
  }

  /// Whether the text of a file is among `searchableTexts`.
  package func isAmongTexts(_ file: Attachment) -> Bool {
    guard parts.indices.contains(file.part) else { return false }
    let part = parts[file.part]
    switch file.origin {
    case .part: return part.kind != .leaf || textForm(of: part) != nil
    case .embedded: return TextFile(content(of: file), name: file.name) != nil
    case .tnef(let index):
      let files = tnef(of: part)?.files.elements ?? []
      guard files.indices.contains(index) else { return false }
      return files[index].message != nil || TextFile(content(of: file), name: file.name) != nil
    }
  }

  private func text(
    _ place: SearchableText.Place, _ part: Part, _ text: String, isAlternative: Bool = false
  ) -> SearchableText {
    SearchableText(place, isAlternative: isAlternative, part: partNumber(part.index), text: text)
  }

  /// The text of a leaf and of the files between its lines.
  private func texts(
    of part: Part, _ place: SearchableText.Place, isAlternative: Bool = false
  ) -> [SearchableText] {
    let content = content(of: part, nil)
    let files = content.files.compactMap { TextFile($0.bytes, name: $0.name) }
      .map { text(.attachment, part, $0.text) }
    return [text(place, part, content.text, isAlternative: isAlternative)] + files
  }

  private func attachmentTexts(_ part: Part) -> [SearchableText] {
    if textForm(of: part) != nil { return texts(of: part, .attachment) }
    guard let tnef = tnef(of: part) else { return [] }
    var texts = [tnef.message.subject, tnef.message.text].compactMap { $0 }
      .map { text(.body, part, $0) }
    for file in tnef.files.elements {
      if let inner = file.message {
        let inside = [inner.subject, inner.text].compactMap { $0 }.joined(separator: "\n")
        texts.append(text(.nested, part, inside))
      } else if let readable = TextFile(file.attachment.bytes, name: file.attachment.name) {
        texts.append(text(.attachment, part, readable.text))
      }
    }
    return texts
  }
}
