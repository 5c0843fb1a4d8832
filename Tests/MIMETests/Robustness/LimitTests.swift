import Testing

@testable import MIME

/// A message just past one limit, and the limit lowered so that the message stays short.
struct LimitCase: Sendable, CustomStringConvertible {
  typealias Path = any WritableKeyPath<Limits, Int> & Sendable

  /// The property of `Limits`, and what of it when it has more cases than one.
  var name: String
  var value: Int
  var limit: Path
  /// Of a message with that many of what is limited.
  var message: @Sendable (Int) -> [UInt8]
  var defect: Defect.Kind

  var description: String { name }

  init(
    _ name: String, _ limit: Path, _ value: Int,
    _ defect: Defect.Kind, message: @escaping @Sendable (Int) -> [UInt8]
  ) {
    self.name = name
    self.value = value
    self.limit = limit
    self.message = message
    self.defect = defect
  }

  init(
    _ name: String, _ limit: Path, _ value: Int,
    _ defect: Defect.Kind, text: @escaping @Sendable (Int) -> String
  ) {
    self.init(name, limit, value, defect) { Array(text($0).utf8) }
  }
}

private func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }

private let mixed = "Content-Type: multipart/mixed; boundary="

/// Messages inside each other, each a file of the one around it.
private func nestedTNEF(_ count: Int) -> [UInt8] {
  var writer = TNEFWriter()
  if count > 1 {
    writer.attribute(0x9002, level: 2, [0, 0])
    writer.attribute(0x800F, level: 2, [])
    let object = [UInt8](repeating: 7, count: 16) + nestedTNEF(count - 1)
    writer.attribute(
      0x9005, level: 2, TNEFWriter.properties([TNEFWriter.property(0x3701, 0x0D, object)]))
  }
  return writer.bytes
}

private let cases: [LimitCase] = [
  LimitCase("nesting", \.nesting, 3, .nestingLimit) {
    times($0, "Content-Type: message/rfc822\n\n") + "\nx"
  },
  LimitCase("parts", \.parts, 4, .partLimit) {
    "\(mixed)b\n\n\(times($0 - 1, "--b\n\nx\n"))--b--\n"
  },
  LimitCase("fields", \.fields, 4, .fieldLimit) { times($0, "A: b\n") + "\nx" },
  LimitCase("headerBytes", \.headerBytes, 20, .headerSizeLimit) {
    "A:\(times($0 - 3, " "))\nB: c\n\nx"
  },
  LimitCase("fieldBytes", \.fieldBytes, 20, .fieldSizeLimit) { "Subject:\(times($0, "x"))\n\nx" },
  LimitCase("parameters", \.parameters, 4, .parameterLimit) {
    "Content-Type: text/plain" + (0..<$0).map { "; p\($0)=v" }.joined() + "\n\nx"
  },
  LimitCase("addresses", \.addresses, 4, .addressLimit) { "Cc: \(times($0, "a@x.test, "))\n\nx" },
  LimitCase("messageIDs", \.messageIDs, 4, .messageIDLimit) {
    "References:\(times($0, " <1@x.test>"))\n\nx"
  },
  LimitCase("messageIDs without brackets", \.messageIDs, 4, .messageIDLimit) {
    "References:\(times($0, " 1@x.test"))\n\nx"
  },
  LimitCase("boundaryBytes", \.boundaryBytes, 4, .boundarySizeLimit) {
    let boundary = times($0, "b")
    return "\(mixed)\(boundary)\n\n--\(boundary)\n\nx\n--\(boundary)--\n"
  },
  LimitCase("guessedBoundaries", \.guessedBoundaries, 2, .guessLimit) {
    let inner = "--b\nContent-Type: multipart/mixed\n\n--cc\n\nx\n--cc--\n"
    return "\(mixed)b\n\n\(times($0, inner))--b--\n"
  },
  LimitCase("encodedNesting", \.encodedNesting, 2, .encodedNestingLimit) { count in
    let head = "Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n"
    return times(count, head) + "\nx"
  },
  LimitCase("encodedNesting of multiparts", \.encodedNesting, 1, .encodedNestingLimit) { count in
    let head = "Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n"
    let dash = "=\(times(count - 1, "3D"))2D"
    let body = "\(dash)-b\n\nx\n\(dash)-b--\n"
    return times(count - 1, head)
      + "\(mixed)b\nContent-Transfer-Encoding: quoted-printable\n\n\(body)"
  },
  LimitCase("inflatedBytes", \.inflatedBytes, 60, .inflatedSizeLimit) { (count: Int) -> [UInt8] in
    let entity = Array("Content-Type: text/plain\n\n".utf8)
    let content = entity + [UInt8](repeating: 0x78, count: count - entity.count)
    return CMSWriter.mail(
      CMSWriter().compressed(content), "Content-Type: application/pkcs7-mime")
  },
  LimitCase("embeddedFiles", \.embeddedFiles, 3, .embeddedFileLimit) {
    "\n" + times($0, "begin 644 x\n#0V%T\n`\nend\n")
  },
  LimitCase("embeddedFiles of TNEF", \.embeddedFiles, 3, .embeddedFileLimit) { count in
    var writer = TNEFWriter()
    for _ in 0..<count { writer.attribute(0x9002, level: 2, [0, 0]) }
    return Array("Content-Type: application/ms-tnef\n\n".utf8) + writer.bytes
  },
  LimitCase("deliveryGroups", \.deliveryGroups, 4, .deliveryGroupLimit) {
    "Content-Type: message/delivery-status\n\n" + times($0, "Action: failed\n\n")
  },
  LimitCase("tnefAttributes", \.tnefAttributes, 4, .tnefAttributeLimit) { count in
    var writer = TNEFWriter()
    for _ in 0..<count { writer.attribute(0x8004, Array("s\0".utf8)) }
    return Array("Content-Type: application/ms-tnef\n\n".utf8) + writer.bytes
  },
  LimitCase("tnefNesting", \.tnefNesting, 2, .tnefNestingLimit) {
    Array("Content-Type: application/ms-tnef\n\n".utf8) + nestedTNEF($0)
  },
  LimitCase("defects", \.defects, 2, .defectLimit) {
    "Subject: x\n\(times($0, ">From x\n"))\nx"
  },
  LimitCase("defects of content", \.defects, 2, .defectLimit) { count in
    (0..<count).map { "X-\($0): =?utf-8?Q?=FF?=\n" }.joined() + "\nx"
  },
]

