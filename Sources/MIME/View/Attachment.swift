/// A file in a message.
package struct Attachment: Sendable, Equatable {
  /// The place of the content.
  package enum Origin: Sendable, Equatable {
    /// The body of the part.
    case part
    /// The n-th uuencode or yEnc block of the part's text.
    case embedded(Int)
    /// The n-th file of the part's TNEF content.
    case tnef(Int)
  }

  /// Index into `Message.parts`.
  package var part: Int
  package var origin: Origin
  /// Decoded; may hold anything, including path separators.
  package var name: String?
  package var mediaType: MediaType
  /// "inline", "attachment" or another value, in lower case; nil if the part has none.
  package var disposition: String?
  /// Without angle brackets.
  package var contentID: String?
}

extension Message {
  /// All files in order, including those of inner messages and of uuencode, yEnc and TNEF content.
  /// An inner message counts as a file unless it is part of a digest.
  ///
  /// Decodes only bodies that may hold such content.
  package var attachments: [Attachment] {
    var result: [Attachment] = []
    for item in outline() {
      switch item.role {
      case .nestedMessage:
        let parent = item.part.parent.map { parts[$0].mediaType.subtype }
        if parent != "digest" { result.append(attachment(item.part)) }
      case .attachment: result += files(in: item.part)
      case .body, .alternative:
        if textForm(of: item.part) == .calendar {
          if !isAttachedToo(item.part) { result.append(calendarFile(item.part)) }
        } else if item.part.parent != nil, fileName(of: item.part) != nil {
          // Text that is shown in the message but has a name can be saved under it.
          result.append(attachment(item.part))
        }
        result += embeddedAttachments(of: item.part)
      case .epilogue: break
      }
    }
    return result
  }

  /// The content of an attachment after decoding.
  package func content(of attachment: Attachment) -> [UInt8] {
    guard parts.indices.contains(attachment.part) else { return [] }
    let part = parts[attachment.part]
    switch attachment.origin {
    case .part: return decodedBody(of: part)
    case .embedded(let index):
      let files = embeddedFiles(of: part).elements
      return files.indices.contains(index) ? files[index].bytes : []
    case .tnef(let index):
      let files = tnef(of: part)?.files.elements ?? []
      return files.indices.contains(index) ? files[index].attachment.bytes : []
    }
  }

  /// Number of bytes of an attachment's content after decoding.
  package func size(of attachment: Attachment) -> Int {
    guard attachment.origin == .part, parts.indices.contains(attachment.part) else {
      return content(of: attachment).count
    }
    return decodedSize(of: parts[attachment.part])
  }

  private func attachment(_ part: Part) -> Attachment {
    var name = fileName(of: part)
    if name == nil, part.kind == .message, let child = children(of: part).first {
      name = header(of: child).subject
    }
    return Attachment(
      part: part.index, origin: .part, name: name, mediaType: part.mediaType,
      disposition: disposition(of: part)?.type, contentID: contentID(of: part))
  }

  /// A calendar that is shown in the message, as a file for calendar programs.
  private func calendarFile(_ part: Part) -> Attachment {
    var file = attachment(part)
    if file.name == nil {
      file.name = "invite.ics"
      file.disposition = file.disposition ?? "inline"
    }
    return file
  }

  /// Whether the same calendar is also attached, as invitations do for programs that do not show
  /// calendars.
  private func isAttachedToo(_ calendar: Part) -> Bool {
    let others = parts.filter {
      $0.kind == .leaf && $0.index != calendar.index && textForm(of: $0) == .calendar
        && disposition(of: $0)?.type == "attachment"
    }
    guard !others.isEmpty else { return false }
    let bytes = decodedBody(of: calendar)
    return others.contains { decodedBody(of: $0) == bytes }
  }

  /// The part itself, or the files packed in it.
  private func files(in part: Part) -> [Attachment] {
    let packed = (tnef(of: part)?.files.elements ?? []).enumerated().map { index, file in
      Attachment(
        part: part.index, origin: .tnef(index), name: file.attachment.name,
        mediaType: file.attachment.type.map(mediaType(named:)) ?? .octetStream,
        disposition: "attachment", contentID: file.attachment.contentID)
    }
    return packed.isEmpty ? [attachment(part)] : packed
  }

  private func embeddedAttachments(of part: Part) -> [Attachment] {
    embeddedFiles(of: part).elements.enumerated().map { index, file in
      Attachment(
        part: part.index, origin: .embedded(index), name: file.name, mediaType: .octetStream,
        disposition: "attachment", contentID: nil)
    }
  }

  private func mediaType(named name: String) -> MediaType {
    let bytes = Array(name.utf8)
    return scanMediaType(0..<bytes.count, in: bytes.span)?.mediaType ?? .octetStream
  }
}
