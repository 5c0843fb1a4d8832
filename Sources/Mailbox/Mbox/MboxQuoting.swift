/// ">From" quoting, undone and done. Works on runs between quoted lines, so that its cost is that of
/// finding the line ends.
enum MboxQuoting {
  /// Takes one ">" from each line that the dialect quoted.
  static func undo(_ bytes: Span<UInt8>, _ range: Range<Int>, _ dialect: MboxDialect) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(range.count)
    var copied = range.lowerBound
    var start = range.lowerBound
    while start < range.upperBound {
      if bytes[start] == UInt8(ascii: ">"), let depth = MboxGrammar.quoteDepth(bytes, start),
        dialect != .mboxo || depth == 1
      {
        result.append(bytes.extracting(copied..<start))
        copied = start + 1
      }
      start =
        bytes.firstIndex(of: lineFeed, from: start, to: range.upperBound).map { $0 + 1 }
        ?? range.upperBound
    }
    result.append(bytes.extracting(copied..<range.upperBound))
    return result
  }

  /// Starts of the lines that need one more ">", and whether undoing gives the message again.
  static func linesToQuote(
    _ bytes: Span<UInt8>, _ dialect: MboxDialect
  ) -> (starts: [Int], reversible: Bool) {
    guard dialect.quotes else { return ([], true) }
    var starts: [Int] = []
    var reversible = true
    var start = 0
    while start < bytes.count {
      let first = bytes[start]
      if first == UInt8(ascii: "F") || first == UInt8(ascii: ">"),
        let depth = MboxGrammar.quoteDepth(bytes, start)
      {
        if depth == 0 || dialect != .mboxo { starts.append(start) }
        if depth == 1, dialect == .mboxo { reversible = false }
      }
      guard let feed = bytes.firstIndex(of: lineFeed, from: start) else { break }
      start = feed + 1
    }
    return (starts, reversible)
  }
}
