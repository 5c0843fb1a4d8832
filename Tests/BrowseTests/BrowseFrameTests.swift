import Presentation
import Testing
import Text

@testable import Browse

/// What is drawn, and what of it the terminal is sent.
@Suite struct BrowseFrameTests {
  static let texts: [(text: String, width: Int, shown: String, columns: Int)] = [
    ("plain", 10, "plain", 5), ("plain text", 6, "plain…", 6), ("日本語", 6, "日本語", 6),
    ("日本語", 5, "日本…", 5), ("日本語", 4, "日…", 3), ("e\u{301}te\u{301}", 3, "e\u{301}te\u{301}", 3),
    ("🎉!", 3, "🎉!", 3), ("a\u{1B}[31mb", 10, "a␛[31mb", 7), ("a\u{202E}b", 5, "a\u{FFFD}b", 3),
    ("", 5, "", 0),
  ]

  @Test(arguments: texts)
  func textIsCutByColumnsAndHarmless(_ text: String, _ width: Int, _ shown: String, _ columns: Int)
  {
    var canvas = Canvas(Size(columns: 20, rows: 1))
    #expect(canvas.put(text, row: 0, column: 0, width: width) == columns)
    #expect(canvas.text(row: 0) == shown)
  }

  @Test func whatIsOutsideIsClipped() {
    var canvas = Canvas(Size(columns: 3, rows: 1))
    canvas.put("日本", row: 0, column: 0)
    canvas.put("below", row: 1, column: 0)
    canvas.put("beside", row: 0, column: 7)
    canvas.blank(row: 0, columns: 2..<9, .reversed)
    #expect(canvas.text(row: 0) == "日")
    #expect(canvas.row(0).count == 3)
  }

  @Test func writingOverHalfOfAWideCharacterLeavesNoOtherHalf() {
    var canvas = Canvas(Size(columns: 6, rows: 1))
    canvas.put("日本", row: 0, column: 0)
    canvas.put("x", row: 0, column: 1)
    canvas.put("y", row: 0, column: 2)
    #expect(canvas.text(row: 0) == " xy")
  }

  @Test func manyMarksOnOneLetterAreNotAllSent() {
    var canvas = Canvas(Size(columns: 6, rows: 1))
    canvas.put("a" + String(repeating: "\u{301}", count: 10_000) + "b", row: 0, column: 0)
    #expect(canvas.text(row: 0).unicodeScalars.count < 20)
    #expect(canvas.text(row: 0).last == "b")
  }

  @Test func onlyWhatChangedIsSent() {
    var writer = FrameWriter(isColored: true)
    var canvas = Canvas(Size(columns: 40, rows: 10))
    canvas.put("A line of text that stays.", row: 3, column: 0)
    canvas.put("count 1", row: 5, column: 0)
    #expect(!writer.frame(canvas).isEmpty)
    #expect(writer.frame(canvas).isEmpty)
    canvas.put("2", row: 5, column: 6)
    let frame = String(decoding: writer.frame(canvas), as: UTF8.self)
    #expect(frame == "\u{1B}[?2026h\u{1B}[?25l\u{1B}[6;7H\u{1B}[0m2\u{1B}[0m\u{1B}[?2026l")
  }

  @Test func withoutColourAttributesStay() {
    let style = CellStyle(color: .red, attributes: [.bold, .reversed])
    #expect(style.sequence(colored: true) == "\u{1B}[0;1;7;31m")
    #expect(style.sequence(colored: false) == "\u{1B}[0;1;7m")
  }

  /// A terminal that obeys frames shows the canvas, whatever it showed before, even if it takes all
  /// characters for narrow.
  @Test(arguments: [true, false])
  func framesMakeTheTerminalShowTheCanvas(_ knowsWidths: Bool) {
    let words = ["plain", "日本語", "🎉", "e\u{301}", "שלום", "", "Ж", "…│", "👨‍👩‍👧"]
    var random = SystemRandomNumberGenerator()
    var writer = FrameWriter(isColored: true)
    var screen = PlainTerminal(columns: 24, rows: 4, knowsWidths: knowsWidths)
    for _ in 0..<300 {
      var canvas = Canvas(Size(columns: 24, rows: 4))
      for row in 0..<4 {
        for _ in 0..<Int.random(in: 0...3, using: &random) {
          let word = words.randomElement(using: &random) ?? ""
          canvas.put(word, row: row, column: Int.random(in: 0..<24, using: &random))
        }
      }
      screen.obey(String(decoding: writer.frame(canvas), as: UTF8.self))
      for row in 0..<4 {
        for (column, cell) in canvas.row(row).enumerated() where cell.extent != .secondHalf {
          #expect(screen.cells[row * 24 + column] == cell.text)
        }
      }
    }
  }
}

/// As much of a terminal as frames need.
private struct PlainTerminal {
  let columns: Int
  let knowsWidths: Bool
  var cells: [String]
  private var at = 0

  init(columns: Int, rows: Int, knowsWidths: Bool) {
    self.columns = columns
    self.knowsWidths = knowsWidths
    cells = Array(repeating: " ", count: columns * rows)
  }

  mutating func obey(_ frame: String) {
    var rest = Substring(frame)
    while let character = rest.popFirst() {
      guard character == "\u{1B}" else {
        put(character)
        continue
      }
      rest.removeFirst()
      let parameters = rest.prefix { !$0.isLetter }
      rest = rest.dropFirst(parameters.count)
      let numbers = parameters.split(separator: ";").compactMap { Int($0) }
      switch rest.popFirst() {
      case "H": at = numbers.count == 2 ? (numbers[0] - 1) * columns + numbers[1] - 1 : 0
      case "J": cells = Array(repeating: " ", count: cells.count)
      default: break
      }
    }
  }

  private mutating func put(_ character: Character) {
    guard cells.indices.contains(at) else { return }
    cells[at] = String(character)
    let width = knowsWidths ? displayWidth(String(character)) : 1
    if width == 2, cells.indices.contains(at + 1) { cells[at + 1] = "" }
    at += width
  }
}
