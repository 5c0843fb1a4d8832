package import Mail

extension Message {
  /// All text that the message can be found by besides its own header and the names of
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
      }
    }
    return texts.filter { !$0.text.isEmpty }
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
    let content = readableContent(of: part, addressesApart: true)
    let files = content.files.compactMap { legibleFile($0.bytes, named: $0.name) }
      .map { text(.attachment, part, $0.text) }
    return [text(place, part, content.text, isAlternative: isAlternative)] + files
  }

  private func attachmentTexts(_ part: Part) -> [SearchableText] {
    if isText(part) { return texts(of: part, .attachment) }
    guard let tnef = tnef(of: part) else { return [] }
    var texts = [tnef.message.subject, tnef.message.text].compactMap { $0 }
      .map { text(.body, part, $0) }
    for file in tnef.files.elements {
      if let inner = file.message {
        let inside = [inner.subject, inner.text].compactMap { $0 }.joined(separator: "\n")
        texts.append(text(.nested, part, inside))
      } else if let legible = legibleFile(file.attachment.bytes, named: file.attachment.name) {
        texts.append(text(.attachment, part, legible.text))
      }
    }
    return texts
  }

  /// The part as IMAP counts it (RFC 9051 section 6.4.5.1): "1.2"; "1" for a message without parts.
  package func partNumber(_ index: Int) -> String {
    guard parts.indices.contains(index) else { return "1" }
    var numbers: [Int] = []
    var part = parts[index]
    while let parent = part.parent, parts.indices.contains(parent) {
      // A message inside a message/rfc822 part has no number of its own.
      if parts[parent].kind == .multipart {
        let place = children(of: parts[parent]).firstIndex { $0.index == part.index } ?? 0
        numbers.append(place + 1)
      }
      part = parts[parent]
    }
    return numbers.isEmpty ? "1" : numbers.reversed().map(String.init).joined(separator: ".")
  }
}
