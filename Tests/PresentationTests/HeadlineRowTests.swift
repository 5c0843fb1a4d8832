import Archive
import Testing
import Text

@testable import Presentation

/// Lists at the widths of narrow, usual and wide terminals.
@Suite struct HeadlineRowTests {
  private func message(_ id: Int64, subject: String, hasAttachment: Bool) -> MessageSummary {
    MessageSummary(
      id: id, digest: nil, size: 4_200, date: 1_700_000_000, messageID: nil, thread: 1,
      sender: "Ada Lovelace <ada@example.org>", subject: subject,
      flags: hasAttachment ? .hasAttachment : [])
  }

  private func row(
    _ id: Int64, _ subject: String, hasAttachment: Bool = false, after: String = "", width: Int
  ) -> String {
    HeadlineRow(
      message(id, subject: subject, hasAttachment: hasAttachment), after: after, digits: 3
    ).text(in: OutputLayout(width: width, isTerminal: true))
  }

  /// "+" has a column of its own: a subject that begins with one is not taken for it.
  @Test(arguments: [40, 80, 160]) func subjectsStandInOneColumn(_ width: Int) throws {
    let rows = [
      row(1, "Subject", width: width), row(22, "Subject", hasAttachment: true, width: width),
      row(333, "Subject", hasAttachment: true, after: "  (+3)", width: width),
      row(4, "Subject", after: "  (+1,234)", width: width),
    ]
    let places = try rows.map { row in
      let start = try #require(row.firstRange(of: "Su")).lowerBound
      return displayWidth(String(row[..<start]))
    }
    #expect(Set(places).count == 1, "\(rows)")
    #expect(rows.allSatisfy { displayWidth($0) <= width }, "\(rows)")
    let plus = row(5, "+ plus", width: width)
    #expect(plus.contains("   + plus") && !rows[0].contains("+") && rows[1].contains(" + Su"))
  }

  @Test(arguments: [40, 80, 160]) func nothingIsWiderThanTheTerminal(_ width: Int) {
    let long = String(repeating: "long subject ", count: 30)
    #expect(displayWidth(row(999_999, long, after: "  (+12)", width: width)) <= width)
  }
}
