import Mail

/// A file in a message whose text a parser of documents may know.
package struct AttachedDocument: Sendable {
  package let file: Attachment
  /// Place among the message's `attachments`, from 1.
  package let number: Int
  /// Number of its part as IMAP counts them: "1.2".
  package let part: String
}

extension Message {
  /// The attachments that `searchableTexts` does not have the text of, and that may have some.
  ///
  /// - Parameter images: include pictures, which may be scanned pages.
  package func attachedDocuments(images: Bool) -> [AttachedDocument] {
    attachments.enumerated().compactMap { index, file in
      guard parts.indices.contains(file.part), mayHaveText(file, images: images) else { return nil }
      return AttachedDocument(file: file, number: index + 1, part: partNumber(file.part))
    }
  }

  /// The text of an attachment that is text; nil for others.
  package func text(of file: Attachment) -> String? {
    guard parts.indices.contains(file.part) else { return nil }
    let part = parts[file.part]
    if file.origin == .part {
      return part.kind == .leaf && textForm(of: part) != nil ? readableText(of: part) : nil
    }
    return TextFile(content(of: file), name: file.name)?.text
  }

  private func mayHaveText(_ file: Attachment, images: Bool) -> Bool {
    let part = parts[file.part]
    switch file.mediaType.type {
    case "image" where file.mediaType.subtype != "svg+xml": guard images else { return false }
    case "audio", "video", "font": return false
    default: break
    }
    guard part.kind == .leaf, !MediaType.signatures.contains(file.mediaType) else { return false }
    switch file.origin {
    case .part: return textForm(of: part) == nil
    case .embedded: return TextFile(content(of: file), name: file.name) == nil
    case .tnef(let index):
      let files = tnef(of: part)?.files.elements ?? []
      guard files.indices.contains(index), files[index].message == nil else { return false }
      return TextFile(files[index].attachment.bytes, name: file.name) == nil
    }
  }
}
