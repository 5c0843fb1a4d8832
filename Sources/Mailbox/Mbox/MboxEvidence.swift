import Bytes

/// Which dialect the start of an mbox speaks.
///
/// Content-Length counts when most entries have it and it leads to a separator. Then a body with
/// unquoted "From " lines tells mboxcl2 and one with quoted ones alone tells mboxcl; a sample with
/// neither is taken for mboxcl2, which changes nothing. Without Content-Length, mboxo and mboxrd
/// look the same but for ">>From ", and differ in nothing else: mboxrd is the answer.
struct MboxEvidence: Equatable {
  private(set) var entries = 0
  private(set) var trueLengths = 0
  private(set) var hasQuotedLines = false
  private(set) var hasBareFrom = false

  init(_ bytes: Span<UInt8>, atEnd: Bool) {
    var start = MboxGrammar.firstSeparator(in: bytes, isMidLine: false, atEnd: atEnd).start
    while let entry = start, entry < bytes.count, entries < Limits.sampleEntries {
      start = next(bytes, after: bytes.line(at: entry).next, atEnd: atEnd)
    }
  }

  var dialect: MboxDialect {
    guard trueLengths > 0, 2 * trueLengths >= entries else { return .mboxrd }
    return hasQuotedLines && !hasBareFrom ? .mboxcl : .mboxcl2
  }

  /// Takes account of the message at `start`; gives the next separator.
  private mutating func next(_ bytes: Span<UInt8>, after start: Int, atEnd: Bool) -> Int? {
    if let (headerEnd, length) = MboxGrammar.announcedBody(bytes, from: start),
      length <= bytes.count - headerEnd,
      let next = MboxGrammar.landing(bytes, at: headerEnd + length, atEnd: atEnd)
    {
      var scan = MboxScan(from: headerEnd)
      scan.survey(bytes.extracting(0..<(headerEnd + length)))
      hasQuotedLines = hasQuotedLines || scan.hasQuotedLines
      hasBareFrom = hasBareFrom || scan.hasBareFrom
      trueLengths += 1
      entries += 1
      return next
    }
    var scan = MboxScan(from: start)
    guard let next = scan.separator(in: bytes, atEnd: atEnd) else {
      // Cut off by the sample's end, so it proves nothing, unless this is all there is.
      if atEnd { entries += 1 }
      return nil
    }
    entries += 1
    return next
  }
}
