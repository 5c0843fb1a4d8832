import Mail
import Packing
import Testing

@testable import Store

@Suite struct Base64RunTests {
  private func run(_ text: String, limit: Int = 1 << 20) -> Base64Run? {
    let bytes = bytes(text)
    return Base64Run(in: bytes, range: 0..<bytes.count, limit: limit)
  }

  @Test(arguments: [
    // What is decoded, and how much of the text that takes.
    ("QUJD\r\n", 6), ("QUJD\n", 5), ("QUJDQUJD\r\nQUJD\r\n", 16), ("QUJDQUI=\r\n", 10),
    ("QUJDQQ==\n", 9), ("QUJD\nQUJD\nQUI=\n", 15),
    // The run ends where the shape does.
    ("QUJD\nQUJDQUJD\n", 5), ("QUJDQUJD\nQUJD\nQUJD\n", 14), ("QUJD\nQU!D\n", 5),
    ("QUJD\nQUJD\r\n", 5), ("QUI=\nQUJD\n", 5), ("QUJD\n\nQUJD\n", 5), ("QUJD\nQUJD", 5),
  ])
  func encodingAgainGivesTheSame(_ text: String, _ length: Int) throws {
    let found = try #require(run(text))
    #expect(found.range == 0..<length)
    let again = base64(
      found.decoded[...], lineLength: found.lineLength, lineEnd: found.lineEnd)
    #expect(again == Array(bytes(text)[..<length]))
  }

  @Test(arguments: [
    "", "\r\n", "QUJD", "QUJ\n", "QUJE QUJE\n", "====\n", "QQ=A\n", "=QQQ\n",
    // Bits that no byte stands for are not canonical: encoding would lose them.
    "QUJDQR==\n", "QUJDQUJ=\n",
  ])
  func whatIsNotCanonicalIsLeftAlone(_ text: String) { #expect(run(text) == nil) }

  @Test func theLimitEndsARunAfterAFullLine() throws {
    let found = try #require(run("QUJDQUJD\nQUJDQUJD\nQUJDQUJD\n", limit: 13))
    #expect(found.decoded == bytes("ABCABCABCABC"))
    #expect(found.range == 0..<18)
  }

  @Test(arguments: 0..<200)
  func anythingEncodedIsFoundWhole(_ seed: Int) throws {
    var random = Random(seed: UInt64(seed))
    let content = noise(Int.random(in: 1...2000, using: &random), seed: UInt64(seed))
    let line = 4 * Int.random(in: 1...30, using: &random)
    let end: Base64Run.LineEnd = seed % 2 == 0 ? .crlf : .lf
    let text = base64(content[...], lineLength: line, lineEnd: end)
    let found = try #require(Base64Run(in: text, range: 0..<text.count, limit: 1 << 20))
    #expect(found.decoded == content)
    #expect(found.range == 0..<text.count)
  }
}
