import Files
import Testing

/// What servers and programs that keep mail note in a header is taken out of it; the rest stays as it is.
@Suite struct StoredNotesTests {
  struct Sample: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let message: String
    var withoutServers: String
    var withoutAny: String
  }

  static let samples = [
    Sample(
      testDescription: "none", message: "A: b\r\n\r\ntext\r\n",
      withoutServers: "A: b\r\n\r\ntext\r\n", withoutAny: "A: b\r\n\r\ntext\r\n"),
    Sample(
      testDescription: "all of a server",
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
        """, withoutServers: "A: b\r\n\r\ntext", withoutAny: "A: b\r\n\r\ntext"),
    Sample(
      testDescription: "folded", message: "Status: R\n O\n\tX\nA: b\n c\n\nStatus: R\n",
      withoutServers: "A: b\n c\n\nStatus: R\n", withoutAny: "A: b\n c\n\nStatus: R\n"),
    Sample(
      testDescription: "of programs that export",
      message:
        "From ada Sat\nX-UIDL: 1\nX-GM-THRID: 1\nX-Gmail-Labels: a,\n b\nX-Mozilla-Keys: c\nA: b\n\n",
      withoutServers:
        "From ada Sat\nX-UIDL: 1\nX-GM-THRID: 1\nX-Gmail-Labels: a,\n b\nX-Mozilla-Keys: c\nA: b\n\n",
      withoutAny: "A: b\n\n"),
    Sample(
      testDescription: "names that only begin so",
      message: "StatusX: 2\nContent-Lengths: 3\nLine: 4\nX-Account-Keys: 5\n\n",
      withoutServers: "StatusX: 2\nContent-Lengths: 3\nLine: 4\nX-Account-Keys: 5\n\n",
      withoutAny: "StatusX: 2\nContent-Lengths: 3\nLine: 4\nX-Account-Keys: 5\n\n"),
    Sample(
      testDescription: "cut off in a name", message: "A: b\nStat", withoutServers: "A: b\nStat",
      withoutAny: "A: b\nStat"),
    Sample(
      testDescription: "only notes", message: "Status: R\n\nbody", withoutServers: "\nbody",
      withoutAny: "\nbody"),
    Sample(testDescription: "nothing", message: "", withoutServers: "", withoutAny: ""),
  ]

  @Test(arguments: samples)
  func removed(_ sample: Sample) {
    let bytes = Array(sample.message.utf8)
    let withoutServers = StoredNotes.removed(from: bytes, by: .server)
    #expect(String(decoding: withoutServers, as: UTF8.self) == sample.withoutServers)
    let withoutAny = StoredNotes.removed(from: bytes, by: .anyProgram)
    #expect(String(decoding: withoutAny, as: UTF8.self) == sample.withoutAny)
  }
}
