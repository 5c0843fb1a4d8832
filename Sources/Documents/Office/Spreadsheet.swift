import Bytes

/// A workbook of Office Open XML (ECMA-376 part 1, 18). Each sheet is a page and begins with its
/// name; cells are parted by tabs.
struct Spreadsheet {
  let package: OfficePackage

  func read() {
    let job = package.job
    guard let main = package.mainPart else { return job.note(.damaged) }
    let relationships = package.relationships(of: main)
    var workbook = WorkbookReader()
    package.read(main, &workbook)
    var strings = SharedStrings(job: job)
    var styles = StyleReader()
    for part in relationships where part.kind == "sharedStrings" {
      package.read(part.target, &strings)
    }
    for part in relationships where part.kind == "styles" { package.read(part.target, &styles) }
    for (index, sheet) in workbook.sheets.enumerated() {
      guard !job.isFull else { return }
      if index > 0 { job.output.endPage() }
      job.output.add(line: sheet.name)
      guard let part = relationships.first(where: { $0.id == sheet.id })?.target else { continue }
      var reader = SheetReader(
        job: job, strings: strings.all, formats: styles.formats, isFrom1904: workbook.isFrom1904)
      package.read(part, &reader)
      readBeside(part)
    }
    package.readProperties()
  }

  /// Comments, and the shapes and charts on the sheet.
  private func readBeside(_ sheet: String) {
    for part in package.relationships(of: sheet) {
      guard ["comments", "threadedComment", "drawing"].contains(part.kind) else { continue }
      package.job.output.newLine()
      var reader = DrawingText(job: package.job)
      package.read(part.target, &reader)
      guard part.kind == "drawing" else { continue }
      for chart in package.relationships(of: part.target) where chart.kind == "chart" {
        var reader = DrawingText(job: package.job)
        package.read(chart.target, &reader)
      }
    }
  }
}

private struct WorkbookReader: XMLHandler {
  var sheets: [(name: String, id: String)] = []
  var isFrom1904 = false
  var isDone: Bool { sheets.count >= Limits.pages }

  mutating func start(_ name: String, _ attributes: XMLAttributes) {
    switch name {
    case "sheet":
      sheets.append((attributes["name"] ?? "", attributes.prefixed("id") ?? ""))
    case "workbookPr":
      isFrom1904 = attributes["date1904"].map { $0 == "1" || $0 == "true" } ?? false
    default: break
    }
  }

  mutating func end(_ name: String) {}
  mutating func text(_ text: Span<UInt8>) {}
}

/// The texts that cells refer to by number.
private struct SharedStrings: XMLHandler {
  let job: Job
  var all: [String] = []
  private var current: [UInt8] = []
  private var isText = false
  private var isReading = false
  var isDone: Bool { all.count >= Limits.cells }

  init(job: Job) { self.job = job }

  mutating func start(_ name: String, _ attributes: XMLAttributes) {
    if name == "si" { current = [] }
    // How ideographs are read.
    if name == "rPh" { isReading = true }
    isText = name == "t" && !isReading
  }

  mutating func end(_ name: String) {
    isText = false
    if name == "rPh" { isReading = false }
    if name == "si" { all.append(String(decoding: current, as: UTF8.self)) }
  }

  mutating func text(_ text: Span<UInt8>) { if isText { current.append(text) } }
}

/// The number formats of the cell styles.
private struct StyleReader: XMLHandler {
  var formats: [CellFormat] = []
  private var codes: [Int: String] = [:]
  private var isInCellStyles = false
  var isDone: Bool { formats.count >= 1 << 16 }

  mutating func start(_ name: String, _ attributes: XMLAttributes) {
    switch name {
    case "numFmt":
      if let id = attributes["numFmtId"].flatMap({ Int($0) }) {
        codes[id] = attributes["formatCode"]
      }
    case "cellXfs": isInCellStyles = true
    case "xf" where isInCellStyles:
      let id = attributes["numFmtId"].flatMap { Int($0) } ?? 0
      formats.append(codes[id].map { CellFormat(code: $0) } ?? CellFormat(builtIn: id))
    default: break
    }
  }

  mutating func end(_ name: String) { if name == "cellXfs" { isInCellStyles = false } }
  mutating func text(_ text: Span<UInt8>) {}
}

private struct SheetReader: XMLHandler {
  let job: Job
  let strings: [String]
  let formats: [CellFormat]
  let isFrom1904: Bool
  private var type: String?
  private var style: Int?
  private var value: [UInt8] = []
  private var isValue = false
  private var isFinished = false
  var isDone: Bool { isFinished || job.isFull }

  init(job: Job, strings: [String], formats: [CellFormat], isFrom1904: Bool) {
    self.job = job
    self.strings = strings
    self.formats = formats
    self.isFrom1904 = isFrom1904
  }

  mutating func start(_ name: String, _ attributes: XMLAttributes) {
    isValue = false
    switch name {
    case "c":
      if !job.mayReadCell() { isFinished = true }
      type = attributes["t"]
      style = attributes["s"].flatMap { Int($0) }
      value = []
    // "oddHeader" and its kin hold what is printed on each page.
    case "v", "t", "oddHeader", "oddFooter", "evenHeader", "evenFooter": isValue = true
    default: break
    }
  }

  mutating func end(_ name: String) {
    isValue = false
    switch name {
    case "c":
      job.output.add(shown)
      job.output.separate()
      value = []
    case "row": job.output.newLine()
    case "oddHeader", "oddFooter", "evenHeader", "evenFooter":
      job.output.add(line: sheetHeaderText(String(decoding: value, as: UTF8.self)))
      value = []
    default: break
    }
  }

  mutating func text(_ text: Span<UInt8>) { if isValue { value.append(text) } }

  private var shown: String {
    let text = String(decoding: value, as: UTF8.self)
    switch type {
    case "s":
      guard let index = Int(text), strings.indices.contains(index) else { return "" }
      return strings[index]
    case "str", "inlineStr", "e", "d": return text
    case "b": return text == "0" ? "FALSE" : "TRUE"
    default:
      guard let number = Double(text) else { return text }
      let format = style.flatMap { formats.indices.contains($0) ? formats[$0] : nil } ?? .general
      return format.text(of: number, isFrom1904: isFrom1904)
    }
  }
}
