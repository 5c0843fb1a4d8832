import Digests
import Files
import Testing

/// Whatever is taken for the same mail can be made again exactly.
@Suite struct CanonicalFormTests {
  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static func canonical(_ message: [UInt8]) throws -> [UInt8] {
    try CanonicalForm.bytes(of: .memory(message)).all()
  }

  @Test(arguments: [
    ("A: 1\n\nx\n", "A: 1\r\n\r\nx\r\n"), ("A: 1\r\n\r\nx\r\n", "A: 1\r\n\r\nx\r\n"),
    ("A: 1\n\nx", "A: 1\r\n\r\nx\r\n"), ("A: 1\r\n\nx\r\n", "A: 1\r\n\r\nx\r\n"),
    ("From a@b Sat Jan  3 01:05:34 1996\nA: 1\n\n", "A: 1\r\n\r\n"),
    (">From a Sat Jan  3\r\nA: 1\r\n", "A: 1\r\n"),
    (
      "X-GM-THRID: 1\nX-Gmail-Labels: a,\n b\nA: 1\nStatus: RO\n\nStatus: x\n",
      "A: 1\r\n\r\nStatus: x\r\n"
    ),
    (
      "A: 1\nX-Mozilla-Status: 0001\nx-mozilla-keys: \nB: 2\n c\nLines: 3\n\n\n",
      "A: 1\r\nB: 2\r\n c\r\n\r\n\r\n"
    ),
    ("Subject: Status: x\nStatusQuo: 1\n\n", "Subject: Status: x\r\nStatusQuo: 1\r\n\r\n"),
    ("A: 1\nFrom here on\nStatus", "A: 1\r\nFrom here on\r\nStatus\r\n"), ("", ""),
    ("\nStatus: RO\n", "\r\nStatus: RO\r\n"), ("Status: RO\n", ""), ("a\rb", "a\rb\r\n"),
  ])
  func theFormIs(_ message: String, _ expected: String) throws {
    #expect(try Self.canonical(Self.bytes(message)) == Self.bytes(expected))
    let form = try CanonicalForm(of: .memory(Self.bytes(message)))
    let digest = try SHA256Digest(of: Self.bytes(expected))
    #expect(form.digest == (message == expected ? nil : digest))
  }

  @Test(arguments: [
    "A: 1\r\n\nx\r\n", "A: 1\n\nx\r\n", "Status: RO\n\nx\n", "From a@b Sat Jan  3\n\nx\n",
  ])
  func whatWouldNotBeTheSameStandsAlone(_ message: String) throws {
    #expect(try CanonicalForm(of: .memory(Self.bytes(message))).form == nil)
  }

  /// Made of any piece that matters, so that all boundaries meet.
  @Test func everyFormIsMadeOfEveryOtherWithTheSameCanonicalBytes() throws {
    let pieces = [
      "\n", "\r\n", "\r", "Status: RO", "X-Keywords: a", "X-Mozilla-Status: 0\n", "A: b", " fold",
      "\tfold", "From x y\n", "\n\n", "\r\n\r\n", "text", "Lines: 4\r\n", ":", "",
    ].map(Self.bytes)
    var generator = SplitMix(state: 7)
    var made: [[UInt8]: [[UInt8]]] = [:]
    for _ in 0..<20_000 {
      let message = (0..<Int(generator.next() % 9)).flatMap { _ in
        pieces[Int(generator.next() % UInt64(pieces.count))]
      }
      made[try Self.canonical(message), default: []].append(message)
    }
    var formed = 0
    for (canonical, messages) in made {
      #expect(try Self.canonical(canonical) == canonical)
      for message in messages {
        guard let form = try CanonicalForm(of: .memory(message)).form else { continue }
        let same = try #require(MessageForm(encoded: form.encoded))
        #expect(same == form)
        for other in [canonical, messages[0], messages[messages.count - 1]] {
          #expect(try same.message(like: .memory(other)).all() == message)
        }
        formed += 1
      }
    }
    #expect(formed > 5_000)
  }

  @Test func aMessageInAFileIsTheSame() throws {
    let line = Self.bytes("a line of some length\n")
    let body = (0..<100_000).flatMap { _ in line }
    let message = Self.bytes("X-Gmail-Labels: a\nSubject: x\n\n") + body
    var builder = MessageBytesBuilder(in: SpillPlace("/tmp", inMemory: 1_000))
    try builder.append(message.span)
    let held = try builder.take()
    #expect(held.spill != nil)
    let form = try CanonicalForm(of: held)
    #expect(try form == CanonicalForm(of: .memory(message)))
    let canonical = try CanonicalForm.bytes(of: held)
    #expect(try #require(form.form).message(like: canonical).all() == message)
  }

  @Test(arguments: [[], [4], [0, 0], [0, 0, 0, 0, 1, 0, 0, 0, 9, 1], [0xFF]])
  func whatIsNoFormIsNotRead(_ bytes: [UInt8]) {
    #expect(MessageForm(encoded: bytes) == nil)
  }
}

private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
