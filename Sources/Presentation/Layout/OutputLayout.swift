import Text

/// The properties of the output that lists and texts are laid out for.
package struct OutputLayout: Sendable {
  /// Width in columns; nil if the output is not a screen and nothing is to be cut or wrapped.
  package let width: Int?
  package let isTerminal: Bool

  package init(width: Int?, isTerminal: Bool) {
    self.width = width
    self.isTerminal = isTerminal
  }

  /// Marks a column of a list, so that a terminal that reorders right-to-left text (Unicode
  /// Standard Annex #9) does not swap adjacent columns. The marks have no width.
  package func isolatingDirection(_ column: String) -> String {
    isTerminal && isRightToLeft(column) ? leftToRightMark + column + leftToRightMark : column
  }
}
