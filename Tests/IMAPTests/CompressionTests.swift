import Bytes
import Testing

@testable import IMAP

@Suite struct CompressionTests {
  private func expand(_ packed: [UInt8], by piece: Int) throws -> [UInt8]? {
    let compression = try #require(Compression())
    var plain: [UInt8] = []
    var rest = packed[...]
    while !rest.isEmpty {
      let isWhole = try compression.expand(rest.prefix(piece)) { bytes in
        for index in 0..<bytes.byteCount { plain.append(bytes[index]) }
      }
      guard isWhole else { return nil }
      rest = rest.dropFirst(piece)
    }
    return plain
  }

  @Test(arguments: [1, 7, 1_000, 1_000_000])
  func whatIsCompressedComesBack(_ piece: Int) throws {
    let compression = try #require(Compression())
    let texts = ["a1 NOOP\r\n", String(repeating: "much of the same. ", count: 20_000), "x"]
    let packed = try texts.flatMap { try #require(compression.compress(Array($0.utf8))) }
    #expect(compression.compress([]) == [])
    #expect(try expand(packed, by: piece) == Array(texts.joined().utf8))
  }

  @Test func damageIsNoticed() throws {
    #expect(try expand([0xFF, 0xFF, 0xFF, 0xFF], by: 100) == nil)
  }

  @Test func whatFollowsTheAnswerIsLeftForIt() throws {
    var dialogue = Dialogue(place: "test:143", expectsGreeting: false)
    dialogue.enqueue(.compress)
    let recorder = Recorder()
    let bytes = Array("M1 OK go\r\n".utf8) + [1, 2, 3]
    #expect(try unsafe dialogue.receive(bytes.span.bytes, recorder) == bytes.count - 3)
    dialogue.enqueue(.compress)
    let refusal = Array("M2 NO\r\n* OK x\r\n".utf8)
    #expect(try unsafe dialogue.receive(refusal.span.bytes, recorder) == refusal.count)
  }
}
