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
    var lists: [HTMLItemNumber?]
    var struckStart: Int?
    var span: Int
    var rows: Int
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
      beginCell(attributes)
      return .cell
    case .q:
      beginText()
      output.append(Byte.quote)
      return .quoted
    case .sup, .sub:
      guard breaks == 0, gap == 0, let last = output.last, Self.isWord(last) else { return .none }
      if tag == .sup { return .raised(output.count) }
      return Byte.isDigit(last) ? .lowered(output.count) : .none
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
    case .quoted: output.append(Byte.quote)
    case .raised(let start): endScript(start, before: Self.raising, after: [])
    case .lowered(let start): endScript(start, before: Self.lowering, after: Self.lowered)
    }
  }

  // MARK: - Superscripts and subscripts

  /// Writes "10^6" and "10[2]", which would be other numbers without a mark. Words such as the "st" of
  /// "1st", and the numbers in "H2O", need none.
  private mutating func endScript(_ start: Int, before: [UInt8], after: [UInt8]) {
    guard start < output.count, output.count - start <= Self.longestScript,
      output[start...].allSatisfy({ Byte.isDigit($0) || Self.isSign($0) }),
      output[start...].contains(where: Byte.isDigit)
    else { return }
    output.insert(contentsOf: before, at: start)
    output.append(contentsOf: after)
  }

  private static let raising = Array("^".utf8)
  private static let lowering = Array("[".utf8)
  private static let lowered = Array("]".utf8)
  private static let longestScript = 8

  private static func isSign(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "+") || byte == Byte.dash || byte == Byte.comma || byte == Byte.dot
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    Byte.isLetter(byte) || Byte.isDigit(byte) || byte >= 0x80 || byte == Byte.closeParenthesis
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

  private mutating func beginCell(_ attributes: HTMLAttributes) {
    outerTexts.append(
      OuterText(
        output: output, link: link, breaks: breaks, gap: gap, marker: marker,
        quoteDepth: quoteDepth, lastQuoteDepth: lastQuoteDepth, lists: lists,
        struckStart: struckStart, span: attributes.span ?? 1, rows: attributes.rows ?? 1))
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
      text: output, span: outer.span, rows: outer.rows, breaksBefore: firstBreaks,
      breaksAfter: breaks)
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
