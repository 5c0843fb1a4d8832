import Bytes
internal import Mail

/// What the start of an mbox reveals about the rest: its dialect, the form of its separators, and
/// how its lengths count.
///
/// Content-Length is used if most entries have it and it leads to a separator. Then a body with
/// unquoted "From " lines means mboxcl2, and one with only quoted lines means mboxcl; a sample with
/// neither is treated as mboxcl2, which makes no difference. Without Content-Length, mboxo and
/// mboxrd differ only in ">>From ", so mboxrd is assumed.
struct MboxEvidence: Equatable {
  private(set) var separators = MboxSeparators()
  private(set) var entries = 0
  /// Number of entries with a correct length, for each way of counting.
  private var trueLengths: [MboxLengths: Int] = [:]
  private(set) var hasQuotedLines = false
  private(set) var hasBareFrom = false

  init(_ bytes: Span<UInt8>, atEnd: Bool) {
    var start = MboxSeparators.firstLine(in: bytes, isMidLine: false, atEnd: atEnd).start
    if let first = start {
      separators.first = MboxFromLine.parse(bytes, first..<bytes.line(at: first).end).look
    }
    while let entry = start, entry < bytes.count, entries < Limits.sampleEntries {
      start = next(bytes, after: bytes.line(at: entry).next, atEnd: atEnd)
    }
  }

  var dialect: MboxDialect {
    let known = trueLengths[lengths] ?? 0
    guard known > 0, 2 * known >= entries else { return .mboxrd }
    return hasQuotedLines && !hasBareFrom ? .mboxcl : .mboxcl2
  }

  /// The way of counting that is correct most often; if there are several, the usual one.
  var lengths: MboxLengths {
    let most = trueLengths.values.max() ?? 0
    return MboxLengths.kinds.first { trueLengths[$0] == most } ?? MboxLengths()
  }

  /// Evaluates the message at `start`; returns the next separator.
  private mutating func next(_ bytes: Span<UInt8>, after start: Int, atEnd: Bool) -> Int? {
    if let found = announced(bytes, start, atEnd: atEnd) {
      var scan = MboxScan(from: found.headerEnd)
      scan.survey(bytes.extracting(0..<found.bodyEnd))
      hasQuotedLines = hasQuotedLines || scan.hasQuotedLines
      hasBareFrom = hasBareFrom || scan.hasBareFrom
      entries += 1
      return found.next
    }
    var scan = MboxScan(from: start)
    guard let next = scan.separator(in: bytes, separators, atEnd: atEnd) else {
      // An entry that the sample cuts off proves nothing, unless the sample is the whole file.
      if atEnd { entries += 1 }
      return nil
    }
    entries += 1
    return next
  }

  /// Tries all lengths of a message in all ways of counting.
  private mutating func announced(
    _ bytes: Span<UInt8>, _ start: Int, atEnd: Bool
  ) -> (headerEnd: Int, bodyEnd: Int, next: Int)? {
    guard let (headerEnd, lengths) = MboxLengths.announced(bytes, from: start) else { return nil }
    for length in lengths {
      var found: (headerEnd: Int, bodyEnd: Int, next: Int)?
      for kind in MboxLengths.kinds {
        guard let end = kind.end(of: length, from: headerEnd, in: bytes),
          let next = kind.landing(bytes, at: end, atEnd: atEnd, separators)
        else { continue }
        trueLengths[kind, default: 0] += 1
        found = found ?? (headerEnd, end, next)
      }
      if let found { return found }
    }
    return nil
  }
}
