extension Message {
  /// Defects of the structure, then those of the content of each part; decodes everything.
  package var allDefects: [Defect] { defects + parts.flatMap(contentDefects(of:)) }

  /// Defects of the text and content of a part: charsets of its header, names and body, transfer
  /// encoding, embedded files, limits reached. Decodes them to find out.
  package func contentDefects(of part: Part) -> [Defect] {
    var defects = DefectList(limit: limits.defects)
    noteHeaderDefects(of: part, in: &defects)
    var seen: Set<Defect.Kind> = []
    for kind in bodyDefects(of: part) where seen.insert(kind).inserted {
      defects.note(kind, part: part.index, at: Int(part.bodyRange.lowerBound))
    }
    return defects.elements
  }

  private func noteHeaderDefects(of part: Part, in defects: inout DefectList) {
    let header = header(of: part)
    func note(_ kind: Defect.Kind, at field: HeaderField) {
      defects.note(kind, part: part.index, at: field.valueRange.lowerBound)
    }
    for field in header.fields {
      let text = header.decode(field)
      if text.isGuess { note(.charsetGuessed, at: field) }
      if text.isLossy { note(.lossyText, at: field) }
      if field.valueRange.count > limits.fieldBytes { note(.fieldSizeLimit, at: field) }
    }
    for field in header.all("date") where header.writtenDate(of: field) == nil {
      note(.unreadableDate, at: field)
    }
    for field in Header.addressFields.flatMap(header.all)
    where header.limitedAddresses(of: field).isCut {
      note(.addressLimit, at: field)
    }
    for field in Header.messageIDFields.flatMap(header.all)
    where header.limitedMessageIDs(of: field).isCut {
      note(.messageIDLimit, at: field)
    }
    for field in header.all("content-type") + header.all("content-disposition")
    where hasCutParameters(field) {
      note(.parameterLimit, at: field)
    }
    let parameters =
      contentType(of: part).parameters + (disposition(of: part)?.parameters ?? [])
    let offset = Int(part.headerRange.lowerBound)
    if parameters.contains(where: \.isGuess) {
      defects.note(.charsetGuessed, part: part.index, at: offset)
    }
    if parameters.contains(where: \.isLossy) {
      defects.note(.lossyText, part: part.index, at: offset)
    }
  }

  private func bodyDefects(of part: Part) -> [Defect.Kind] {
    guard part.kind == .leaf else { return [] }
    var kinds = decode(part).defects
    if textForm(of: part) != nil { kinds += text(of: part).defects }
    if deliveryGroups(of: part)?.isCut == true { kinds.append(.deliveryGroupLimit) }
    let embedded = embeddedFiles(of: part)
    if embedded.isCut { kinds.append(.embeddedFileLimit) }
    for file in embedded.elements {
      // Formats of embedded files do not declare the charset of a name.
      if !file.name.utf8.allSatisfy({ $0 < 0x80 }) { kinds.append(.charsetGuessed) }
      kinds += unreadable([file.name])
      kinds += textFile(file.bytes, named: file.name)?.decoded.defects ?? []
      if !file.defects.isEmpty { kinds.append(.damagedEmbeddedFile) }
    }
    if let tnef = tnef(of: part) {
      kinds += tnef.defects + unreadable([tnef.message.subject, tnef.message.text])
      for file in tnef.files.elements {
        kinds += unreadable([file.attachment.name, file.message?.subject, file.message?.text])
        guard file.message == nil else { continue }
        let text = textFile(file.attachment.bytes, named: file.attachment.name)
        kinds += text?.decoded.defects ?? []
      }
    }
    return kinds
  }

  /// A defect if one of the texts contains U+FFFD.
  private func unreadable(_ texts: [String?]) -> [Defect.Kind] {
    texts.contains { $0?.unicodeScalars.contains("\u{FFFD}") == true } ? [.lossyText] : []
  }
}

extension Header {
  fileprivate static let addressFields: [StaticString] = [
    "from", "sender", "reply-to", "to", "cc", "bcc", "resent-from", "resent-sender", "resent-to",
    "resent-cc", "resent-bcc",
  ]
  fileprivate static let messageIDFields: [StaticString] = [
    "message-id", "in-reply-to", "references", "resent-message-id", "content-id",
  ]
}

extension DecodedText {
  fileprivate var defects: [Defect.Kind] {
    (isGuess ? [.charsetGuessed] : []) + (isLossy ? [.lossyText] : [])
  }
}
