/// A text document of Office Open XML (ECMA-376 part 1, 17).
struct WordDocument {
  let package: OfficePackage

  /// Body, then notes, headers, comments and drawings at the end of the last page.
  func read() {
    guard let main = package.mainPart else { return package.job.note(.damaged) }
    let relationships = package.relationships(of: main)
    readText(main)
    for kind in ["footnotes", "endnotes", "comments", "header", "footer"] {
      for part in relationships where part.kind == kind {
        package.job.output.newLine()
        readText(part.target)
      }
    }
    for part in relationships where part.kind == "chart" || part.kind == "diagramData" {
      var reader = DrawingText(job: package.job)
      package.read(part.target, &reader)
    }
    package.readProperties()
  }

  private func readText(_ part: String) {
    var reader = WordText(job: package.job)
    package.read(part, &reader)
  }
}

/// The text of WordprocessingML.
private struct WordText: XMLHandler {
  let job: Job
  private var openTexts = 0
  var isDone: Bool { job.isFull }

  init(job: Job) { self.job = job }

  /// Properties, field codes, what was deleted or moved away, the reading of ruby characters, and
  /// what only older readers need.
  static let leftOut: Set<String> = [
    "pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "instrText", "delText", "delInstrText",
    "moveFrom", "rt", "Fallback",
  ]

  mutating func start(_ name: String, _ attributes: XMLAttributes) {
    switch name {
    case "t": openTexts += 1
    case "p", "r": break
    case "tab": job.output.add("\t")
    case "cr": job.output.newLine()
    case "br": if attributes.prefixed("type") == "page" { endPage() } else { job.output.newLine() }
    // Where the page ended when the document was last saved.
    case "lastRenderedPageBreak": endPage()
    case "noBreakHyphen": job.output.add("-")
    case "txbxContent": job.output.newLine()
    case "docPr": if let text = attributes["descr"] { job.output.add(line: text) }
    default: break
    }
  }

  mutating func end(_ name: String) {
    switch name {
    case "t": openTexts -= 1
    case "p", "tr": job.output.newLine()
    case "tc": job.output.separate()
    default: break
    }
  }

  mutating func text(_ text: Span<UInt8>) {
    if openTexts > 0 { job.output.add(text) }
  }

  /// A break that was asked for is followed by one that was rendered.
  private func endPage() { if !job.output.isPageEmpty { job.output.endPage() } }
}

/// The text of DrawingML (ECMA-376 part 1, 20 and 21): slides, shapes, charts, diagrams, and the
/// comments of sheets and slides.
struct DrawingText: XMLHandler {
  let job: Job
  /// The text that follows is that of an element with text.
  private var isText = false
  var isDone: Bool { job.isFull }

  init(job: Job) { self.job = job }

  mutating func start(_ name: String, _ attributes: XMLAttributes) {
    isText = name == "t" || name == "v" || name == "text"
    switch name {
    case "br": job.output.newLine()
    case "cNvPr": if let text = attributes["descr"] { job.output.add(line: text) }
    default: break
    }
  }

  mutating func end(_ name: String) {
    isText = false
    switch name {
    case "v", "tc": job.output.separate()
    case "p", "tr", "ser", "comment", "text": job.output.newLine()
    default: break
    }
  }

  mutating func text(_ text: Span<UInt8>) { if isText { job.output.add(text) } }
}
