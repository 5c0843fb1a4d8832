import Archive
import Testing

/// A server's own notes are taken out of a header wherever its bytes are cut.
@Suite struct ServerNotesTests {
  struct Sample: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let message: String
    let without: String
  }

  static let samples = [
    Sample(
      testDescription: "none", message: "A: b\r\n\r\ntext\r\n", without: "A: b\r\n\r\ntext\r\n"),
    Sample(
      testDescription: "all",
      message: """
        Status: RO\r
        X-Status: A\r
        A: b\r
        X-UID: 1\r
        X-IMAP: 1 2\r
        X-IMAPbase: 1 2\r
        X-Keywords: \r
        CONTENT-LENGTH: 4\r
        lines: 1\r
        \r
        text
        """, without: "A: b\r\n\r\ntext"),
    Sample(
      testDescription: "folded", message: "Status: R\n O\n\tX\nA: b\n c\n\nStatus: R\n",
      without: "A: b\n c\n\nStatus: R\n"),
    Sample(
      testDescription: "names that only begin so",
      message: "X-UIDL: 1\nStatusX: 2\nContent-Lengths: 3\nLine: 4\n\n",
      without: "X-UIDL: 1\nStatusX: 2\nContent-Lengths: 3\nLine: 4\n\n"),
    Sample(testDescription: "cut off in a name", message: "A: b\nStat", without: "A: b\nStat"),
    Sample(testDescription: "only notes", message: "Status: R\n\nbody", without: "\nbody"),
    Sample(testDescription: "nothing", message: "", without: ""),
  ]

  @Test(arguments: samples, [1, 3, 1_000])
  func removed(_ sample: Sample, piece: Int) {
    var notes = ServerNotes()
    var rest: [UInt8] = []
    var message = Array(sample.message.utf8)[...]
    while !message.isEmpty {
      notes.remove(from: message.prefix(piece)) { rest += $0 }
      message = message.dropFirst(piece)
    }
    #expect(String(decoding: rest + notes.remainder, as: UTF8.self) == sample.without)
  }
}
