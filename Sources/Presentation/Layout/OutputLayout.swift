import Text

/// What lists and texts are laid out for.
package struct OutputLayout: Sendable {
  /// Columns; nil where the output goes to no screen and nothing is to be cut or wrapped.
  package let width: Int?
  package let isTerminal: Bool

  package init(width: Int?, isTerminal: Bool) {
    self.width = width
    self.isTerminal = isTerminal
  }

  /// For a column of a list on a terminal: one that turns right-to-left text around (Unicode Standard
  /// Annex #9) must not turn two columns around with it. The marks take no room.
  package func isolatingDirection(_ column: String) -> String {
    isTerminal && isRightToLeft(column) ? leftToRightMark + column + leftToRightMark : column
  }
}
