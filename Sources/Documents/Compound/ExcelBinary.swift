import Bytes
import MIME

/// A workbook of Excel 97 to 2003 (MS-XLS, BIFF8) or 5 and 95 (BIFF5). Each sheet is a page and
/// begins with its name; cells are parted by tabs.
struct ExcelBinary {
  let file: CompoundFile
  let job: Job

  func read() {
    guard let book = file.contents(of: "Workbook") ?? file.contents(of: "Book") else {
      return job.note(.damaged)
    }
    var reader = WorkbookRecords(book, job)
    reader.read()
    if let summary = file.contents(of: "\u{5}SummaryInformation") {
      job.output.newLine()
      job.output.add(summaryText(summary))
    }
  }
}

/// Reads the records of a workbook in order.
private struct WorkbookRecords {
  private let bytes: [UInt8]
  private let job: Job
  private var position = 0
  private var isBIFF8 = true
  private var codePage = 1252
  private var isFrom1904 = false
  private var sheetNames: [Int: String] = [:]
  private var strings: [String] = []
  private var codes: [Int: String] = [:]
  private var formats: [CellFormat] = []
  private var row = -1
  private var sheets = 0
  private var depth = 0
  /// The formula whose result is a text, which follows in a record of its own.
  private var isFormulaText = false

  /// Types of records (MS-XLS section 2.3).
  private enum Kind {
    static let formula = 0x06, eof = 0x0A, header = 0x14, footer = 0x15, filePass = 0x2F
    static let date1904 = 0x22, continued = 0x3C, codePage = 0x42, boundSheet = 0x85
    static let mulRK = 0xBD, rString = 0xD6, xf = 0xE0, sst = 0xFC, labelSST = 0xFD, txo = 0x1B6
    static let number = 0x203, label = 0x204, boolErr = 0x205, string = 0x207, rk = 0x27E
    static let format = 0x41E, bof = 0x809
  }

  init(_ bytes: [UInt8], _ job: Job) {
    self.bytes = bytes
    self.job = job
  }

  mutating func read() {
    guard bytes.count >= 8, bytes.little16(0) == Kind.bof else { return job.note(.damaged) }
    isBIFF8 = bytes.little16(4) >= 0x600
    while !job.isFull, let (kind, area) = next() {
      guard take(kind, area) else { return }
    }
    job.output.newLine()
  }

  private mutating func next() -> (kind: Int, area: Range<Int>)? {
    guard bytes.count - position >= 4 else { return nil }
    let kind = bytes.little16(position)
    let size = bytes.little16(position + 2)
    let start = position + 4
    if size > bytes.count - start { job.note(.damaged) }
    let area = start..<start + min(size, bytes.count - start)
    position = area.upperBound
    return (kind, area)
  }

  /// - Returns: false if nothing more can be read.
  private mutating func take(_ kind: Int, _ area: Range<Int>) -> Bool {
    let record = Array(bytes[area])
    switch kind {
    case Kind.bof: beginStream(at: area.lowerBound - 4, record)
    case Kind.eof: depth = max(0, depth - 1)
    case Kind.filePass:
      job.note(.encrypted)
      return false
    case Kind.codePage: if record.count >= 2 { codePage = record.little16(0) }
    case Kind.date1904: isFrom1904 = record.first == 1
    case Kind.boundSheet: takeSheetName(record)
    case Kind.format: takeFormat(record)
    case Kind.xf: takeStyle(record)
    case Kind.sst: readSharedStrings(record)
    case Kind.txo: readShape(record)
    case Kind.header, Kind.footer:
      if let text = text(record, at: 0, wide: true) { job.output.add(line: sheetHeaderText(text)) }
    default: return takeCell(kind, record)
    }
    return true
  }

  // MARK: - The workbook

  /// Charts in sheets are streams of their own inside the sheet's.
  private mutating func beginStream(at offset: Int, _ record: [UInt8]) {
    depth += 1
    guard depth == 1, record.count >= 4, record.little16(2) != 5 else { return }
    if sheets > 0 { job.output.endPage() }
    sheets += 1
    row = -1
    if let name = sheetNames[offset] { job.output.add(line: name) }
  }

