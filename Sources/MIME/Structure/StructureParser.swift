import Bytes

/// Builds the part tree of RFC 2046 in one pass over the lines of a message.
///
/// Parts that are open at the current position form a stack of frames; a line that begins with "--"
/// is compared with the boundaries on it. The stack is no deeper than `Limits.nesting`, so the work
/// per line is limited and the total is linear.
struct StructureParser {
  let limits: Limits
  var parts: [Part] = []
  var fields: [HeaderField] = []
  var defects: DefectList
  var decodedSources: [[UInt8]] = []
  var envelopeEnd = 0
  var walk: Walk
  private var guesses = 0
  /// Number of bytes that may still be decompressed.
  private var inflatable: Int

  /// A part that is open at the current position.
  struct Frame {
    enum Progress { case preamble, parts, epilogue }

    let part: Int
    let bodyStart: Int
    /// With the two dashes at the start; empty for a part that is not a multipart.
    var boundary: [UInt8] = []
    var progress = Progress.preamble
    var epilogueStart = 0
    var opening = Opening.inPlace
  }

  /// How the body of a part becomes parts of its own.
  enum Opening {
    /// Where it is, without decoding.
    case inPlace
    /// When its transfer encoding is decoded.
    case decoded
    /// The same for a file that may be a message.
    case file
    /// A message part in a Cryptographic Message Syntax.
    case cms
  }

  /// The state of parsing one source, or a region of it.
  struct Walk {
    let source: Int
    let end: Int
    var encodedNesting = 0
    var lines: LineScanner
    var frames: [Frame] = []
    var openMultiparts = 0
    var position = 0
    /// A limit was reached: no further parts are opened.
    var isStopped = false
  }

  init(limits: Limits) {
    self.limits = limits
    self.inflatable = limits.inflatedBytes
    self.defects = DefectList(limit: limits.defects)
    self.walk = Walk(source: 0, end: 0, lines: LineScanner(hasBareCR: false))
    fields.reserveCapacity(Reach.usualFields)
  }

  mutating func parse(_ bytes: borrowing Span<UInt8>) {
    let end = min(bytes.count, Int(UInt32.max))
    let bareCR = bytes.firstBareCR
    walk = Walk(source: 0, end: end, lines: LineScanner(hasBareCR: bareCR != nil))
    // "From :" is a field of the obsolete syntax.
    if bytes.hasBytes("From ".utf8Array.span, at: 0), fieldName(at: 0, in: bytes) == nil {
      envelopeEnd = walk.lines.line(at: 0, limit: end, in: bytes).next
    }
    openPart(at: envelopeEnd, parent: nil, default: .textPlain, in: bytes)
    if let bareCR { note(.bareCR, part: 0, at: bareCR) }
    if end < bytes.count { note(.messageSizeLimit, part: 0, at: end) }
    run(bytes)
  }

  mutating func note(_ kind: Defect.Kind, part: Int, at offset: Int) {
    defects.note(kind, part: part, at: offset)
  }

  private mutating func run(_ bytes: borrowing Span<UInt8>) {
    while walk.openMultiparts > 0, !walk.isStopped, let delimiter = nextDelimiter(bytes) {
      cross(delimiter, in: bytes)
    }
    close(downTo: 0, at: walk.end, in: bytes)
  }

  /// Handles a delimiter line: ends the part before it and begins the next.
  private mutating func cross(_ delimiter: Delimiter, in bytes: borrowing Span<UInt8>) {
    let frame = walk.frames[delimiter.frame]
    let end = contentEnd(before: delimiter.line.start, notBelow: frame.bodyStart, in: bytes)
    close(downTo: delimiter.frame + 1, at: end, in: bytes)
    if !delimiter.isExact { note(.malformedDelimiter, part: frame.part, at: delimiter.line.start) }
    if frame.progress == .preamble, parts[frame.part].source == walk.source {
      parts[frame.part].preambleRange = range(frame.bodyStart, end)
    }
    walk.position = delimiter.line.next
    guard !delimiter.isClose else {
      walk.frames[delimiter.frame].progress = .epilogue
      walk.frames[delimiter.frame].epilogueStart = delimiter.line.next
      return
    }
    // RFC 2046 section 5.1.1 ends the multipart with its close-delimiter, but mailers that append
    // parts to finished messages write them after it.
    if frame.progress == .epilogue {
      note(.partAfterClose, part: frame.part, at: delimiter.line.start)
    }
    walk.frames[delimiter.frame].progress = .parts
    let isDigest = parts[frame.part].mediaType.subtype == "digest"
    openPart(
      at: delimiter.line.next, parent: frame.part, default: isDigest ? .messageRFC822 : .textPlain,
      in: bytes)
  }

