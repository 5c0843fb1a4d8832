/// A part of the screen.
struct Area: Equatable, Sendable {
  var rows: Range<Int>
  var columns: Range<Int>
}

/// The areas of the list and the preview. The first row is the title, the last the status.
struct Panes: Equatable, Sendable {
  /// Where the person wants the preview.
  enum Preview: Sendable {
    /// Beside the list on a wide screen, below it on a high one, otherwise hidden.
    case fitting
    case beside, below, off
  }

  let list: Area
  let preview: Area?
  /// The line between list and preview.
  let divider: Area?

  /// Minimum number of columns for both side by side, and of rows for both one below the other.
  private static let wide = 120
  private static let high = 18
  private static let narrowest = 50
  private static let lowest = 8

  init(_ size: Size, _ preview: Preview) {
    let body = Self.body(size)
    let columns = body.columns.upperBound
    switch preview {
    case .fitting where size.columns >= Self.wide, .beside where size.columns >= Self.narrowest:
      let middle = columns / 2
      list = Area(rows: body.rows, columns: 0..<middle)
      divider = Area(rows: body.rows, columns: middle..<middle + 1)
      self.preview = Area(rows: body.rows, columns: middle + 2..<columns)
    case .fitting where size.rows >= Self.high, .below where size.rows >= Self.lowest:
      let middle = body.rows.lowerBound + body.rows.count * 2 / 5
      list = Area(rows: body.rows.lowerBound..<middle, columns: body.columns)
      divider = Area(rows: middle..<middle + 1, columns: body.columns)
      self.preview = Area(rows: middle + 1..<body.rows.upperBound, columns: body.columns)
    default:
      list = body
      divider = nil
      self.preview = nil
    }
  }

  /// Everything between title and status.
  static func body(_ size: Size) -> Area {
    Area(rows: 1..<max(2, size.rows - 1), columns: 0..<max(1, size.columns))
  }
}

/// A list of rows with a cursor, part of which is visible.
struct Scroll: Equatable, Sendable {
  private(set) var selected = 0
  private(set) var top = 0

  /// Moves the cursor, and scrolls if necessary.
  mutating func select(_ row: Int, of count: Int, height: Int) {
    selected = max(0, min(row, count - 1))
    top = max(0, min(max(top, selected - height + 1), selected, max(0, count - height)))
  }

  /// Moves the cursor and scrolls so that it stays at the same position on the screen.
  mutating func follow(_ row: Int, of count: Int, height: Int) {
    top = max(0, top + row - selected)
    select(row, of: count, height: height)
  }
}