  private mutating func takeSheetName(_ record: [UInt8]) {
    guard record.count >= 8, let name = text(record, at: 6, wide: false) else { return }
    sheetNames[Int(record.little32(0))] = name
  }

  private mutating func takeFormat(_ record: [UInt8]) {
    guard record.count >= 2, let code = text(record, at: 2, wide: true) else { return }
    codes[record.little16(0)] = code
  }

  private mutating func takeStyle(_ record: [UInt8]) {
    guard record.count >= 4, formats.count < 1 << 16 else { return }
    let id = record.little16(2)
    formats.append(codes[id].map { CellFormat(code: $0) } ?? CellFormat(builtIn: id))
  }

  /// A text with its length before it (sections 2.5.240 and 2.5.294): in one byte, or two if `wide`;
  /// in BIFF5 always one, but for labels.
  private func text(_ record: [UInt8], at start: Int, wide: Bool, isLabel: Bool = false) -> String?
  {
    let isWide = wide && (isBIFF8 || isLabel)
    guard record.count - start >= (isWide ? 2 : 1) else { return nil }
    let count = isWide ? record.little16(start) : Int(record[start])
    var rest = record[(start + (isWide ? 2 : 1))...]
    guard isBIFF8 else {
      return decodeText(Array(rest.prefix(count)), declared: codePageLabel(codePage)).text
    }
    guard let flags = rest.popFirst() else { return nil }
    return flags & 1 == 1 ? utf16Text(rest.prefix(2 * count)) : latinText(rest.prefix(count))
  }

  /// The shared strings (section 2.4.265), which go on in records that follow.
  private mutating func readSharedStrings(_ record: [UInt8]) {
    var pieces = [record]
    while bytes.count - position >= 4, bytes.little16(position) == Kind.continued,
      let (_, area) = next()
    {
      pieces.append(Array(bytes[area]))
    }
    var reader = SharedStringReader(pieces)
    while strings.count < Limits.cells, let text = reader.next() { strings.append(text) }
  }

  /// The text of a shape or comment is in the record that follows (section 2.4.329).
  private mutating func readShape(_ record: [UInt8]) {
    guard record.count >= 12 else { return }
    var left = record.little16(10)
    while left > 0, bytes.count - position >= 4, bytes.little16(position) == Kind.continued,
      let (_, area) = next(), !area.isEmpty
    {
      let text = bytes[area.dropFirst()]
      let isUTF16 = bytes[area.lowerBound] & 1 == 1
      let count = min(left, isUTF16 ? text.count / 2 : text.count)
      guard count > 0 else { return }
      job.output.add(
        line: isUTF16 ? utf16Text(text.prefix(2 * count)) : latinText(text.prefix(count)))
      left -= count
    }
  }

  // MARK: - Cells

  private mutating func takeCell(_ kind: Int, _ record: [UInt8]) -> Bool {
    if kind == Kind.string {
      if isFormulaText, let text = text(record, at: 0, wide: true, isLabel: true) { show(text) }
      isFormulaText = false
      return true
    }
    guard Self.cells.contains(kind), record.count >= 6 else { return true }
    guard job.mayReadCell() else { return false }
    if record.little16(0) != row {
      row = record.little16(0)
      job.output.newLine()
    }
    let style = record.little16(4)
    switch kind {
    case Kind.labelSST where record.count >= 10:
      let index = Int(record.little32(6))
      if strings.indices.contains(index) { show(strings[index]) }
    case Kind.label, Kind.rString:
      if let text = text(record, at: 6, wide: true, isLabel: true) { show(text) }
    case Kind.number where record.count >= 14:
      show(Double(bitPattern: record.little64(6)), style)
    case Kind.rk where record.count >= 10: show(Self.compact(record.little32(6)), style)
    case Kind.mulRK: return showSeveral(record)
    case Kind.formula where record.count >= 14: showFormula(record, style)
    default: break
    }
    return true
  }

