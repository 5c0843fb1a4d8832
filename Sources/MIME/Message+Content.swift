// Content of single parts, decoded when asked for.
extension Message {
  /// Content-Type with its parameters. `mediaType` is that of the part, defaults included.
  package func contentType(of part: Part) -> ContentType {
    let fields = header(of: part).all("content-type")
    // Of two fields that one which the structure follows.
    let field =
      fields.count < 2
      ? fields.first : fields.first { mediaType(in: $0) == part.mediaType } ?? fields.first
    return ContentType(
      mediaType: part.mediaType, parameters: field.map(fieldParameters) ?? [])
  }

  /// nil without a Content-Disposition field.
  package func disposition(of part: Part) -> ContentDisposition? {
    guard let field = header(of: part).first("content-disposition") else { return nil }
    return ContentDisposition(
      type: mediaType(in: field)?.type ?? "", parameters: fieldParameters(field))
  }

  private func mediaType(in field: HeaderField) -> MediaType? {
    let source = source(field.source)
    return scanMediaType(decoded(field), in: source.span)?.mediaType
  }

  private func fieldParameters(_ field: HeaderField) -> [Parameter] {
    let source = source(field.source)
    let value = decoded(field)
    let start = scanMediaType(value, in: source.span)?.end ?? value.lowerBound
    return parameters(start..<value.upperBound, limits: limits, hint: nil, in: source.span)
  }

  /// The file name of RFC 2183 section 2.3, else the name parameter of Content-Type. May hold
  /// anything, path separators included.
  package func fileName(of part: Part) -> String? {
    let names = [disposition(of: part)?["filename"], contentType(of: part)["name"]]
    return names.lazy.compactMap { $0 }.first { !$0.isEmpty }
  }

  /// Content-ID (RFC 2045 section 7) without angle brackets.
  package func contentID(of part: Part) -> String? {
    let header = header(of: part)
    return header.first("content-id").flatMap { header.messageIDs(of: $0).first }
  }

  /// Content-Transfer-Encoding as declared, in lower case; nil when absent.
  package func declaredEncoding(of part: Part) -> String? {
    let header = header(of: part)
    return header.first("content-transfer-encoding").map { header.text(of: $0).lowercased() }
  }

  /// The body of a leaf after transfer decoding, with what was wrong with it. A part that has parts
  /// gives its body as it is.
  package func decode(_ part: Part) -> DecodedBody {
    let source = source(part.source)
    return decodeTransfer(
      source.span, part.bodyRange.positions, part.kind == .leaf ? part.encoding : .identity)
  }

  /// The body of a leaf after transfer decoding.
  package func decodedBody(of part: Part) -> [UInt8] { decode(part).bytes }

  /// The body of a leaf after transfer decoding, without a copy when it is not encoded.
  func withDecodedBody<Result>(
    of part: Part, _ use: (borrowing Span<UInt8>) -> Result
  ) -> Result {
    let isAsIs = part.kind != .leaf || part.encoding == .identity || part.encoding == .unknown
    guard isAsIs else { return use(decodedBody(of: part).span) }
    return use(source(part.source).span.extracting(part.bodyRange.positions))
  }

  /// The text of a part: transfer encoding and charset decoded, line ends as they are.
  package func text(of part: Part) -> DecodedText {
    let charset = contentType(of: part)["charset"]
    return withDecodedBody(of: part) { bytes in
      let isUndeclaredHTML = charset == nil && part.mediaType == .textHTML
      return decode(bytes, declared: isUndeclaredHTML ? htmlCharset(in: bytes) : charset)
    }
  }

  /// Decodes text of a body; without a declared charset that of the other parts is tried.
  func decode(_ bytes: borrowing Span<UInt8>, declared: String?) -> DecodedText {
    decodeText(bytes, declared: declared, hint: declared == nil ? charsetHint : nil)
  }

  /// What is wrong with the text and content of a part: charsets of its header and body, transfer
  /// encoding, embedded files. Decodes them to find out.
  package func contentDefects(of part: Part) -> [Defect] {
    headerTextDefects(of: part) + bodyDefects(of: part)
  }

  private func headerTextDefects(of part: Part) -> [Defect] {
    let header = header(of: part)
    var defects: [Defect] = []
    for field in header.fields {
      let text = header.decode(field)
      let offset = field.valueRange.lowerBound
      if text.isGuess { defects.append(Defect(.charsetGuessed, part: part.index, offset: offset)) }
      if text.isLossy { defects.append(Defect(.lossyText, part: part.index, offset: offset)) }
    }
    let parameters =
      contentType(of: part).parameters + (disposition(of: part)?.parameters ?? [])
    if parameters.contains(where: \.isLossy) {
      let offset = Int(part.headerRange.lowerBound)
      defects.append(Defect(.lossyText, part: part.index, offset: offset))
    }
    return defects
  }

  private func bodyDefects(of part: Part) -> [Defect] {
    guard part.kind == .leaf else { return [] }
    var kinds = decode(part).defects
    if part.mediaType.type == "text" {
      let text = text(of: part)
      if text.isGuess { kinds.append(.charsetGuessed) }
      if text.isLossy { kinds.append(.lossyText) }
    }
    if embeddedFiles(of: part).contains(where: { !$0.defects.isEmpty })
      || tnef(of: part)?.defects.isEmpty == false
    {
      kinds.append(.damagedEmbeddedFile)
    }
    return kinds.map { Defect($0, part: part.index, offset: Int(part.bodyRange.lowerBound)) }
  }

  /// The files between the lines of a text/plain part.
  func embeddedFiles(of part: Part) -> [EmbeddedFile] {
    guard part.kind == .leaf, part.mediaType == .textPlain else { return [] }
    return withDecodedBody(of: part) { body in
      Array((splitEmbeddedFiles(body)?.files ?? []).prefix(limits.embeddedFiles))
    }
  }

  /// The content of a winmail.dat part.
  func tnef(of part: Part) -> TNEF? {
    guard part.kind == .leaf, part.mediaType.type == "application" else { return nil }
    switch part.mediaType.subtype {
    case "ms-tnef", "vnd.ms-tnef": break
    case "octet-stream":
      guard fileName(of: part)?.lowercased().hasSuffix(".dat") == true else { return nil }
    default: return nil
    }
    return withDecodedBody(of: part) { TNEF($0) }
  }
}

extension Range<UInt32> {
  /// As positions in an array.
  package var positions: Range<Int> { Int(lowerBound)..<Int(upperBound) }
}
