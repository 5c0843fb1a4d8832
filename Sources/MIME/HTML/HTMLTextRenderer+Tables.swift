import Bytes

/// Tables, whose cells are collected and laid out when the table ends, and struck-out text.
extension HTMLTextRenderer {
  /// The text around a cell, which continues after it.
  struct OuterText {
    var output: [UInt8]
    var link: Link?
    var breaks: Int
    var gap: UInt8
    var marker: [UInt8]
    var quoteDepth: Int
    var lastQuoteDepth: Int
    var lists: [Int?]
    var struckStart: Int?
    var span: Int
  }

  mutating func beginFrame(_ tag: HTMLTag, _ attributes: HTMLAttributes) -> OpenElement.Frame {
    switch tag {
    case .table:
      // Text is copied once for each surrounding table.
      tables.append(tables.count < TextLimits.laidOutTables ? HTMLTable() : nil)
      return .table
    case .tr:
      if let innermost = tables.indices.last { tables[innermost]?.beginRow() }
    case .td, .th:
      guard let innermost = tables.last, innermost != nil else { return .none }
      beginCell(attributes.span ?? 1)
      return .cell
    default:
      let isStruck = tag == .s || tag == .strike || tag == .del || attributes.style.isStruck
      guard isStruck, struckStart == nil else { return .none }
      struckStart = output.count
      return .struck
    }
    return .none
  }

  mutating func endFrame(_ frame: OpenElement.Frame, _ bytes: Span<UInt8>) {
    switch frame {
    case .none: break
    case .table: endTable()
    case .cell: endCell(bytes)
    case .struck: endStruck()
    }
  }

  // MARK: - Struck text

  /// Writes "~~19.90~~", the usual notation in plain text.
  private mutating func endStruck() {
    guard let start = struckStart else { return }
    struckStart = nil
    var first = start
    while first < output.count, Self.isBeforeText(output[first]) { first += 1 }
    guard first < output.count else { return }
    output.insert(contentsOf: Self.strike, at: first)
    output.append(contentsOf: Self.strike)
  }

  private static let strike = "~~".utf8

  /// White space, and the characters at the start of quoted lines.
  private static func isBeforeText(_ byte: UInt8) -> Bool {
    byte <= Byte.space || byte == Byte.greater
  }

  // MARK: - Cells

  private mutating func beginCell(_ span: Int) {
    outerTexts.append(
      OuterText(
        output: output, link: link, breaks: breaks, gap: gap, marker: marker,
        quoteDepth: quoteDepth, lastQuoteDepth: lastQuoteDepth, lists: lists,
        struckStart: struckStart, span: span))
    output = []
    link = nil
    breaks = 0
    gap = 0
    marker = []
    quoteDepth = 0
    lastQuoteDepth = 0
    lists = []
    struckStart = nil
    firstBreaks = 0
  }

  private mutating func endCell(_ bytes: Span<UInt8>) {
    guard let outer = outerTexts.popLast() else { return }
    closeLink(bytes)
    let cell = HTMLTable.Cell(
      text: output, span: outer.span, breaksBefore: firstBreaks, breaksAfter: breaks)
    output = outer.output
    link = outer.link
    breaks = outer.breaks
    gap = outer.gap
    marker = outer.marker
    quoteDepth = outer.quoteDepth
    lastQuoteDepth = outer.lastQuoteDepth
    lists = outer.lists
    struckStart = outer.struckStart
    if let innermost = tables.indices.last { tables[innermost]?.add(cell) }
  }

  // MARK: - The table

  private mutating func endTable() {
    guard let table = tables.popLast() ?? nil, let columns = style.columns else { return }
    let indentation = 2 * quoteDepth + 2 * lists.count
    for block in table.blocks(columns: max(20, columns - indentation)) {
      requireBreaks(block.breaksBefore)
      for line in block.lines {
        requireBreaks(1)
        if line.isEmpty {
          breaks = 2
        } else {
          beginText()
          output.append(contentsOf: line)
        }
      }
      requireBreaks(block.breaksAfter)
    }
  }
}
