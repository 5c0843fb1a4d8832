/// The text of a Rich Text Format document, without its layout.
///
/// For a document that wraps HTML (MS-OXRTFEX), the text of the HTML.
package func plainText(fromRTF bytes: Span<UInt8>) -> String {
  var reader = RTFReader()
  reader.read(bytes)
  return reader.isHTML ? plainText(fromHTML: reader.text) : reader.text
}

/// Reads RTF 1.9 control words, groups and text in one pass.
private struct RTFReader {
  /// State that a group inherits and restores.
  private struct Group {
    /// Fonts, colours, pictures and other destinations that are not text.
    var isSkipped = false
    /// Number of replacement characters after "\u".
    var fallbackLength = 1
    /// Inside "\htmlrtf": for readers of RTF only.
    var isForRTFOnly = false
  }

  var text = ""
  var isHTML = false
  private var group = Group()
  private var groups: [Group] = []
  private var codePage = 1252
  /// Characters in the document's code page that have not been decoded yet.
  private var pending: [UInt8] = []
  /// Number of replacement characters still to be skipped.
  private var fallback = 0
  /// First half of a surrogate pair.
  private var highSurrogate: UInt32?

  mutating func read(_ bytes: Span<UInt8>) {
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "{"):
        groups.append(group)
      case UInt8(ascii: "}"):
        flush()
        group = groups.popLast() ?? Group()
      case UInt8(ascii: "\\"):
        index = control(bytes, at: index)
      case 0x0A, 0x0D, 0:
        break
      default:
        append(byte)
      }
    }
    flush()
  }

  private mutating func append(_ byte: UInt8) {
    if fallback > 0 {
      fallback -= 1
    } else if !group.isSkipped && !group.isForRTFOnly {
      pending.append(byte)
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    guard !group.isSkipped, !group.isForRTFOnly else { return }
    flush()
    text.unicodeScalars.append(scalar)
  }

  private mutating func flush() {
    guard !pending.isEmpty else { return }
    text += decodeText(pending, declared: codePageLabel(codePage)).text
    pending = []
  }

  /// Reads the control word or symbol after a backslash.
  /// - Returns: the index after it.
  private mutating func control(_ bytes: Span<UInt8>, at start: Int) -> Int {
    guard start < bytes.count else { return start }
    var index = start
    while index < bytes.count, index - start < 32,
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= bytes[index] | 0x20
    {
      index += 1
    }
    if index == start { return symbol(bytes, at: start) }
    let word = String(decoding: (start..<index).map { bytes[$0] }, as: UTF8.self)
    var isNegative = false
    var number: Int?
    if index < bytes.count, bytes[index] == UInt8(ascii: "-") {
      isNegative = true
      index += 1
    }
    while index < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[index] {
      number = min((number ?? 0) * 10 + Int(bytes[index] & 0x0F), 1 << 20)
      index += 1
    }
    if index < bytes.count, bytes[index] == 0x20 { index += 1 }
    apply(word, number.map { isNegative ? -$0 : $0 })
    return index
  }

  private mutating func symbol(_ bytes: Span<UInt8>, at index: Int) -> Int {
    switch bytes[index] {
    case UInt8(ascii: "'"):
      guard index + 2 < bytes.count,
        let high = Character(Unicode.Scalar(bytes[index + 1])).hexDigitValue,
        let low = Character(Unicode.Scalar(bytes[index + 2])).hexDigitValue
      else { return index + 1 }
      append(UInt8(high << 4 | low))
      return index + 3
    case UInt8(ascii: "*"): group.isSkipped = true
    case UInt8(ascii: "~"): append(" " as Unicode.Scalar)
    case UInt8(ascii: "_"): append("-" as Unicode.Scalar)
    case 0x0A, 0x0D: append("\n" as Unicode.Scalar)
    case UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"): append(bytes[index])
    default: break
    }
    return index + 1
  }

  private mutating func apply(_ word: String, _ number: Int?) {
    switch word {
    case "par", "line", "sect", "page", "row": append("\n" as Unicode.Scalar)
    case "tab", "cell": append("\t" as Unicode.Scalar)
    case "emdash": append("—" as Unicode.Scalar)
    case "endash": append("–" as Unicode.Scalar)
    case "bullet": append("•" as Unicode.Scalar)
    case "lquote": append("‘" as Unicode.Scalar)
    case "rquote": append("’" as Unicode.Scalar)
    case "ldblquote": append("“" as Unicode.Scalar)
    case "rdblquote": append("”" as Unicode.Scalar)
    case "u": unicode(number ?? 0)
    case "uc": group.fallbackLength = min(max(number ?? 1, 0), 16)
    case "ansicpg": if let number, number > 0 { codePage = number }
    case "fromhtml": isHTML = true
    // A destination with text, in a group that begins with "\*".
    case "htmltag": group.isSkipped = !isHTML
    // Text boxes and comments, in groups that begin with "\*".
    case "shptxt", "annotation": group.isSkipped = false
    case "htmlrtf": group.isForRTFOnly = isHTML && number != 0
    case "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "generator", "listtable",
      "listoverridetable", "revtbl", "rsidtbl", "themedata", "datastore",
      "latentstyles", "xmlnstbl", "mmathPr":
      group.isSkipped = true
    default: break
    }
  }

  /// A UTF-16 unit, written as a signed number.
  private mutating func unicode(_ number: Int) {
    let unit = UInt32(truncatingIfNeeded: number) & 0xFFFF
    fallback = group.fallbackLength
    switch (highSurrogate, unit) {
    case (_, 0xD800...0xDBFF):
      highSurrogate = unit
    case (let high?, 0xDC00...0xDFFF):
      highSurrogate = nil
      append(Unicode.Scalar(0x1_0000 + (high - 0xD800) << 10 + (unit - 0xDC00)) ?? "\u{FFFD}")
    default:
      highSurrogate = nil
      if unit != 0 { append(Unicode.Scalar(unit) ?? "\u{FFFD}") }
    }
  }
}
