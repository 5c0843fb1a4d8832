import Testing

@testable import Documents

/// Files made to trap, to loop, or to use all time and memory. The tests are that each ends, with the
/// right outcome and no more text than is allowed.
@Suite struct HostileTests {
  private static let samples = [
    "python.docx", "python.xlsx", "libreoffice.odt", "libreoffice.doc", "python.xls",
    "libreoffice.ppt", "libreoffice.epub", "outlook.msg",
  ]

  /// Fewer for larger files.
  private static func rounds(_ file: [UInt8]) -> Int { max(10, min(200, 4_000_000 / file.count)) }

  @Test("Cut off anywhere it is read as far as it goes", arguments: samples)
  func cut(_ name: String) throws {
    let whole = try fixture(name)
    let step = max(1, whole.count / Self.rounds(whole))
    for count in stride(from: 0, to: whole.count, by: step) {
      let document = Documents.text(of: Array(whole[..<count]), name: name)
      #expect(document.outcome != .crashed)
    }
  }

  @Test("Any byte may be wrong", arguments: samples)
  func changed(_ name: String) throws {
    let whole = try fixture(name)
    var random = Repeatable(state: 7)
    for _ in 0..<Self.rounds(whole) {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        bytes[place] = UInt8.random(in: 0...255, using: &random)
      }
      #expect(Documents.text(of: bytes, name: name).outcome != .crashed)
    }
    // Headers of old files have all that matters in their first bytes.
    let reach = min(1_536, whole.count)
    for place in stride(from: 0, to: reach, by: max(1, reach / Self.rounds(whole))) {
      var bytes = whole
      bytes[place] = 0xFF
      _ = Documents.text(of: bytes, name: name)
    }
  }

  @Test("Anything at all may be behind the first bytes")
  func junk() {
    var random = Repeatable(state: 3)
    let beginnings: [[UInt8]] = [
      ZipFile.beginning, CompoundFile.beginning, [0x1F, 0x8B, 8], Array("<?xml".utf8),
      Array("{\\rtf".utf8), Array("From: x\n".utf8), [0x30, 0x80],
    ]
    for beginning in beginnings {
      for size in [0, 1, 20, 600, 5_000] {
        let junk = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
        for name in ["x.docx", "x.eml", "x.p7m", "x.tar"] {
          _ = Documents.text(of: beginning + junk, name: name)
        }
      }
    }
  }

  @Test("A small file that grows a thousandfold is given up")
  func bomb() throws {
    let document = Documents.text(of: try fixture("bomb.docx"))
    #expect(document.outcome == .limit)
  }

  @Test("Archives in archives are opened three deep")
  func nesting() {
    var inner = zip([("deep.txt", "deepword")])
    for _ in 0..<3 { inner = zip([("inner.zip", inner)]) }
    let document = Documents.text(of: inner, name: "a.zip")
    #expect(document.outcome == .limit)
    #expect(!document.text.contains("deepword"))
    let shallow = zip([("inner.zip", zip([("near.txt", "nearword")]))])
    #expect(Documents.text(of: shallow).text.contains("nearword"))
  }

  @Test("No more files are read than the limit")
  func entries() {
    let many = zip((0...Limits.entries).map { ("\($0)", "") })
    #expect(Documents.text(of: many).outcome == .limit)
  }

  @Test("Entities are not expanded, and nesting ends")
  func xml() {
    let entities = """
      <?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>
      <w:document><w:t>&b;</w:t></w:document>
      """
    #expect(Documents.text(of: officePackage("word/document.xml", entities)).outcome == .damaged)
    let deep = String(repeating: "<w:p>", count: 300)
    #expect(Documents.text(of: officePackage("word/document.xml", deep)).outcome == .limit)
    let loop = "<w:document><w:t>words</w:t></w:document>"
    let itself = officePackage(
      "word/document.xml", loop, relationships: [("h", "header", "document.xml")])
    #expect(Documents.text(of: itself).text == "words\nwords")
  }

  @Test("A million cells are the most, and text ends at its limit")
  func cells() {
    let row = "<row>" + String(repeating: "<c/>", count: 1_000) + "</row>"
    let sheet = "<s>" + String(repeating: row, count: Limits.cells / 1_000 + 1) + "</s>"
    let book = "<workbook xmlns:r=\"r\"><sheet name=\"one\" r:id=\"s\"/></workbook>"
    func workbook(_ sheet: String, _ strings: String = "<sst/>") -> DocumentText {
      Documents.text(
        of: officePackage(
          "xl/workbook.xml", book, [("xl/s.xml", sheet), ("xl/t.xml", strings)],
          relationships: [("s", "worksheet", "s.xml"), ("t", "sharedStrings", "t.xml")]))
    }
    #expect(workbook(sheet).outcome == .limit)
    let long = "<sst><si><t>" + String(repeating: "x", count: 30_000) + "</t></si></sst>"
    let same = "<s>" + String(repeating: "<c t=\"s\"><v>0</v></c>", count: 10_000) + "</s>"
    let document = workbook(same, long)
    #expect(document.outcome == .limit)
    #expect(document.text.utf8.count <= Limits.text)
  }

  @Test("Chains of sectors that lead into themselves end")
  func loops() throws {
    var file = try fixture("libreoffice.doc")
    // Each sector follows itself.
    let table = 512 * (1 + Int(file[76]))
    for index in 0..<128 {
      file[table + 4 * index] = UInt8(index)
      for byte in 1..<4 { file[table + 4 * index + byte] = 0 }
    }
    #expect([.damaged, .none, .text].contains(Documents.text(of: file).outcome))
    // A list of tables that follows itself.
    var list = try fixture("libreoffice.doc")
    for (offset, value) in [(68, UInt8(0)), (69, 0), (70, 0), (71, 0)] { list[offset] = value }
    _ = Documents.text(of: list)
  }
}

/// Random numbers that are the same each time.
struct Repeatable: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}
