import Mail
import Testing

@testable import Mailbox

/// Apple Mail's files, whole and in parts.
@Suite struct AppleMailTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func found() throws -> [RawMessage] { try messages(all(openMailbox(directory.path))) }

  private static let list = """
    <?xml version="1.0" encoding="UTF-8"?>
    <plist version="1.0"><dict><key>flags</key><integer>17</integer></dict></plist>

    """

  private func file(_ message: String, count: Int? = nil, list: String = AppleMailTests.list)
    -> String
  {
    "\(count ?? message.utf8.count)      \n\(message)\(list)"
  }

  @Test(arguments: [-7, -1, 0, 1, 5, 60, 5000])
  func aMessageEndsWhereItsPropertyListBegins(_ error: Int) throws {
    let text = "From: a@b\nSubject: x\n\n<?xml version=\"1.0\"?> quoted\nlast line"
    try directory.write("box/7.emlx", file(text, count: text.utf8.count + error))
    let found = try found()
    #expect(found.map(\.array) == [Array(text.utf8)])
    #expect(found.map(\.flags) == [[.seen, .flagged]])
  }

  @Test func withoutAPropertyListTheMessageIsAllThereIs() throws {
    let text = "From: a@b\n\nbody\n"
    try directory.write("7.emlx", file(text, list: ""))
    try directory.write("8.emlx", file(text, count: 3, list: ""))
    #expect(try found().map(\.array) == [Array(text.utf8), Array(text.utf8)])
  }

  private static func partial(_ encoding: String, lineEnd: String = "\n") -> String {
    """
    From: a@b
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary=AA

    --AA
    Content-Type: multipart/alternative; boundary=BB

    --BB
    Content-Type: text/plain

    See the report.
    --BB
    Content-Type: text/html
    X-Apple-Content-Length: 9
    Content-Transfer-Encoding: \(encoding)


    --BB--
    --AA
    Content-Type: application/octet-stream; name="report.bin"
    Content-Disposition: attachment; filename="report.bin"
    Content-Transfer-Encoding: \(encoding)
    X-Apple-Content-Length: 4


    --AA
    Content-Type: text/plain; name="lost.txt"
    X-Apple-Content-Length: 4


    --AA--

    """.replacing("\n", with: lineEnd)
  }

  /// What is in place of the empty bodies.
  private static func filled(
    _ html: String, _ report: String, _ encoding: String, _ end: String = "\n"
  )
    -> String
  {
    var text = partial(encoding, lineEnd: end)
    for body in [html, report] {
      guard let gap = text.firstRange(of: "\(end)\(end)\(end)--") else { return "" }
      text.replaceSubrange(gap, with: "\(end)\(end)\(body)\(end)--")
    }
    return text
  }

  @Test(arguments: [
    ("base64", "PGI+aGk8L2I+", "AAEC", "\n"), ("base64", "PGI+aGk8L2I+", "AAEC", "\r\n"),
    ("quoted-printable", "<b>hi</b>", "=00=01=02", "\n"),
    ("8bit", "<b>hi</b>", "\0\u{1}\u{2}", "\n"),
  ])
  func partsComeFromAttachments(
    _ encoding: String, _ html: String, _ report: String, _ end: String
  ) throws {
    let box = "INBOX.mbox/U/Data/1"
    try directory.write(
      "\(box)/Messages/7.partial.emlx", file(Self.partial(encoding, lineEnd: end)))
    try directory.write("\(box)/Attachments/7/1.2/mime-attachment.html", "<b>hi</b>")
    try directory.write("\(box)/Attachments/7/2/.DS_Store", "no part")
    try directory.write("\(box)/Attachments/7/2/other.bin", "not this one")
    try directory.write("\(box)/Attachments/7/2/report.bin", [0, 1, 2])
    try directory.write("\(box)/Attachments/8/2/report.bin", "of another message")
    let found = try found()
    #expect(
      found.map { String(decoding: $0.array, as: UTF8.self) } == [
        Self.filled(html, report, encoding, end)
      ])
    #expect(found.map(\.folder) == ["INBOX"])
    #expect(found.map(\.missingParts) == [1])
  }

  /// The line end that would precede the delimiter went with the body.
  @Test func aBodyThatLeftNoLineEndGetsOne() throws {
    let text = Self.partial("base64").replacing("\n\n\n--", with: "\n\n--")
    try directory.write("M/Messages/7.partial.emlx", file(text))
    try directory.write("M/Attachments/7/1.2/a.html", "<b>hi</b>")
    try directory.write("M/Attachments/7/2/report.bin", [0, 1, 2])
    let found = String(decoding: try #require(found().first).array, as: UTF8.self)
    #expect(found.contains("PGI+aGk8L2I+\n--BB--\n") && found.contains("AAEC\n--AA\n"))
  }

  @Test func partsComeFromFilesBeside() throws {
    try directory.write("Messages/7.partial.emlx", file(Self.partial("base64")))
    try directory.write("Messages/7.1.2.emlxpart", "PGI+aGk8L2I+\n")
    try directory.write("Messages/7.2.emlxpart", "AAEC")
    #expect(
      try found().map { String(decoding: $0.array, as: UTF8.self) } == [
        Self.filled("PGI+aGk8L2I+", "AAEC", "base64")
      ])
  }

  @Test func aLongPartIsBrokenIntoLines() throws {
    let report = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try directory.write("M/Messages/7.partial.emlx", file(Self.partial("base64")))
    try directory.write("M/Attachments/7/2/report.bin", report)
    let text = String(decoding: try #require(found().first).array, as: UTF8.self)
    #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count <= 76 })
    #expect(text.utf8.count > report.count * 4 / 3)
  }
}
