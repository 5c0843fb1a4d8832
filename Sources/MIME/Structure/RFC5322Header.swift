import Bytes

/// What `StructureParser` needs to know about a header block.
struct ScannedHeader {
  var bodyStart: Int
  var fieldRange: Range<Int>
  var contentType: HeaderField?
  /// A second Content-Type field.
  var otherContentType: HeaderField?
  var transferEncoding: HeaderField?
}

// The header block of RFC 5322 section 2.2, and what is found instead.
extension StructureParser {
  /// Adds the fields of a header to `fields`.
  /// - Parameter isMessage: the header of a whole message, where an invalid first line is more
  ///   likely damage than the body of a part without header.
  mutating func scanHeader(
    from start: Int, part: Int, isMessage: Bool, in bytes: borrowing Span<UInt8>
  ) -> ScannedHeader {
    var scan = HeaderScan(part: part, start: start, firstField: fields.count)
    var position = start
    if isMessage {
      // Editors insert a byte order mark at the start, which is not part of a field name.
      if bytes.hasBytes(Self.byteOrderMark.span, at: start) { position += 3 }
      position = skipEmptyLines(from: position, part: part, in: bytes)
    }
    var bodyStart = walk.end
    while position < walk.end {
      let line = walk.lines.line(at: position, limit: walk.end, in: bytes)
      switch step(line, &scan, isMessage: isMessage, in: bytes) {
      case .next:
        position = line.next
        continue
      case .bodyAfter: bodyStart = line.next
      case .bodyHere: bodyStart = line.start
      }
      break
    }
    finish(&scan)
    return ScannedHeader(
      bodyStart: bodyStart, fieldRange: scan.firstField..<fields.count,
      contentType: scan.contentType, otherContentType: scan.otherContentType,
      transferEncoding: scan.transferEncoding)
  }

  private struct HeaderScan {
    let part: Int
    let start: Int
    let firstField: Int
    var open: (start: Int, nameLength: Int, valueStart: Int, end: Int)?
    var contentType: HeaderField?
    var otherContentType: HeaderField?
    var transferEncoding: HeaderField?
    var isPastLimit = false
    /// End of the lines of blanks that are known to be inside the header.
    var blanksEnd = 0
  }

  private enum Step { case next, bodyAfter, bodyHere }

  /// Processes one line of the header.
  private mutating func step(
    _ line: Line, _ scan: inout HeaderScan, isMessage: Bool, in bytes: borrowing Span<UInt8>
  ) -> Step {
    if line.isEmpty { return .bodyAfter }
    let first = bytes[line.start]
    if Byte.isBlank(first) { return stepFolded(line, &scan, isMessage: isMessage, in: bytes) }
    if first == Byte.dash, walk.openMultiparts > 0, delimiter(line, in: bytes) != nil {
      if scan.open != nil { note(.missingHeaderSeparator, part: scan.part, at: line.start) }
      return .bodyHere
    }
    if isUnfoldedParameter(line, scan, in: bytes) {
      scan.open?.end = line.end
      note(.invalidHeaderLine, part: scan.part, at: line.start)
      return .next
    }
    guard let nameEnd = fieldName(at: line.start, in: bytes) else {
      // A line like a delimiter begins the parts of a multipart whose empty line is missing.
      if scan.contentType != nil, bytes.hasBytes("--".utf8Array.span, at: line.start) {
        note(.missingHeaderSeparator, part: scan.part, at: line.start)
        return .bodyHere
      }
      return stepJunk(line, &scan, isMessage: isMessage, in: bytes)
    }
    begin(line, nameEnd: nameEnd, &scan, in: bytes)
    return .next
  }

  /// RFC 5322 section 2.2.3 requires folded lines to begin with white space, but parameters of long
  /// Content-Type fields are found at the start of the next line.
  private func isUnfoldedParameter(
    _ line: Line, _ scan: HeaderScan, in bytes: borrowing Span<UInt8>
  ) -> Bool {
    guard let open = scan.open, bytes[open.end - 1] == Byte.semicolon else { return false }
    var end = line.start
    while end < line.end, Byte.isToken(bytes[end]) { end += 1 }
    return end > line.start && end < line.end && bytes[end] == Byte.equals
  }