  private static let cells: Set<Int> = [
    Kind.labelSST, Kind.label, Kind.rString, Kind.number, Kind.rk, Kind.mulRK, Kind.formula,
  ]

  private func show(_ text: String) {
    job.output.add(text)
    job.output.separate()
  }

  private func show(_ number: Double, _ style: Int) {
    let format = formats.indices.contains(style) ? formats[style] : .general
    show(format.text(of: number, isFrom1904: isFrom1904))
  }

  /// Numbers of cells beside each other (section 2.4.175).
  private func showSeveral(_ record: [UInt8]) -> Bool {
    for start in stride(from: 4, through: record.count - 8, by: 6) {
      guard job.mayReadCell() else { return false }
      show(Self.compact(record.little32(start + 2)), record.little16(start))
    }
    return true
  }

  /// The result of a formula: a number, or one of other kinds marked by FFFF (section 2.5.133).
  private mutating func showFormula(_ record: [UInt8], _ style: Int) {
    guard record.little16(12) == 0xFFFF else {
      return show(Double(bitPattern: record.little64(6)), style)
    }
    isFormulaText = record[6] == 0
    if record[6] == 1 { show(record[8] == 0 ? "FALSE" : "TRUE") }
  }

  /// A number in 30 bits: the upper part of a fraction, or an integer, perhaps in hundredths
  /// (section 2.5.217).
  private static func compact(_ bits: UInt64) -> Double {
    let bits = UInt32(truncatingIfNeeded: bits)
    let number =
      bits & 2 == 0
      ? Double(bitPattern: UInt64(bits & ~3) << 32) : Double(Int32(bitPattern: bits) >> 2)
    return bits & 1 == 0 ? number : number / 100
  }
}

/// Reads strings one after the other from a record and those that continue it. Where characters are
/// divided between two records, the second one says again how wide they are (section 2.5.293).
private struct SharedStringReader {
  private let pieces: [[UInt8]]
  private var piece = 0
  /// Position in the piece; the number of strings is at the start.
  private var position = 8

  init(_ pieces: [[UInt8]]) { self.pieces = pieces }

  mutating func next() -> String? {
    guard let low = byte(), let high = byte(), let flags = byte() else { return nil }
    let count = Int(low) | Int(high) << 8
    var runs = 0
    var extra = 0
    if flags & 8 != 0 {
      guard let low = byte(), let high = byte() else { return nil }
      runs = Int(low) | Int(high) << 8
    }
    if flags & 4 != 0 {
      for shift in stride(from: 0, to: 32, by: 8) {
        guard let part = byte() else { return nil }
        extra |= Int(part) << shift
      }
    }
    let text = characters(count, isUTF16: flags & 1 == 1)
    skip(4 * runs + extra)
    return text
  }

  private mutating func characters(_ count: Int, isUTF16: Bool) -> String {
    var units: [UInt16] = []
    var isUTF16 = isUTF16
    while units.count < count {
      if pieces.indices.contains(piece), position >= pieces[piece].count {
        guard let flags = nextPiece() else { break }
        isUTF16 = flags & 1 == 1
      }
      guard let low = byte() else { break }
      guard isUTF16 else {
        units.append(UInt16(low))
        continue
      }
      guard let high = byte() else { break }
      units.append(UInt16(low) | UInt16(high) << 8)
    }
    return String(decoding: units, as: UTF16.self)
  }

  /// The first byte of the next piece.
  private mutating func nextPiece() -> UInt8? {
    piece += 1
    position = 0
    return byte()
  }

  private mutating func byte() -> UInt8? {
    while pieces.indices.contains(piece), position >= pieces[piece].count {
      piece += 1
      position = 0
    }
    guard pieces.indices.contains(piece) else { return nil }
    defer { position += 1 }
    return pieces[piece][position]
  }

  private mutating func skip(_ count: Int) {
    var left = count
    while left > 0, pieces.indices.contains(piece) {
      let step = min(left, pieces[piece].count - position)
      position += max(step, 0)
      left -= max(step, 0)
      guard left > 0 else { return }
      piece += 1
      position = 0
    }
  }
}
