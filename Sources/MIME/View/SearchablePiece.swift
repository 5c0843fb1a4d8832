/// A piece of text to be found by, in the order of the message.
package struct SearchablePiece: Sendable, Equatable {
  package enum Role: String, Sendable {
    /// What a person reads when the message is opened.
    case body
    /// The same in another form: mostly the words of a body over again, but nobody promises that.
    case alternative
    /// Text of an attachment.
    case attachmentText
    /// Sender, recipients, date and subject of a message inside the message.
    case nestedHeader
    /// Body of a message inside the message, whichever alternative.
    case nestedBody
  }

  /// Index into `Message.parts`.
  package var part: Int
  package var role: Role
  package var text: String
}

extension Message {
  /// Everything to be found by besides the message's own header and the names of `attachments`.
  package var searchablePieces: [SearchablePiece] {
    var pieces: [SearchablePiece] = []
    for item in outline() {
      let index = item.part.index
      switch item.role {
      case .body, .alternative:
        let role: SearchablePiece.Role =
          item.isNested ? .nestedBody : item.role == .body ? .body : .alternative
        pieces += textPieces(item.part, role)
      case .nestedMessage:
        pieces.append(
          .init(part: index, role: .nestedHeader, text: headerText(ofMessageIn: item.part)))
      case .attachment: pieces += attachmentPieces(item.part)
      case .epilogue:
        pieces.append(
          .init(
            part: index, role: item.isNested ? .nestedBody : .body,
            text: epilogueText(of: item.part)))
      }
    }
    return pieces.filter { !$0.text.isEmpty }
  }

  /// The text of a leaf and of the files between its lines.
  private func textPieces(_ part: Part, _ role: SearchablePiece.Role) -> [SearchablePiece] {
    let content = content(of: part, nil)
    let files = content.files.compactMap { textFile($0.bytes, named: $0.name) }.map { file in
      SearchablePiece(part: part.index, role: .attachmentText, text: file.text)
    }
    return [SearchablePiece(part: part.index, role: role, text: content.text)] + files
  }

  private func attachmentPieces(_ part: Part) -> [SearchablePiece] {
    if textForm(of: part) != nil { return textPieces(part, .attachmentText) }
    guard let tnef = tnef(of: part) else { return [] }
    var pieces = [tnef.message.subject, tnef.message.text].compactMap { text in
      text.map { SearchablePiece(part: part.index, role: .body, text: $0) }
    }
    for file in tnef.files.elements {
      if let inner = file.message {
        let text = [inner.subject, inner.text].compactMap { $0 }.joined(separator: "\n")
        pieces.append(.init(part: part.index, role: .nestedBody, text: text))
      } else if let text = textFile(file.attachment.bytes, named: file.attachment.name) {
        pieces.append(.init(part: part.index, role: .attachmentText, text: text.text))
      }
    }
    return pieces
  }
}
