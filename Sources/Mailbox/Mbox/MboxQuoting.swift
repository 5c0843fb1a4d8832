import Bytes
import Files
internal import Mail

/// Adds and removes ">From" quoting. Copies the runs between quoted lines, so that the cost is that
/// of finding line ends.
///
/// A `depth` is the number of ">" at the beginning of a line that was cut off before the given
/// bytes; nil if that line began with something else.
enum MboxQuoting {
  /// Removes one ">" from each line that the dialect quoted.
  static func undo(_ bytes: MessageBytes, _ dialect: MboxDialect) throws(MailboxError)
    -> MessageBytes
  {
    try bytes.made { (made) throws(MailboxError) in
      try bytes.forEachQuotable { (bytes, depth) throws(MailboxError) in
        let undone = undo(bytes, 0..<bytes.count, dialect, depth)
        try made.add(undone.span)
      }
    }
  }

  static func undo(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ dialect: MboxDialect, _ depth: Int? = 0
  ) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(range.count)
    var copied = range.lowerBound
    forEachQuoted(bytes, range, depth) { start, depth in
      if depth > 0, dialect != .mboxo || depth == 1 {
        result.append(bytes.extracting(copied..<start))
        copied = start + 1
      }
    }
    result.append(bytes.extracting(copied..<range.upperBound))
    return result
  }

  /// Starts of the lines that need one more ">", and whether unquoting restores the message.
  static func linesToQuote(
    _ bytes: Span<UInt8>, _ dialect: MboxDialect, _ depth: Int? = 0
  ) -> (starts: [Int], reversible: Bool) {
    guard dialect.quotes else { return ([], true) }
    var starts: [Int] = []
    var reversible = true
    forEachQuoted(bytes, 0..<bytes.count, depth) { start, depth in
      if depth == 0 || dialect != .mboxo { starts.append(start) }
      if depth == 1, dialect == .mboxo { reversible = false }
    }
    return (starts, reversible)
  }

  /// Where a stretch that others follow can be cut, and the depth of what follows. A possible
  /// beginning of "From " is kept together, with one ">" to remove.
  static func cut(_ bytes: Span<UInt8>, _ depth: Int?) -> (end: Int, depth: Int?) {
    var start = bytes.count
    while start > 0, bytes[start - 1] != Byte.lf { start -= 1 }
    guard let before = start > 0 ? 0 : depth else { return (bytes.count, nil) }
    var from = start
    while from < bytes.count, bytes[from] == UInt8(ascii: ">") { from += 1 }
    let rest = bytes.array(from..<bytes.count)
    guard rest.count < 5, "From ".utf8.starts(with: rest) else { return (bytes.count, nil) }
    let end = from > start ? from - 1 : from
    return (end, before + end - start)
  }

  /// Calls `body` with the start of each line that is "From " after any number of ">", and with
  /// that number.
  private static func forEachQuoted(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ depth: Int?,
    _ body: (_ start: Int, _ depth: Int) -> Void
  ) {
    var start = range.lowerBound
    var before = depth
    while start < range.upperBound {
      let first = bytes[start]
      if let before, first == UInt8(ascii: "F") || first == UInt8(ascii: ">"),
        let found = MboxGrammar.quoteDepth(bytes, start)
      {
        body(start, before + found)
      }
      before = 0
      guard let feed = bytes.firstIndex(of: Byte.lf, in: start..<range.upperBound) else {
        return
      }
      start = feed + 1
    }
  }
}