@Suite("Limits")
struct LimitTests {
  @Test(
    "Just past a limit the parser stops and says so; at the limit it does neither", arguments: cases
  )
  func limit(case: LimitCase) {
    func read(_ count: Int) -> Message {
      var limits = Limits()
      limits[keyPath: `case`.limit] = `case`.value
      let message = Message(parsing: `case`.message(count), limits: limits)
      #expect(rangeViolation(message) == nil)
      readEverything(message)
      return message
    }
    let kinds = read(`case`.value + 1).allDefects.map(\.kind)
    #expect(kinds.contains(`case`.defect), "\(kinds)")
    #expect(!read(`case`.value).allDefects.map(\.kind).contains(`case`.defect))
  }

  @Test("Each limit has a case")
  func complete() {
    let names = Mirror(reflecting: Limits.default).children.compactMap(\.label)
    #expect(names.count > 10)
    #expect(Set(names).subtracting(cases.map(\.name)) == [])
  }

  @Test("What is within the limits is kept")
  func kept() {
    var limits = Limits()
    limits.parts = 3
    limits.addresses = 2
    limits.messageIDs = 1
    limits.embeddedFiles = 1
    let text = """
      To: a@x.test, b@x.test, c@x.test
      References: <1@x.test> <2@x.test>
      \(mixed)b

      --b

      begin 644 x
      #0V%T
      `
      end
      begin 644 y
      #0V%T
      `
      end
      --b

      second
      --b

      third
      --b--
      """
    let message = Message(parsing: Array(text.utf8), limits: limits)
    #expect(message.parts.count == 3)
    #expect(message.header.to.map(\.mailbox) == ["a@x.test", "b@x.test"])
    #expect(message.header.references == ["1@x.test"])
    #expect(message.attachments.map(\.name) == ["x"])
    // A file past the limit stays in the text, where it is still found.
    #expect(message.readableText.contains("begin 644 y"))
  }
}