  /// Begins a part, and the messages that it consists of.
  private mutating func openPart(
    at start: Int, parent: Int?, default defaultType: MediaType, in bytes: borrowing Span<UInt8>
  ) {
    var start = start
    var parent = parent
    var defaultType = defaultType
    var isMessage = parent == nil || walk.frames.isEmpty
    while true {
      guard parts.count < max(1, limits.parts) else {
        note(.partLimit, part: parent ?? 0, at: start)
        walk.isStopped = true
        return
      }
      let index = parts.count
      let depth = parent.map { parts[$0].depth + 1 } ?? 0
      let scanned = scanHeader(from: start, part: index, isMessage: isMessage, in: bytes)
      var place = 1
      if let parent {
        parts[parent].childCount += 1
        place = parts[parent].childCount
      }
      var part = Part(
        index: index, parent: parent, place: place, depth: depth, source: walk.source,
        subtreeEnd: index + 1,
        headerRange: range(start, scanned.bodyStart),
        bodyRange: range(scanned.bodyStart, scanned.bodyStart),
        preambleRange: range(scanned.bodyStart, scanned.bodyStart),
        epilogueRange: range(scanned.bodyStart, scanned.bodyStart), fieldRange: scanned.fieldRange)
      part.mediaType = defaultType
      var frame = Frame(part: index, bodyStart: scanned.bodyStart)
      describe(&part, &frame, scanned, in: bytes)
      parts.append(part)
      walk.frames.append(frame)
      walk.position = scanned.bodyStart
      if !frame.boundary.isEmpty { walk.openMultiparts += 1 }
      guard part.kind == .message, frame.opening == .inPlace else { return }
      start = scanned.bodyStart
      parent = index
      defaultType = .textPlain
      isMessage = true
    }
  }

  /// Reads the fields that determine the structure.
  private mutating func describe(
    _ part: inout Part, _ frame: inout Frame, _ scanned: ScannedHeader,
    in bytes: borrowing Span<UInt8>
  ) {
    var parameterArea = frame.bodyStart..<frame.bodyStart
    if let field = scanned.contentType {
      if let (mediaType, area) = effectiveType(field, scanned.otherContentType, in: bytes) {
        part.mediaType = mediaType
        parameterArea = area
      } else {
        // RFC 2045 section 5.2: an unreadable value counts as text/plain.
        note(.invalidContentType, part: part.index, at: field.valueRange.lowerBound)
      }
    }
    if let field = scanned.transferEncoding {
      part.encoding = scanTransferEncoding(field.valueRange, in: bytes)
      if part.encoding == .unknown {
        note(.unknownTransferEncoding, part: part.index, at: field.valueRange.lowerBound)
      }
    }
    let isMultipart = part.mediaType.type == "multipart"
    guard
      isMultipart || part.mediaType.isMessage
        || isFirstFragment(part.mediaType, parameters: parameterArea, in: bytes)
    else {
      frame.opening = opening(of: part, scanned, parameters: parameterArea, in: bytes)
      if frame.opening != .inPlace { openFile(&part, &frame, in: bytes) }
      return
    }
    guard part.depth < limits.nesting else {
      note(.nestingLimit, part: part.index, at: frame.bodyStart)
      return
    }
    if isMultipart {
      part.kind = .multipart
      let boundary = boundary(inParameters: parameterArea, limits: limits, in: bytes)
      if boundary.isEmpty {
        note(.missingBoundary, part: part.index, at: frame.bodyStart)
      } else if boundary.count > limits.boundaryBytes {
        note(.boundarySizeLimit, part: part.index, at: frame.bodyStart)
      } else {
        frame.boundary = delimiterStart + boundary
      }
    } else {
      part.kind = .message
      openEncoded(&part, &frame, in: bytes)
    }
  }

