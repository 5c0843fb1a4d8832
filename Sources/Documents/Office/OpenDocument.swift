import Bytes

/// A document of OpenDocument 1.3 (ISO 26300): its content, then headers, footers and properties at
/// the end of the last page.
struct OpenDocument {
  let zip: ZipFile
  let job: Job

  func read() {
    if let manifest = zip.contents(of: "META-INF/manifest.xml", job) {
      var reader = ManifestReader()
      job.read(manifest, &reader)
      if reader.isEncrypted { return job.note(.encrypted) }
    }
    guard let content = zip.contents(of: "content.xml", job) else { return job.note(.damaged) }
    var text = OpenDocumentText(job: job)
    job.read(content, keepsPrefixes: true, &text)
    guard !job.isFull else { return }
    job.output.newLine()
    if let styles = zip.contents(of: "styles.xml", job) {
      var text = OpenDocumentText(job: job, isStyles: true)
      job.read(styles, keepsPrefixes: true, &text)
    }
    if let meta = zip.contents(of: "meta.xml", job) {
      var reader = PropertyReader(job: job)
      job.read(meta, &reader)
    }
  }
}

private struct ManifestReader: XMLHandler {
  var isEncrypted = false
  var isDone: Bool { isEncrypted }

  mutating func start(_ name: String, _ attributes: XMLAttributes) {
    if name == "encryption-data" || name == "encrypted-key" { isEncrypted = true }
  }

  mutating func end(_ name: String) {}
  mutating func text(_ text: Span<UInt8>) {}
}

/// The text of content.xml, styles.xml, or a document in a single file.
struct OpenDocumentText: XMLHandler {
  let job: Job
  private let isStyles: Bool
  /// Number of open paragraphs and other elements that contain text.
  private var openTexts = 0
  private var isInHeader = 0
  private var pages = 0
  /// A sheet's page; tables in texts and slides are not pages.
  private var isSpreadsheet = false
  private var isFinished = false
  /// Paragraph styles that begin a page.
  private var breaking: Set<String> = []
  /// The style that is being read.
  private var style = ""
  var isDone: Bool { isFinished || job.isFull }

  /// - Parameter isStyles: read only headers and footers.
  init(job: Job, isStyles: Bool = false) {
    self.job = job
    self.isStyles = isStyles
  }

  static let leftOut: Set<String> = [
    "text:tracked-changes", "text:note-citation", "text:ruby-text", "office:scripts",
    "office:font-face-decls", "office:settings", "office:binary-data",
    "dc:date", "meta:date-string", "text:table-of-content-source", "text:alphabetical-index-source",
    "table:content-validations", "office:forms",
  ]

  mutating func start(_ name: String, _ attributes: XMLAttributes) {
    switch name {
    case "text:p", "text:h":
      if let style = attributes["text:style-name"], breaking.contains(style), openTexts == 0 {
        endPage()
      }
      openTexts += 1
    case "style:style": style = attributes["style:name"] ?? ""
    case "style:paragraph-properties":
      if attributes["fo:break-before"] == "page" { breaking.insert(style) }
    case "text:s":
      let count = attributes["text:c"].flatMap { Int($0) } ?? 1
      add(String(repeating: " ", count: min(max(count, 1), 8)))
    case "text:tab": add("\t")
    case "text:line-break": job.output.newLine()
    case "text:soft-page-break": endPage()
    case "svg:title", "svg:desc": openTexts += 1
    case "office:spreadsheet": isSpreadsheet = true
    case "table:table":
      if isSpreadsheet { beginPage() }
      if isSpreadsheet, let name = attributes["table:name"] { job.output.add(line: name) }
    case "table:table-cell", "table:covered-table-cell":
      if !job.mayReadCell() { isFinished = true }
    case "draw:page": beginPage()
    case "text:note", "draw:text-box", "presentation:notes": job.output.newLine()
    case "style:header", "style:footer", "style:header-left", "style:footer-left",
      "style:header-first", "style:footer-first":
      isInHeader += 1
    default: break
    }
  }

  mutating func end(_ name: String) {
    switch name {
    case "text:p", "text:h":
      openTexts -= 1
      if isSpreadsheet { job.output.separate() } else { job.output.newLine() }
    case "svg:title", "svg:desc":
      openTexts -= 1
      job.output.newLine()
    case "table:table-cell": job.output.separate()
    case "table:table-row", "text:note", "office:annotation": job.output.newLine()
    case "style:header", "style:footer", "style:header-left", "style:footer-left",
      "style:header-first", "style:footer-first":
      isInHeader -= 1
    default: break
    }
  }

  mutating func text(_ text: Span<UInt8>) {
    guard openTexts > 0, !isStyles || isInHeader > 0 else { return }
    job.output.add(text)
  }

  private func add(_ text: String) {
    if openTexts > 0, !isStyles || isInHeader > 0 { job.output.add(text) }
  }

  /// Soft breaks, where a page ended when the document was last saved, are beside those of styles.
  private func endPage() {
    if !isStyles, !isSpreadsheet, !job.output.isPageEmpty { job.output.endPage() }
  }

  private mutating func beginPage() {
    guard !isStyles else { return }
    if pages > 0 { job.output.endPage() }
    pages += 1
  }
}