  private mutating func begin(
    _ line: Line, nameEnd: Int, _ scan: inout HeaderScan, in bytes: borrowing Span<UInt8>
  ) {
    finish(&scan)
    if line.start - scan.start > limits.headerBytes {
      if !scan.isPastLimit { note(.headerSizeLimit, part: scan.part, at: line.start) }
      scan.isPastLimit = true
    } else if fields.count >= limits.fields {
      if !scan.isPastLimit { note(.fieldLimit, part: scan.part, at: line.start) }
      scan.isPastLimit = true
    }
    guard !scan.isPastLimit else { return }
    var colon = nameEnd
    while bytes[colon] != Byte.colon { colon += 1 }
    scan.open = (line.start, nameEnd - line.start, colon + 1, line.end)
    let name = line.start..<nameEnd
    let isType = bytes.isEqual(name, lowercase: "content-type")
    let isEncoding = !isType && bytes.isEqual(name, lowercase: "content-transfer-encoding")
    guard isType || isEncoding else { return }
    // The end of the value is known only when the next field begins: `finish` sets it.
    let placeholder = HeaderField(
      start: UInt32(clamping: line.start), valueStart: 0, end: 0, nameLength: 0, sourceIndex: 0)
    if isType, scan.contentType == nil {
      scan.contentType = placeholder
    } else if isEncoding, scan.transferEncoding == nil {
      scan.transferEncoding = placeholder
    } else {
      note(.duplicateField, part: scan.part, at: line.start)
      if isType, scan.otherContentType == nil { scan.otherContentType = placeholder }
    }
  }

  private mutating func finish(_ scan: inout HeaderScan) {
    guard let open = scan.open else { return }
    let field = HeaderField(
      start: UInt32(clamping: open.start), valueStart: UInt32(clamping: open.valueStart),
      end: UInt32(clamping: max(open.end, open.valueStart)),
      nameLength: UInt16(clamping: open.nameLength), sourceIndex: UInt16(clamping: walk.source))
    fields.append(field)
    if scan.contentType?.start == field.start { scan.contentType = field }
    if scan.otherContentType?.start == field.start { scan.otherContentType = field }
    if scan.transferEncoding?.start == field.start { scan.transferEncoding = field }
    scan.open = nil
  }

  /// Processes a line that begins with white space.
  private mutating func stepFolded(
    _ line: Line, _ scan: inout HeaderScan, isMessage: Bool, in bytes: borrowing Span<UInt8>
  ) -> Step {
    let isWhite = bytes.trimmed(line.start..<line.end).isEmpty
    if !isWhite, scan.open != nil {
      scan.open?.end = line.end
      return .next
    }
    if scan.isPastLimit, !isWhite { return .next }
    if isWhite {
      if line.start < scan.blanksEnd { return .next }
      note(.whitespaceLineInHeader, part: scan.part, at: line.start)
      // RFC 5322 section 4.2 (obs-FWS) allows such lines inside a field; editors that add blanks to
      // empty lines turn the end of the header into one. The header continues only if a field or
      // fold follows.
      scan.blanksEnd = endOfBlankLines(from: line.next, in: bytes)
      return continuesHeader(at: scan.blanksEnd, in: bytes) ? .next : .bodyAfter
    }
    guard isMessage, continuesHeader(at: line.next, in: bytes) else {
      note(.missingHeaderSeparator, part: scan.part, at: line.start)
      return .bodyHere
    }
    note(.invalidHeaderLine, part: scan.part, at: line.start)
    // The first field of a message with white space before its name.
    var start = line.start
    while Byte.isBlank(bytes[start]) { start += 1 }
    if let nameEnd = fieldName(at: start, in: bytes) {
      begin(Line(start: start, end: line.end, next: line.next), nameEnd: nameEnd, &scan, in: bytes)
    }
    return .next
  }

  /// End of the lines that consist of white space, from `start` on. Empty lines do not count.
  private func endOfBlankLines(from start: Int, in bytes: borrowing Span<UInt8>) -> Int {
    var lines = walk.lines
    var position = start
    while position < walk.end, Byte.isBlank(bytes[position]) {
      let line = lines.line(at: position, limit: walk.end, in: bytes)
      guard bytes.trimmed(line.start..<line.end).isEmpty else { break }
      position = line.next
    }
    return position
  }

