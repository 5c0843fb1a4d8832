import Bytes
import Text

/// The cells of a table, and their layout as lines: a data table as aligned columns, a layout table
/// as one text after the other.
struct HTMLTable {
  struct Cell {
    /// Lines end in LF.
    var text: [UInt8]
    /// Number of columns and of rows.
    var span: Int
    var rows: Int
    /// Line ends required before and after its text.
    var breaksBefore: Int
    var breaksAfter: Int
  }

  /// Lines without empty lines between them.
  struct Block {
    var breaksBefore = 1
    var lines: [[UInt8]]
    var breaksAfter = 1
  }

  private var rows: [[Cell]] = []

  mutating func beginRow() { rows.append([]) }

  mutating func add(_ cell: Cell) {
    if rows.isEmpty { beginRow() }
    rows[rows.count - 1].append(cell)
  }

  func blocks(columns: Int) -> [Block] {
    if let grid = HTMLTableGrid(rows, columns: columns) {
      return [Block(breaksBefore: 2, lines: grid.lines.map { Array($0.utf8) }, breaksAfter: 2)]
    }
    return rows.map { row in row.filter { !$0.text.isEmpty } }.filter { !$0.isEmpty }
      .flatMap { flow($0, columns) }
  }

  /// Lays out a row of a table that does not hold data: short texts side by side, others one below
  /// the other.
  private func flow(_ row: [Cell], _ columns: Int) -> [Block] {
    let isShort = row.count > 1 && row.allSatisfy { !$0.text.contains(Byte.lf) }
    if isShort {
      let line = Array(row.map(\.text).joined(separator: [Byte.space, Byte.space]))
      if line.count <= columns || displayWidth(String(decoding: line, as: UTF8.self)) <= columns {
        return [
          Block(
            breaksBefore: row.map(\.breaksBefore).max().map { max(1, $0) } ?? 1, lines: [line],
            breaksAfter: row.map(\.breaksAfter).max().map { max(1, $0) } ?? 1)
        ]
      }
    }
    return row.map { cell in
      let lines = cell.text.split(separator: Byte.lf, omittingEmptySubsequences: false)
      return Block(
        breaksBefore: max(1, cell.breaksBefore), lines: lines.map { Array($0) },
        breaksAfter: max(1, cell.breaksAfter))
    }
  }
}
