extension Message {
  /// What is wrong with the text and content of a part: charsets of its header, names and body,
  /// transfer encoding, embedded files. Decodes them to find out.
  package func contentDefects(of part: Part) -> [Defect] {
    headerTextDefects(of: part) + bodyDefects(of: part)
  }

  private func headerTextDefects(of part: Part) -> [Defect] {
    let header = header(of: part)
    var defects: [Defect] = []
    func note(_ kind: Defect.Kind, at offset: Int) {
      defects.append(Defect(kind, part: part.index, offset: offset))
    }
    for field in header.fields {
      let text = header.decode(field)
      let offset = field.valueRange.lowerBound
      if text.isGuess { note(.charsetGuessed, at: offset) }
      if text.isLossy { note(.lossyText, at: offset) }
      if field.valueRange.count > limits.fieldOctets { note(.fieldSizeLimit, at: offset) }
    }
    let parameters =
      contentType(of: part).parameters + (disposition(of: part)?.parameters ?? [])
    let offset = Int(part.headerRange.lowerBound)
    if parameters.contains(where: \.isGuess) { note(.charsetGuessed, at: offset) }
    if parameters.contains(where: \.isLossy) { note(.lossyText, at: offset) }
    return defects
  }

  private func bodyDefects(of part: Part) -> [Defect] {
    guard part.kind == .leaf else { return [] }
    var kinds = decode(part).defects
    if isText(part) { kinds += text(of: part).defects }
    for file in embeddedFiles(of: part) {
      // No format of embedded files declares the charset of a name.
      if !file.name.utf8.allSatisfy({ $0 < 0x80 }) { kinds.append(.charsetGuessed) }
      kinds += unreadable([file.name])
      if isTextName(file.name) { kinds += decodeText(file.bytes).defects }
      if !file.defects.isEmpty { kinds.append(.damagedEmbeddedFile) }
    }
    if let tnef = tnef(of: part) {
      kinds += unreadable([tnef.subject, tnef.text])
      for file in tnefFiles(of: part) {
        kinds += unreadable([file.name])
        if !file.isMessage, isTextName(file.name) { kinds += decodeText(file.bytes).defects }
      }
      if !tnef.defects.isEmpty { kinds.append(.damagedEmbeddedFile) }
    }
    var seen: Set<Defect.Kind> = []
    return kinds.filter { seen.insert($0).inserted }
      .map { Defect($0, part: part.index, offset: Int(part.bodyRange.lowerBound)) }
  }

  /// U+FFFD stands in one of the texts.
  private func unreadable(_ texts: [String?]) -> [Defect.Kind] {
    texts.contains { $0?.unicodeScalars.contains("\u{FFFD}") == true } ? [.lossyText] : []
  }
}

extension DecodedText {
  fileprivate var defects: [Defect.Kind] {
    (isGuess ? [.charsetGuessed] : []) + (isLossy ? [.lossyText] : [])
  }
}
