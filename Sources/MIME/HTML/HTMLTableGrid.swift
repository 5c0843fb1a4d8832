import Text

/// A data table laid out in columns.
struct HTMLTableGrid {
  private(set) var lines: [String] = []

  private struct Cell {
    var column: Int
    var span: Int
    var lines: [String]

    var width: Int { lines.reduce(0) { max($0, displayWidth($1)) } }
  }

  private var rows: [[Cell]]
  private var widths: [Int] = []
  private var isNumeric: [Bool] = []

  /// Nil if it is a page layout rather than a data table: most of its rows have one cell, or its
  /// cells contain more text than fits into columns.
  init?(_ source: [[HTMLTable.Cell]], columns: Int) {
    var taken = Taken()
    rows = source.map { row in
      defer { taken.endRow() }
      return row.compactMap { cell in
        let span = max(1, min(cell.span, TextLimits.tableColumns))
        let column = taken.place(span, rows: cell.rows)
        guard !cell.text.isEmpty else { return nil }
        let lines = String(decoding: cell.text, as: UTF8.self)
          .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return Cell(column: column, span: span, lines: lines)
      }
    }.filter { !$0.isEmpty }
    let used = Set(rows.flatMap { row in row.map(\.column) }).sorted()
    guard looksLikeData, 2...TextLimits.tableColumns ~= used.count else { return nil }
    measure(used)
    guard shrink(to: columns) else { return nil }
    align()
    lines = rows.flatMap(rendered)
  }

  /// The columns of the current row that have a cell, by itself or by one of a row above.
  private struct Taken {
    /// For how many rows each column is taken, this one included.
    private var rows = [Int](repeating: 0, count: 2 * TextLimits.tableColumns)
    private var next = 0

    /// - Returns: the column of the next cell.
    mutating func place(_ span: Int, rows count: Int) -> Int {
      while rows.indices.contains(next), rows[next] > 0 { next += 1 }
      let column = next
      next += span
      for index in column..<next where rows.indices.contains(index) {
        rows[index] = max(rows[index], count)
      }
      return column
    }

    mutating func endRow() {
      for index in rows.indices where rows[index] > 0 { rows[index] -= 1 }
      next = 0
    }
  }

  /// At least two rows with several cells, which are most of the rows; no cell with paragraphs.
  private var looksLikeData: Bool {
    let dense = rows.filter { $0.count > 1 }
    guard dense.count > 1, dense.count * 2 >= rows.count else { return false }
    return dense.allSatisfy { row in
      row.allSatisfy { $0.lines.count <= Self.tallest && !$0.lines.contains("") }
    }
  }

  private static let tallest = 4
  private static let gap = 2
  /// Minimum width of a column of words; narrower ones are unreadable.
  private static let narrowest = 12

  /// Gives each column the width of its widest cell; columns without cells are removed.
  private mutating func measure(_ used: [Int]) {
    var places: [Int: Int] = [:]
    for (place, column) in used.enumerated() { places[column] = place }
    widths = Array(repeating: 0, count: used.count)
    for row in rows.indices {
      for cell in rows[row].indices {
        let old = rows[row][cell]
        let place = places[old.column] ?? 0
        let end = used.firstIndex { $0 >= old.column + old.span } ?? used.count
        rows[row][cell].column = place
        rows[row][cell].span = max(1, end - place)
        if rows[row][cell].span == 1 { widths[place] = max(widths[place], old.width) }
      }
    }
  }

  private var total: Int { widths.reduce(0, +) + Self.gap * (widths.count - 1) }

  /// Wraps the cells of the widest columns until all fit. Returns false if they cannot.
  private mutating func shrink(to columns: Int) -> Bool {
    guard total > columns else { return true }
    while total > columns {
      guard let widest = widths.indices.max(by: { widths[$0] < widths[$1] }) else { return false }
      let next = widths.indices.filter { $0 != widest }.map { widths[$0] }.max() ?? 0
      let wanted = max(widths[widest] - (total - columns), min(next, widths[widest] - 1))
      guard wanted >= Self.narrowest else { return false }
      widths[widest] = wanted
    }
    for row in rows.indices {
      for cell in rows[row].indices where rows[row][cell].span == 1 {
        let width = widths[rows[row][cell].column]
        guard rows[row][cell].width > width else { continue }
        rows[row][cell].lines = rows[row][cell].lines.flatMap { wrapped($0, to: width) }
        guard rows[row][cell].lines.count <= Self.tallest, rows[row][cell].width <= width else {
          return false
        }
      }
    }
    return true
  }

  /// Aligns numbers at the right and words at the left.
  private mutating func align() {
    isNumeric = widths.indices.map { column in
      let cells = rows.flatMap { row in row.filter { $0.column == column && $0.span == 1 } }
      let numbers = cells.count { $0.lines.allSatisfy(Self.isNumber) }
      return numbers > 1 && numbers * 3 >= cells.count * 2
    }
  }

  private static func isNumber(_ text: String) -> Bool {
    var digits = 0
    var others = 0
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .decimalNumber: digits += 1
      case .currencySymbol, .spaceSeparator, .dashPunctuation, .otherPunctuation, .mathSymbol,
        .openPunctuation, .closePunctuation:
        break
      default: others += 1
      }
    }
    return digits > 0 && others <= 3 && digits >= others
  }

  private func rendered(_ row: [Cell]) -> [String] {
    // A row with one cell across all columns is a heading, of any length.
    if let only = row.first, row.count == 1, only.column == 0 { return only.lines }
    let height = row.reduce(0) { max($0, $1.lines.count) }
    return (0..<height).map { index in
      var line = ""
      var used = 0
      for cell in row {
        guard index < cell.lines.count else { continue }
        let text = cell.lines[index]
        let start = widths[..<cell.column].reduce(0) { $0 + $1 + Self.gap }
        let width = cell.span == 1 ? widths[cell.column] : 0
        let shift = isNumeric[cell.column] && cell.span == 1 ? width - displayWidth(text) : 0
        let filler = max(start + max(0, shift) - used, used == 0 ? 0 : 1)
        line += String(repeating: " ", count: filler) + text
        used += filler + displayWidth(text)
      }
      return line
    }
  }
}
