import Bytes

/// What a tag can be called: up to `maximumBytes` bytes, without white space and control characters,
/// and not beginning with a sign that a command would take for something else.
package struct TagName: Hashable, Sendable {
  /// The index's terms are no longer than 245.
  package static let maximumBytes = 200

  package let text: String

  package init?(_ text: String) {
    guard !text.isEmpty, text.utf8.count <= Self.maximumBytes, text.first != "-", text.first != "+",
      text.unicodeScalars.allSatisfy(Self.isAllowed)
    else { return nil }
    self.text = text
  }

  /// The nearest possible name to a label of another program: "My label" becomes "My-label". Nil
  /// where nothing remains.
  package init?(cleaning label: String) {
    let words = label.unicodeScalars.split { !Self.isAllowed($0) }
    let joined = words.map { String(String.UnicodeScalarView($0)) }.joined(separator: "-")
    self.init(String(joined.drop { $0 == "-" || $0 == "+" }).shortened(to: Self.maximumBytes))
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory != .control && !scalar.properties.isWhitespace
  }
}