  /// The first fragment of a message begins with its header (RFC 2046 section 5.2.2.1); the others
  /// are pieces of its body.
  private func isFirstFragment(
    _ mediaType: MediaType, parameters area: Range<Int>, in bytes: borrowing Span<UInt8>
  ) -> Bool {
    guard mediaType == .messagePartial else { return false }
    return PartialMessage(parameters(area, limits: limits, hint: nil, in: bytes)).number == 1
  }

  /// The first Content-Type field counts, but if one of two is a multipart, that one does: parts
  /// that are not parsed cannot be found (RFC 2045 section 3 allows one field).
  private func effectiveType(
    _ field: HeaderField, _ other: HeaderField?, in bytes: borrowing Span<UInt8>
  ) -> (MediaType, Range<Int>)? {
    let first = scanMediaType(field.valueRange, in: bytes)
    if let other, first?.mediaType.type != "multipart",
      let second = scanMediaType(other.valueRange, in: bytes),
      first == nil || second.mediaType.type == "multipart"
    {
      return (second.mediaType, second.end..<other.valueRange.upperBound)
    }
    return first.map { ($0.mediaType, $0.end..<field.valueRange.upperBound) }
  }

  /// Decides whether a message must be decoded first. RFC 2045 section 6.4 forbids encodings on
  /// messages, so the declaration may be false: a body that begins with a header field is not
  /// base64.
  private mutating func openEncoded(
    _ part: inout Part, _ frame: inout Frame, in bytes: borrowing Span<UInt8>
  ) {
    switch part.encoding {
    case .identity, .unknown: return
    case .base64, .uuencode:
      guard fieldName(at: frame.bodyStart, in: bytes) == nil else {
        note(.encodedComposite, part: part.index, at: frame.bodyStart)
        part.encoding = .identity
        return
      }
    case .quotedPrintable: break
    }
    note(.encodedComposite, part: part.index, at: frame.bodyStart)
    guard walk.encodedNesting < limits.encodedNesting else {
      note(.encodedNestingLimit, part: part.index, at: frame.bodyStart)
      part.kind = .leaf
      return
    }
    frame.opening = .decoded
  }

  /// Prepares a file that may hold a message. Whether it does is known when its body is.
  private mutating func openFile(
    _ part: inout Part, _ frame: inout Frame, in bytes: borrowing Span<UInt8>
  ) {
    guard part.depth < limits.nesting else {
      note(.nestingLimit, part: part.index, at: frame.bodyStart)
      frame.opening = .inPlace
      return
    }
    if frame.opening == .file, part.encoding == .identity || part.encoding == .unknown {
      frame.opening = .inPlace
      if beginsLikeMessage(bytes, at: frame.bodyStart) { part.kind = .message }
    } else if walk.encodedNesting >= limits.encodedNesting {
      note(.encodedNestingLimit, part: part.index, at: frame.bodyStart)
      frame.opening = .inPlace
    }
  }

  /// Ends the frames above `count`; their bodies end at `end`.
  private mutating func close(downTo count: Int, at end: Int, in bytes: borrowing Span<UInt8>) {
    var end = end
    while walk.frames.count > count, let frame = walk.frames.popLast() {
      // The line end before a delimiter may be the one that ends the header of an empty part.
      end = max(end, frame.bodyStart)
      let isOwnSource = parts[frame.part].source == walk.source
      if isOwnSource { parts[frame.part].bodyRange = range(frame.bodyStart, end) }
      if !frame.boundary.isEmpty { walk.openMultiparts -= 1 }
      if parts[frame.part].kind == .multipart {
        switch frame.progress {
        case .preamble: recover(frame, end: end, in: bytes)
        case .parts: note(.unclosedMultipart, part: frame.part, at: end)
        case .epilogue:
          if isOwnSource { endEpilogue(frame, at: end, in: bytes) }
        }
      } else if frame.opening != .inPlace {
        openDecoded(frame, body: frame.bodyStart..<end, in: bytes)
      }
      parts[frame.part].subtreeEnd = parts.count
    }
  }

  /// Records the epilogue: mailing lists append their text after the close-delimiter.
  private mutating func endEpilogue(_ frame: Frame, at end: Int, in bytes: borrowing Span<UInt8>) {
    let epilogue = min(frame.epilogueStart, end)..<end
    parts[frame.part].epilogueRange = range(epilogue.lowerBound, epilogue.upperBound)
    let text = bytes.trimmed(epilogue)
    if !text.isEmpty { note(.textAfterClose, part: frame.part, at: text.lowerBound) }
  }

