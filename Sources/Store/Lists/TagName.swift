/// What a tag can be called: up to `Limits.tag` bytes, without white space and control characters,
/// and not beginning with a sign that a command would take for something else.
package struct TagName: Hashable, Sendable {
  package let text: String

  package init?(_ text: String) {
    guard !text.isEmpty, text.utf8.count <= Limits.tag, text.first != "-", text.first != "+",
      text.unicodeScalars.allSatisfy(Self.isAllowed)
    else { return nil }
    self.text = text
  }

  /// The nearest possible name to a label of another program: "My label" becomes "My-label". Nil
  /// where nothing remains.
  package init?(cleaning label: String) {
    let words = label.unicodeScalars.split { !Self.isAllowed($0) }
    let joined = words.map { String(String.UnicodeScalarView($0)) }.joined(separator: "-")
    self.init(String(joined.drop { $0 == "-" || $0 == "+" }).shortened(to: Limits.tag))
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory != .control && !scalar.properties.isWhitespace
  }

  static let refusal = StoreError(
    .invalid, "cannot add a tag", why: "not a tag's name",
    remedy: "Use up to \(Limits.tag) letters, digits and signs, without white space; "
      + "not + or - first")
}
