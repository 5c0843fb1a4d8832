import Bytes

/// The words of text/enriched (RFC 1896), without commands; quotations are marked "> ".
func plainText(fromEnriched text: String) -> String {
  var renderer = EnrichedRenderer(isOlder: false)
  renderer.render(text.utf8.span)
  return String(decoding: renderer.output, as: UTF8.self)
}

/// The words of text/richtext (RFC 1341 section 7.1.3), in which line ends are blanks, and commands
/// represent line breaks and "<".
func plainText(fromRichText text: String) -> String {
  var renderer = EnrichedRenderer(isOlder: true)
  renderer.render(text.utf8.span)
  return String(decoding: renderer.output, as: UTF8.self)
}

private struct EnrichedRenderer {
  private let isOlder: Bool
  private(set) var output: [UInt8] = []
  /// Number of line ends in the source since the last text.
  private var lineEnds = 0
  /// Number of open commands whose text is hidden, keeps its lines, is verbatim, or is a quotation.
  private var hidden = 0
  private var unfilled = 0
  private var isVerbatim = false
  private var quotes = 0

  init(isOlder: Bool) { self.isOlder = isOlder }

  mutating func render(_ bytes: Span<UInt8>) {
    output.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == Byte.less, let end = command(bytes, at: index) {
        index = end
        continue
      }
      index += 1
      if byte == Byte.less, !isOlder, !isVerbatim, index < bytes.count, bytes[index] == Byte.less {
        index += 1
      }
      switch byte {
      case _ where hidden > 0, Byte.cr: break
      case Byte.lf: lineEnds += 1
      default: append(byte)
      }
    }
    endLines()
  }

  private mutating func append(_ byte: UInt8) {
    endLines()
    if output.isEmpty || output.last == Byte.lf {
      for _ in 0..<min(quotes, TextLimits.drawnQuoteDepth) { output += [Byte.greater, Byte.space] }
    }
    output.append(byte)
  }

  /// A single line end is a blank; of several, one is dropped (RFC 1896 section 2).
  private mutating func endLines() {
    let due = isOlder && unfilled == 0 ? min(lineEnds, 1) : lineEnds
    lineEnds = 0
    guard due > 0 else { return }
    if unfilled == 0, due == 1 {
      if let last = output.last, last != Byte.lf, last != Byte.space { output.append(Byte.space) }
    } else {
      breakLine(unfilled > 0 ? due : due - 1)
    }
  }

  private mutating func breakLine(_ count: Int) {
    while output.last == Byte.space { output.removeLast() }
    output += repeatElement(Byte.lf, count: count)
  }

  /// The end of the command at `start`; nil if there is none.
  private mutating func command(_ bytes: Span<UInt8>, at start: Int) -> Int? {
    let isEnd = start + 1 < bytes.count && bytes[start + 1] == Byte.slash
    let name = start + (isEnd ? 2 : 1)
    var end = name
    while end < bytes.count, end - name <= Reach.enrichedCommand, isPartOfName(bytes[end]) {
      end += 1
    }
    guard end > name, end < bytes.count, bytes[end] == Byte.greater else { return nil }
    let word = bytes.lowercasedString(name..<end)
    guard !isVerbatim || (isEnd && word == "verbatim") else { return nil }
    perform(word, isEnd: isEnd)
    return end + 1
  }

  private func isPartOfName(_ byte: UInt8) -> Bool {
    Byte.isLetter(byte) || Byte.isDigit(byte) || byte == Byte.dash
  }

  private mutating func perform(_ word: String, isEnd: Bool) {
    let change = isEnd ? -1 : 1
    switch word {
    case "param" where !isOlder, "comment" where isOlder: hidden = max(0, hidden + change)
    case "nofill", "verbatim":
      endLines()
      unfilled = max(0, unfilled + change)
      if word == "verbatim" { isVerbatim = !isEnd }
    case "excerpt":
      endLines()
      if !output.isEmpty, output.last != Byte.lf { breakLine(1) }
      quotes = max(0, quotes + change)
    case "lt" where isOlder && !isEnd: append(Byte.less)
    case "nl" where isOlder && !isEnd, "np" where isOlder && !isEnd:
      lineEnds = 0
      breakLine(1)
    case "paragraph" where isOlder && isEnd:
      lineEnds = 0
      breakLine(2)
    default: break
    }
  }
}