  /// Handles a multipart that ended without any delimiter: its body may be encoded against RFC 2045
  /// section 6.4, use a boundary other than the declared one, or not be a multipart at all.
  private mutating func recover(_ frame: Frame, end: Int, in bytes: borrowing Span<UInt8>) {
    let body = frame.bodyStart..<end
    if !frame.boundary.isEmpty { note(.boundaryNotFound, part: frame.part, at: frame.bodyStart) }
    let encoding = parts[frame.part].encoding
    if encoding != .identity, encoding != .unknown, !frame.boundary.isEmpty,
      parts[frame.part].source == walk.source
    {
      note(.encodedComposite, part: frame.part, at: frame.bodyStart)
      if walk.encodedNesting < limits.encodedNesting {
        openDecoded(frame, body: body, in: bytes)
        return
      }
      note(.encodedNestingLimit, part: frame.part, at: frame.bodyStart)
    }
    parts[frame.part].kind = .leaf
    guard !body.isEmpty, let guess = guessBoundary(in: body, bytes) else { return }
    guard guesses < limits.guessedBoundaries else {
      note(.guessLimit, part: frame.part, at: frame.bodyStart)
      return
    }
    guesses += 1
    note(.guessedBoundary, part: frame.part, at: frame.bodyStart)
    parts[frame.part].kind = .multipart
    let outer = walk
    walk = Walk(
      source: outer.source, end: end, encodedNesting: outer.encodedNesting,
      lines: LineScanner(hasBareCR: bytes.firstBareCR != nil))
    walk.frames = [Frame(part: frame.part, bodyStart: frame.bodyStart, boundary: guess)]
    walk.openMultiparts = 1
    walk.position = frame.bodyStart
    run(bytes)
    walk = outer
  }

  /// Decodes the body of a message, a multipart or a file and parses the result.
  private mutating func openDecoded(
    _ frame: Frame, body: Range<Int>, in bytes: borrowing Span<UInt8>
  ) {
    // The limit of `HeaderField.sourceIndex`.
    guard decodedSources.count < Int(UInt16.max) - 1 else {
      note(.partLimit, part: frame.part, at: body.lowerBound)
      return
    }
    var decoded = decodeTransfer(bytes, body, parts[frame.part].encoding).bytes
    switch frame.opening {
    case .inPlace, .decoded: break
    case .file:
      guard beginsLikeMessage(decoded.span, at: 0) else { return }
      parts[frame.part].kind = .message
    case .cms:
      guard let content = unwrapped(decoded.span, frame) else { return }
      decoded = content
      parts[frame.part].kind = .multipart
    }
    decodedSources.append(decoded)
    let outer = walk
    walk = Walk(
      source: decodedSources.count, end: decoded.count, encodedNesting: outer.encodedNesting + 1,
      lines: LineScanner(hasBareCR: decoded.span.firstBareCR != nil))
    if frame.boundary.isEmpty {
      openPart(at: 0, parent: frame.part, default: .textPlain, in: decoded.span)
    } else {
      walk.frames = [Frame(part: frame.part, bodyStart: 0, boundary: frame.boundary)]
      walk.openMultiparts = 1
    }
    run(decoded.span)
    walk = outer
  }

  /// The message part in a Cryptographic Message Syntax; nil if it cannot be read, or is a file.
  private mutating func unwrapped(_ bytes: Span<UInt8>, _ frame: Frame) -> [UInt8]? {
    guard let content = CMSContent(bytes, inflatable: inflatable), let entity = content.bytes else {
      return nil
    }
    if content.layers.contains(.compressed) { inflatable -= min(inflatable, entity.count) }
    if content.isCut { note(.inflatedSizeLimit, part: frame.part, at: frame.bodyStart) }
    return beginsLikeMessage(entity.span, at: 0) ? entity : nil
  }

  func range(_ start: Int, _ end: Int) -> Range<UInt32> {
    UInt32(clamping: start)..<UInt32(clamping: max(start, end))
  }
}

extension String {
  var utf8Array: [UInt8] { Array(utf8) }
}

extension MediaType {
  /// Contains a whole message: RFC 2046 section 5.2.1, RFC 6532 section 3.7, RFC 5537 section 3.
  var isMessage: Bool {
    type == "message" && (subtype == "rfc822" || subtype == "global" || subtype == "news")
  }
}
