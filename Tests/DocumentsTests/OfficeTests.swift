import Testing

@testable import Documents

@Suite("Office documents of several programs") struct OfficeTests {
  /// In Latin, Greek, Cyrillic, Chinese, Japanese, Korean and Arabic.
  private static let scripts = [
    "Größe naïve façade", "Καλημέρα κόσμε", "Москва приветствует", "東京都 北京 서울",
    "مرحبا بالعالم",
  ]
  private static let ofTexts =
    scripts + ["headingword", "brokenword", "cellone", "celltwo", "cellthree", "secondpage word"]
  private static let ofSlides =
    scripts + [
      "slidetitle1", "slidetitle2", "secondslide body", "boxword1", "boxword2", "noteword1",
      "noteword2",
    ]
  private static let ofSheets = scripts + ["Firstsheet", "71450.36214", "secondsheet cell"]

  private static let documents: [(String, DocumentFormat, [String], Int)] = [
    ("python.docx", .docx, ofTexts + ["headerword", "footerword", "titleword", "authorword"], 2),
    ("libreoffice.docx", .docx, ofTexts + ["headerword", "footerword", "titleword"], 2),
    ("libreoffice.odt", .odt, ofTexts + ["headerword", "footerword", "titleword"], 2),
    ("libreoffice.doc", .doc, ofTexts + ["headerword", "footerword", "titleword"], 1),
    ("libreoffice.rtf", .rtf, ofTexts + ["headerword", "footerword"], 1),
    ("libreoffice.epub", .epub, ofTexts + ["titleword"], 1),
    (
      "python.xlsx", .xlsx,
      ofSheets + ["05.02.2024", "12.5%", "1234.50", "TRUE", "0.3\n", "commentword", "titleword"], 2
    ),
    ("libreoffice.xlsx", .xlsx, ofSheets + ["05.02.2024", "12.5%", "commentword"], 2),
    ("libreoffice.ods", .ods, ofSheets + ["05.02.2024", "12.5%", "commentword"], 2),
    ("libreoffice.xls", .xls, ofSheets + ["05.02.2024", "12.5%", "commentword"], 2),
    ("python.xls", .xls, ofSheets + ["05.02.2024", "42"], 2),
    ("python.pptx", .pptx, ofSlides + ["titleword"], 2),
    ("libreoffice.pptx", .pptx, ofSlides, 2),
    ("libreoffice.odp", .odp, ofSlides, 2),
    ("libreoffice.ppt", .ppt, ofSlides, 2),
  ]

  @Test("Every word is found, on its page", arguments: documents)
  func words(_ name: String, _ format: DocumentFormat, _ words: [String], _ pages: Int) throws {
    let document = Documents.text(of: try fixture(name), name: "attachment.bin")
    #expect(document.format == format)
    #expect(document.outcome == .text)
    #expect(document.pages.count == pages)
    for word in words { #expect(document.text.contains(word), "\(word) in \(document.text)") }
  }

  @Test("The second page, sheet or slide is the second", arguments: documents)
  func order(_ name: String, _ format: DocumentFormat, _ words: [String], _ pages: Int) throws {
    guard pages == 2 else { return }
    let document = Documents.text(of: try fixture(name))
    let second = ["secondpage", "secondsheet", "secondslide"].contains {
      document.pages.last?.contains($0) == true
    }
    #expect(second && document.pages.first?.contains("Größe") == true)
  }

  @Test("What is not shown is not read")
  func leftOut() {
    let body = """
      <w:document xmlns:w="w" xmlns:mc="mc"><w:body><w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>
      <w:r><w:t>kept</w:t></w:r><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>
      <w:r><w:instrText>PAGE code</w:instrText></w:r><w:r><w:t xml:space="preserve"> words</w:t></w:r>
      <mc:AlternateContent><mc:Choice><w:r><w:t> box</w:t></w:r></mc:Choice><mc:Fallback><w:r>
      <w:t>twice</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p></w:body></w:document>
      """
    let document = Documents.text(of: officePackage("word/document.xml", body))
    #expect(document.pages == ["kept words box"])
  }

  @Test(
    "Numbers look as in the sheet",
    arguments: [
      ("General", 0.1 + 0.2, "0.3"), ("General", 71450, "71450"), ("General", 1e21, "1e+21"),
      ("0.00", 1234.5, "1234.50"), ("#,##0.00 \"€\"", -0.5, "-0.50"), ("0%", 0.125, "13%"),
      ("0", -0.2, "0"), ("dd.mm.yyyy", 45_327, "05.02.2024"), ("m/d/yy", 45_327, "2/5/24"),
      ("yyyy-mm-dd hh:mm:ss", 45_327.5, "2024-02-05 12:00:00"), ("h:mm AM/PM", 0.75, "6:00 PM"),
      ("[h]:mm", 0.5, "12:00"), ("mm:ss", 0.0007, "01:00"), ("d. mmmm yyyy", 45_327, "2024-02-05"),
      ("[$-407]dd.mm.yyyy", 1, "01.01.1900"), ("yyyy", 1e300, "1e+300"), ("0.00", 1e300, "1e+300"),
      ("yyyy", -1, "-1"), ("\"", 1, "1"), ("[", 1, "1"), ("\\", 1, "1"), ("_", 1, "1"),
    ])
  func numbers(_ code: String, _ number: Double, _ shown: String) {
    #expect(CellFormat(code: code).text(of: number, isFrom1904: false) == shown)
  }

  @Test(
    "Headers of sheets are read without their codes",
    arguments: [
      ("&P", ""), ("&CPage &P of &N", "Page of"),
      ("&L&\"Arial,Bold\"&12Left&RR && D", "Left R & D"),
      ("&K00FF00green", "green"), ("&", "&"), ("&\"", ""),
    ])
  func sheetHeaders(_ source: String, _ text: String) {
    #expect(sheetHeaderText(source) == text)
  }
}
