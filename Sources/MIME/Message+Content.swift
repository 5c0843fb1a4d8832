import Bytes

// Content of single parts, decoded on demand.
extension Message {
  /// Content-Type with its parameters. `mediaType` is that of the part, including defaults.
  package func contentType(of part: Part) -> ContentType {
    contentType(of: part, hint: charsetHint)
  }

  /// - Parameter hint: for 8-bit values; evaluated only if there are some.
  func contentType(of part: Part, hint: @autoclosure () -> CharsetHint?) -> ContentType {
    let fields = header(of: part).all("content-type")
    // If there are two fields, use the one that the structure is based on.
    let field =
      fields.count < 2
      ? fields.first : fields.first { mediaType(in: $0) == part.mediaType } ?? fields.first
    return ContentType(
      mediaType: part.mediaType, parameters: field.map { parameters(of: $0, hint: hint()) } ?? [])
  }

  /// Nil without a Content-Disposition field.
  package func disposition(of part: Part) -> ContentDisposition? {
    guard let field = header(of: part).first("content-disposition") else { return nil }
    return ContentDisposition(
      type: mediaType(in: field)?.type ?? "",
      parameters: parameters(of: field, hint: charsetHint))
  }

  private func mediaType(in field: HeaderField) -> MediaType? {
    let source = source(field.source)
    return scanMediaType(decoded(field), in: source.span)?.mediaType
  }

  private func parameters(
    of field: HeaderField, hint: @autoclosure () -> CharsetHint?
  ) -> [Parameter] {
    let source = source(field.source)
    let usedHint = source.span.isASCII(decoded(field)) ? nil : hint()
    return MIME.parameters(
      parameterArea(of: field), limits: limits, hint: usedHint, in: source.span)
  }

  /// The text after the type in a Content-Type or Content-Disposition field.
  private func parameterArea(of field: HeaderField) -> Range<Int> {
    let value = decoded(field)
    let start = scanMediaType(value, in: source(field.source).span)?.end ?? value.lowerBound
    return start..<value.upperBound
  }

  /// Whether the field has more parameters than the limit allows.
  func hasCutParameters(_ field: HeaderField) -> Bool {
    rawParameters(parameterArea(of: field), limits: limits, in: source(field.source).span).isCut
  }

  /// The file name of RFC 2183 section 2.3, or else the name parameter of Content-Type. May hold
  /// anything, including path separators.
  package func fileName(of part: Part) -> String? {
    if let name = disposition(of: part)?["filename"], !name.isEmpty { return name }
    guard mayHaveName(part), let name = contentType(of: part)["name"], !name.isEmpty else {
      return nil
    }
    return name
  }

  /// Whether the word "name" is in a Content-Type field at all. Most texts have a charset alone, and
  /// finding that out costs less than reading the parameters.
  private func mayHaveName(_ part: Part) -> Bool {
    header(of: part).all("content-type").contains { field in
      let source = source(field.source)
      return decoded(field).contains { source.span.hasName("name", at: $0) }
    }
  }

  /// Content-ID (RFC 2045 section 7) without angle brackets.
  package func contentID(of part: Part) -> String? {
    let header = header(of: part)
    return header.first("content-id").flatMap { header.messageIDs(of: $0).first }
  }

  /// Content-Transfer-Encoding as declared, in lower case; nil if absent.
  package func declaredEncoding(of part: Part) -> String? {
    let header = header(of: part)
    return header.first("content-transfer-encoding").map { header.text(of: $0).lowercased() }
  }

  /// The body of a leaf or a message inside after transfer decoding, with the defects found. The
  /// body of a multipart is returned unchanged.
  package func decode(_ part: Part) -> DecodedBody {
    if part.kind == .message, let inside = openedSource(of: part) {
      return DecodedBody(bytes: source(inside), defects: [])
    }
    let source = source(part.source)
    return decodeTransfer(
      source.span, part.bodyRange.positions, encoding(of: part),
      isText: part.mediaType.type == "text")
  }

  /// The source of the parts below a part whose body was decoded to find them.
  private func openedSource(of part: Part) -> Int? {
    let inside = part.index + 1
    guard part.kind != .leaf, inside < part.subtreeEnd, inside < parts.count,
      parts[inside].source != part.source
    else { return nil }
    return parts[inside].source
  }

  /// Whether the body was decoded to find the parts below.
  package func isOpened(_ part: Part) -> Bool { openedSource(of: part) != nil }

