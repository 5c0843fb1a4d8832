import Testing

@testable import MIME

/// Input made to be slow. Nothing here measures time: work that grows with the square of the input
/// would not end within anybody's patience.
@Suite("Hostile input takes linear time")
struct HostileTests {
  private func bytes(_ text: String, repeated count: Int) -> [UInt8] {
    let unit = Array(text.utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(unit.count * count)
    for _ in 0..<count { bytes += unit }
    return bytes
  }

  @Test("Ten thousand multiparts inside each other")
  func nestedMultiparts() {
    let text = (0..<10_000).map {
      "Content-Type: multipart/mixed; boundary=b\($0)\n\n--b\($0)\n"
    }.joined()
    let message = Message(parsing: Array(text.utf8))
    #expect(message.parts.count == Limits.default.nesting + 1)
    #expect(message.defectKinds.contains(.nestingLimit))
    readEverything(message)
  }

  @Test("Ten thousand messages inside each other")
  func nestedMessages() {
    let message = Message(parsing: bytes("Content-Type: message/rfc822\n\n", repeated: 10_000))
    #expect(message.parts.count == Limits.default.nesting + 1)
    readEverything(message)
  }

  @Test("A multipart of a hundred thousand parts")
  func manyParts() {
    let head = Array("Content-Type: multipart/mixed; boundary=b\n\n".utf8)
    let message = Message(parsing: head + bytes("--b\n\nx\n", repeated: 100_000))
    #expect(message.parts.count == Limits.default.parts)
    #expect(message.defectKinds.contains(.partLimit))
  }

  @Test("A million header fields")
  func manyFields() {
    let message = Message(parsing: bytes("A: b\n", repeated: 1_000_000) + Array("\nbody".utf8))
    #expect(message.fields.count == Limits.default.fields)
    #expect(message.leafBodies == ["body"])
    #expect(message.header.subject == nil)
  }

  @Test("A header field of 50 MB on one line, and of a million folds")
  func longField() {
    let name = Array("Subject:".utf8)
    let line = Message(parsing: name + [UInt8](repeating: 0x61, count: 50_000_000))
    #expect(line.header.subject?.utf8.count == Limits.default.fieldBytes)
    let folds = Message(parsing: name + bytes("\n a", repeated: 1_000_000))
    #expect(folds.fields.count == 1)
    #expect(folds.header.subject?.utf8.count ?? 0 > 100_000)
  }

  @Test("A line of 50 MB that is no header field")
  func longJunkLine() {
    let message = Message(parsing: [UInt8](repeating: 0x61, count: 50_000_000))
    #expect(message.parts.count == 1)
  }

  @Test("A boundary of 70 dashes in a body of dashes")
  func dashes() {
    let boundary = String(repeating: "-", count: 70)
    let head = Array("Content-Type: multipart/mixed; boundary=\"\(boundary)\"\n\n".utf8)
    let oneLine = Message(parsing: head + [UInt8](repeating: 0x2D, count: 5_000_000))
    #expect(oneLine.parts.count >= 1)
    let line = String(repeating: "-", count: 71) + "\n"
    let lines = Message(parsing: head + bytes(line, repeated: 50_000))
    #expect(lines.defectKinds.contains(.boundaryNotFound))
    #expect(rangeViolation(lines) == nil)
  }

  @Test("Boundaries of dashes, each longer than the one around it")
  func nestedDashes() {
    let heads = (1...99).map {
      let boundary = String(repeating: "-", count: $0)
      return "Content-Type: multipart/mixed; boundary=\"\(boundary)\"\n\n--\(boundary)\n"
    }.joined()
    let line = String(repeating: "-", count: 200) + "\n"
    let message = Message(parsing: Array(heads.utf8) + bytes(line, repeated: 20_000))
    #expect(rangeViolation(message) == nil)
  }

  @Test("Comments a million deep, and quotes without end")
  func deepComments() {
    for name in ["From", "Date", "Content-Type", "Content-Disposition", "References", "Subject"] {
      for unit in ["(", "(a", "\"", "\"a ", "\\", "<", "=?utf-8?Q?", "=?", ";a=", "*", ":", "@,"] {
        let head = Array("\(name): ".utf8)
        let message = Message(parsing: head + bytes(unit, repeated: 20_000))
        readHeader(message)
      }
      let closed = bytes("(", repeated: 1_000_000)
      readHeader(Message(parsing: Array("\(name): ".utf8) + closed + Array(" x".utf8)))
    }
  }

  @Test("A hundred thousand header fields of 8-bit text, one of which tells about the others")
  func eightBitFields() {
    let head = Array("Subject: =?iso-8859-1?Q?a?=\nContent-Language: ".utf8) + [0xE4, 0x0A]
    let fields = (0..<99_998).flatMap { _ in [0x41, 0x3A, 0xE4, 0x0A] as [UInt8] }
    let header = Message(parsing: head + fields).header
    #expect(header.fields.reduce(0) { $0 + header.text(of: $1).unicodeScalars.count } == 100_000)
  }

  @Test("Carriage returns and line feeds, a million of each")
  func lineEnds() {
    for unit in ["\r", "\n", "\r\n", "\r\r\n", "\n\r", " \r", "a\r"] {
      let message = Message(parsing: bytes(unit, repeated: 1_000_000))
      #expect(rangeViolation(message) == nil)
      let head = Array("Content-Type: multipart/mixed; boundary=b\n\n".utf8)
      #expect(rangeViolation(Message(parsing: head + bytes(unit, repeated: 1_000_000))) == nil)
    }
  }

  @Test("Multiparts without boundaries inside each other")
  func guesses() {
    let text = (0..<90).map { "Content-Type: multipart/mixed\n\n--b\($0)\n" }.joined()
    let message = Message(parsing: Array(text.utf8) + bytes("--x\n\n", repeated: 50_000))
    #expect(rangeViolation(message) == nil)
    #expect(message.defectKinds.contains(.guessedBoundary))
  }

  private func readHeader(_ message: Message) {
    let header = message.header
    for field in header.fields {
      _ = header.text(of: field)
      _ = header.addresses(of: field)
      _ = header.messageIDs(of: field)
    }
    _ = header.date
    _ = message.contentType(of: message.parts[0])
    _ = message.fileName(of: message.parts[0])
  }
}