  /// Processes a line without a field name: damage inside the header, or the body without an empty
  /// line before it. The next line decides.
  private mutating func stepJunk(
    _ line: Line, _ scan: inout HeaderScan, isMessage: Bool, in bytes: borrowing Span<UInt8>
  ) -> Step {
    let isEnvelope =
      bytes.hasBytes(Self.envelope.span, at: line.start)
      || bytes.hasBytes(Self.quotedEnvelope.span, at: line.start)
    // Before the first field, a folded line proves nothing: texts without any header are indented,
    // too.
    let goesOn =
      (scan.open != nil
        ? continuesHeader(at: line.next, in: bytes)
        : line.next < walk.end && fieldName(at: line.next, in: bytes) != nil)
      || isFollowedByKnownField(line, in: bytes)
    if isEnvelope, isMessage || scan.open != nil, goesOn || scan.open != nil {
      note(.envelopeLineInHeader, part: scan.part, at: line.start)
      return .next
    }
    guard goesOn, isMessage || scan.open != nil else {
      note(.missingHeaderSeparator, part: scan.part, at: line.start)
      return .bodyHere
    }
    let nameArea = line.start..<min(line.end, line.start + Reach.damagedFieldName)
    if let colon = bytes.firstIndex(of: Byte.colon, in: nameArea), colon + 1 < line.end,
      bytes[colon + 1] != Byte.slash,
      bytes.firstIndex(of: Byte.equals, in: line.start..<colon) == nil
    {
      // RFC 5322 section 3.6.8 does not allow blanks or 8-bit bytes in a name.
      note(.invalidFieldName, part: scan.part, at: line.start)
      begin(line, nameEnd: colon, &scan, in: bytes)
    } else {
      note(.invalidHeaderLine, part: scan.part, at: line.start)
      if scan.open != nil { scan.open?.end = line.end }
    }
    return .next
  }

  /// Whether a well-known field begins a few lines later: gateways that strip white space leave
  /// several lines of one field without it (against RFC 5322 section 2.2.3).
  private func isFollowedByKnownField(_ line: Line, in bytes: borrowing Span<UInt8>) -> Bool {
    var lines = walk.lines
    var position = line.next
    for _ in 0..<Reach.unfoldedLines {
      guard position < walk.end else { return false }
      let next = lines.line(at: position, limit: walk.end, in: bytes)
      if next.isEmpty { return false }
      if let nameEnd = fieldName(at: position, in: bytes) {
        return isKnownField(position..<nameEnd, in: bytes)
      }
      position = next.next
    }
    return false
  }

  private func isKnownField(_ name: Range<Int>, in bytes: borrowing Span<UInt8>) -> Bool {
    let text = bytes.lowercasedString(name)
    return Self.knownFields.contains(text)
      || Self.knownPrefixes.contains { text.utf8.starts(with: $0.utf8) }
  }

  private static let knownPrefixes = ["x-", "content-", "list-", "arc-", "received", "resent-"]
  private static let knownFields: Set<String> = [
    "from", "to", "cc", "bcc", "sender", "reply-to", "subject", "date", "message-id",
    "in-reply-to", "references", "return-path", "delivered-to", "mime-version", "user-agent",
    "dkim-signature", "domainkey-signature", "authentication-results", "precedence",
    "auto-submitted", "thread-topic", "thread-index", "importance", "organization", "status",
    "mailing-list", "errors-to", "newsgroups", "lines", "comments", "keywords",
  ]
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  private static let envelope = "From ".utf8Array
  private static let quotedEnvelope = ">From ".utf8Array

  /// Whether a field or a folded line begins at `position`.
  private func continuesHeader(at position: Int, in bytes: borrowing Span<UInt8>) -> Bool {
    guard position < walk.end else { return false }
    if Byte.isBlank(bytes[position]) {
      var next = position
      while next < walk.end, Byte.isBlank(bytes[next]) { next += 1 }
      return next < walk.end && bytes[next] != Byte.lf && bytes[next] != Byte.cr
    }
    return fieldName(at: position, in: bytes) != nil
  }

  /// End of the name of the field at `start`; nil if there is none. Blanks before the colon are the
  /// obsolete syntax of RFC 5322 section 4.5.
  func fieldName(at start: Int, in bytes: borrowing Span<UInt8>) -> Int? {
    let limit = min(walk.end, start + Reach.fieldName)
    var end = start
    while end < limit, bytes[end] > 0x20, bytes[end] < 0x7F, bytes[end] != Byte.colon { end += 1 }
    guard end > start else { return nil }
    var colon = end
    while colon < limit, Byte.isBlank(bytes[colon]) { colon += 1 }
    guard colon < limit, bytes[colon] == Byte.colon else { return nil }
    // "http://…" begins a body that lost its empty line.
    if colon + 2 < limit, bytes[colon + 1] == Byte.slash, bytes[colon + 2] == Byte.slash {
      return nil
    }
    return end
  }

  /// Skips empty lines at the start of a message if a header follows.
  private mutating func skipEmptyLines(
    from start: Int, part: Int, in bytes: borrowing Span<UInt8>
  ) -> Int {
    var position = start
    for _ in 0..<Reach.emptyLines {
      guard position < walk.end, bytes[position] == Byte.cr || bytes[position] == Byte.lf else {
        break
      }
      position += 1
    }
    guard position > start, fieldName(at: position, in: bytes) != nil else { return start }
    note(.leadingEmptyLines, part: part, at: start)
    return position
  }
}