  /// The encoding of a leaf's body: the one in its header, or base64 for a text in base64 whose header
  /// declares none or quoted-printable, which base64 is as well.
  private func encoding(of part: Part) -> TransferEncoding {
    guard part.kind == .leaf else { return .identity }
    let isMarkup = part.mediaType == .textHTML
    guard part.encoding == .identity || part.encoding == .quotedPrintable,
      isMarkup || part.mediaType == .textPlain
    else { return part.encoding }
    let source = source(part.source)
    return isUnmarkedBase64(source.span, part.bodyRange.positions, isMarkup: isMarkup)
      ? .base64 : part.encoding
  }

  /// The body of a leaf after transfer decoding.
  package func decodedBody(of part: Part) -> [UInt8] { decode(part).bytes }

  /// Number of bytes of a leaf's body after transfer decoding.
  func decodedSize(of part: Part) -> Int {
    guard encoding(of: part) == .base64 else { return withDecodedBody(of: part) { $0.count } }
    return base64Size(
      source(part.source).span, part.bodyRange.positions,
      keepsText: part.mediaType.type == "text")
  }

  /// The body of a leaf after transfer decoding; not copied if it is not encoded.
  func withDecodedBody<Result>(
    of part: Part, _ use: (borrowing Span<UInt8>) -> Result
  ) -> Result {
    if part.kind == .message, let inside = openedSource(of: part) {
      return use(source(inside).span)
    }
    let encoding = encoding(of: part)
    guard encoding == .identity || encoding == .unknown else {
      return use(decodedBody(of: part).span)
    }
    return use(source(part.source).span.extracting(part.bodyRange.positions))
  }

  /// At least the first `count` bytes of a leaf's body after transfer decoding, if it has that
  /// many; a large body is not decoded completely.
  func withBeginning<Result>(
    of part: Part, _ count: Int, _ use: (borrowing Span<UInt8>) -> Result
  ) -> Result {
    // Quoted-printable uses up to three bytes for one.
    let (raw, overflow) = count.multipliedReportingOverflow(by: 4)
    let range = part.bodyRange.positions
    guard part.kind == .leaf, !overflow, range.count > raw else {
      return withDecodedBody(of: part, use)
    }
    let encoding = encoding(of: part)
    guard encoding == .base64 || encoding == .quotedPrintable else {
      return withDecodedBody(of: part, use)
    }
    let beginning = range.lowerBound..<range.lowerBound + raw
    return use(decodeTransfer(source(part.source).span, beginning, encoding).bytes.span)
  }

  /// The text of a part: transfer encoding and charset decoded, line ends unchanged.
  package func text(of part: Part) -> DecodedText {
    let charset = contentType(of: part)["charset"]
    return withDecodedBody(of: part) { bytes in
      guard textForm(of: part) == .html, charset.map({ Charset.named($0) == nil }) ?? true,
        let inside = htmlCharset(in: bytes)
      else { return decode(bytes, declared: charset) }
      return decode(bytes, declared: inside)
    }
  }

  /// Decodes text of a body; without a usable charset, the rest of the message provides a hint.
  func decode(_ bytes: borrowing Span<UInt8>, declared: String?) -> DecodedText {
    decodeText(bytes, declared: declared, hint: charsetHint)
  }

  /// The files between the lines of a plain text.
  func embeddedFiles(of part: Part) -> LimitedList<EmbeddedFile> {
    guard isPlainText(part), mayEmbedFiles(part) else { return LimitedList(limit: 0) }
    return withDecodedBody(of: part) { body in
      splitEmbeddedFiles(body, limit: limits.embeddedFiles)?.files ?? LimitedList(limit: 0)
    }
  }

  /// Determines from the raw body whether decoding it may reveal files. The first lines of uuencode
  /// and yEnc are readable in quoted-printable; in base64 nothing is.
  private func mayEmbedFiles(_ part: Part) -> Bool {
    guard part.encoding == .quotedPrintable else { return true }
    let source = source(part.source)
    return source.span.firstIndex(of: "begin ".utf8Array.span, in: part.bodyRange.positions) != nil
  }

  /// Whether the lines of the text are read unchanged, possibly with files between them.
  func isPlainText(_ part: Part) -> Bool {
    part.kind == .leaf && part.mediaType.type == "text" && textForm(of: part) == .plain
  }

  /// The content of a winmail.dat part.
  func tnef(of part: Part) -> TNEFContent? {
    guard part.kind == .leaf, part.mediaType.type == "application" else { return nil }
    switch part.mediaType.subtype {
    case "ms-tnef", "vnd.ms-tnef": break
    case "octet-stream":
      guard fileName(of: part)?.lowercased().hasSuffix(".dat") == true else { return nil }
    default: return nil
    }
    return withDecodedBody(of: part) { TNEFContent($0, limits: limits) }
  }
}

extension Range<UInt32> {
  /// As indices into an array.
  package var positions: Range<Int> { Int(lowerBound)..<Int(upperBound) }
}
