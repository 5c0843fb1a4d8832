import Bytes

/// Keeps the harmless declarations of a `style` attribute: colours, fonts, spaces, borders, sizes.
///
/// Nothing in them loads (`url()`, `image()`), computes (`expression()`), or moves text over other
/// text (`position`, negative lengths): a message must not cover what surrounds it. Both the
/// property and every character of its value must be known. Escapes, comments, at-rules, and
/// functions other than those for colours are not allowed.
enum SafeStyle {
  /// - Parameter style: the attribute's value, with references resolved.
  /// - Returns: "property:value;…"; empty if nothing is allowed.
  static func harmless(_ style: [UInt8]) -> String {
    style.split(separator: Byte.semicolon).prefix(Limits.declarations).compactMap(declaration)
      .joined(separator: ";")
  }

  private static func declaration(_ text: ArraySlice<UInt8>) -> String? {
    guard text.count <= Limits.declarationBytes, let colon = text.firstIndex(of: Byte.colon) else {
      return nil
    }
    let name = trimmed(text[..<colon])
    let value = trimmed(text[(colon + 1)...])
    guard properties.contains(name), isHarmless(Array(value.utf8)) else { return nil }
    return "\(name):\(value)"
  }

  /// The text in lower case, without surrounding white space; white space inside becomes a space.
  private static func trimmed(_ text: ArraySlice<UInt8>) -> String {
    let words = text.split { Byte.isSpace($0) }
    return String(
      decoding: words.joined(separator: [Byte.space]).map(Byte.lowercased), as: UTF8.self)
  }

  private static func isHarmless(_ value: [UInt8]) -> Bool {
    var quote: UInt8?
    var wordStart = 0
    for (index, byte) in value.enumerated() {
      if let open = quote {
        // The name of a font.
        guard byte != open else {
          quote = nil
          continue
        }
        guard Byte.isLetter(byte) || Byte.isDigit(byte) || " -_.".utf8.contains(byte) else {
          return false
        }
        continue
      }
      switch byte {
      case Byte.quote, Byte.apostrophe: quote = byte
      case Byte.openParenthesis:
        guard functions.contains(String(decoding: value[wordStart..<index], as: UTF8.self)) else {
          return false
        }
      // Only within a word: no length is negative.
      case Byte.dash:
        guard index + 1 < value.count, Byte.isLetter(value[index + 1]) else { return false }
      case Byte.space, Byte.comma, Byte.slash, Byte.closeParenthesis: wordStart = index + 1
      case UInt8(ascii: "#"), UInt8(ascii: "!"), Byte.dot, Byte.percent: continue
      default: guard Byte.isLetter(byte) || Byte.isDigit(byte) else { return false }
      }
    }
    return !value.isEmpty && quote == nil
  }

  private static let functions: Set<String> = ["rgb", "rgba", "hsl", "hsla"]

  private static let properties: Set<String> = {
    let sides = ["top", "right", "bottom", "left"]
    return Set([
      "background", "background-color", "border", "border-collapse", "border-color",
      "border-radius", "border-spacing", "border-style", "border-width", "caption-side", "clear",
      "color", "direction", "display", "empty-cells", "float", "font", "font-family", "font-size",
      "font-style", "font-variant", "font-weight", "height", "letter-spacing", "line-height",
      "list-style-type", "margin", "max-height", "max-width", "min-height", "min-width", "opacity",
      "overflow", "overflow-wrap", "padding", "table-layout", "text-align", "text-decoration",
      "text-indent", "text-transform", "vertical-align", "visibility", "white-space", "width",
      "word-break", "word-spacing", "word-wrap",
    ]).union(
      sides.flatMap { side in
        ["border-\(side)", "margin-\(side)", "padding-\(side)"]
          + ["color", "style", "width"].map { "border-\(side)-\($0)" }
      })
  }()
}
