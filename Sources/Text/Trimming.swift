extension StringProtocol {
  /// The text without such characters at both ends.
  package func trimmed(_ isLeftOut: (Character) -> Bool) -> String {
    var text = Substring(self)
    while let first = text.first, isLeftOut(first) { text.removeFirst() }
    while let last = text.last, isLeftOut(last) { text.removeLast() }
    return String(text)
  }

  /// The text without white space and line ends at both ends.
  package var trimmed: String { trimmed(\.isWhitespace) }
}
