import Testing

@testable import MIME

/// A small generator with a seed, so that a failure can be repeated (SplitMix64).
struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}

@Suite("Whatever happens to a message, it parses and its ranges hold")
struct PropertyTests {
  @Test("Whole", arguments: Fixture.all)
  func whole(fixture: Fixture) {
    for bytes in [fixture.bytes, fixture.withCRLF] {
      let message = Message(parsing: bytes)
      #expect(rangeViolation(message) == nil)
      readEverything(message)
    }
  }

  /// Positions in a fixture: all of a short one, some hundreds of a long one.
  private func sample(_ fixture: Fixture) -> StrideTo<Int> {
    stride(from: 0, to: fixture.bytes.count, by: 1 + fixture.bytes.count / 400)
  }

  /// Ranges are checked for each prefix, the contents read for some.
  @Test("Cut off anywhere", arguments: Fixture.all)
  func prefixes(fixture: Fixture) {
    for count in sample(fixture) {
      let message = Message(parsing: Array(fixture.bytes[..<count]))
      if let violation = rangeViolation(message) {
        Issue.record("\(count) octets: \(violation)")
      }
      if count % 31 == 0 { readEverything(message) }
    }
  }

  @Test("One octet changed", arguments: Fixture.all)
  func flippedBytes(fixture: Fixture) {
    var generator = Generator(state: 1)
    for position in sample(fixture) {
      var bytes = fixture.bytes
      bytes[position] = UInt8.random(in: 0...255, using: &generator)
      let message = Message(parsing: bytes)
      if let violation = rangeViolation(message) {
        Issue.record("octet \(position) as \(bytes[position]): \(violation)")
      }
      if position % 31 == 0 { readEverything(message) }
    }
  }

  @Test("Lines shuffled", arguments: Fixture.all)
  func shuffledLines(fixture: Fixture) {
    for seed in 0..<20 {
      var generator = Generator(state: UInt64(seed))
      let lines = fixture.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      let bytes = Array(lines.shuffled(using: &generator).joined(separator: [0x0A]))
      let message = Message(parsing: bytes)
      if let violation = rangeViolation(message) { Issue.record("seed \(seed): \(violation)") }
      if seed % 4 == 0 { readEverything(message) }
    }
  }

  /// What the fuzzer does, without its toolchain: bytes changed, pieces of messages moved,
  /// repeated, joined, and words that mean something put in anywhere.
  @Test("Mutated at random", arguments: 0..<8)
  func mutations(seed: Int) {
    var generator = Generator(state: UInt64(seed) &* 7919)
    let fixtures = Fixture.all
    for _ in 0..<100 {
      guard let first = fixtures.randomElement(using: &generator) else { return }
      var bytes = Bool.random(using: &generator) ? first.bytes : first.withCRLF
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        mutate(&bytes, fixtures, &generator)
      }
      let message = Message(parsing: bytes)
      if let violation = rangeViolation(message) {
        Issue.record("\(violation): \(String(decoding: bytes, as: UTF8.self).debugDescription)")
      }
      readEverything(message)
    }
  }

  private static let words: [String] = [
    "\n", "\r\n", "\r", "\n\n", "--", "--b\n", "--b--\n", "=", "=\n", "=?utf-8?Q?", "?=", "\"",
    "(", "<", ">", ";", ":", ",", "*0*=", "utf-8''%", "\nContent-Type: message/rfc822\n\n",
    "\nContent-Type: multipart/mixed; boundary=b\n\n--b\n", "\nbegin 644 x\n", "\n=ybegin ",
    "\nContent-Transfer-Encoding: base64\n", "\nContent-Transfer-Encoding: quoted-printable\n",
    "\u{1B}$B", "+AGE-", "&amp;", "<style>", "<!--", "\0",
  ]

  private func mutate(
    _ bytes: inout [UInt8], _ fixtures: [Fixture], _ generator: inout Generator
  ) {
    guard !bytes.isEmpty else { return }
    let start = Int.random(in: 0..<bytes.count, using: &generator)
    let end = min(bytes.count, start + Int.random(in: 0..<64, using: &generator))
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: bytes[start] = UInt8.random(in: 0...255, using: &generator)
    case 1: bytes.removeSubrange(start..<end)
    case 2: bytes.insert(contentsOf: bytes[start..<end], at: start)
    case 3:
      let word = Self.words.randomElement(using: &generator) ?? ""
      bytes.insert(contentsOf: word.utf8, at: start)
    case 4:
      let other = fixtures.randomElement(using: &generator)?.bytes ?? []
      let from = Int.random(in: 0...other.count, using: &generator)
      bytes.replaceSubrange(start..<bytes.count, with: other[from...])
    default:
      let piece = Array(bytes[start..<end])
      bytes.removeSubrange(start..<end)
      bytes.insert(contentsOf: piece, at: Int.random(in: 0...bytes.count, using: &generator))
    }
  }
}
