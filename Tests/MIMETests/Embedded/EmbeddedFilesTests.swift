import Bytes
import Testing

@testable import MIME

@Suite struct EmbeddedFilesTests {
  private func split(_ body: String) -> SplitBody? { split(Array(body.utf8)) }

  private func split(_ body: [UInt8]) -> SplitBody? { splitEmbeddedFiles(body.span, limit: 100) }

  @Test(
    arguments: [
      // Body, text without the file, name, content, defects.
      ("begin 644 cat.txt\n#0V%T\n`\nend\n", "", "cat.txt", "Cat", []),
      ("hi\nbegin 644 cat.txt\n#0V%T\n`\nend\nbye\n", "hi\nbye\n", "cat.txt", "Cat", []),
      ("begin 0644 a b.txt\r\n#0V%T\r\n \r\nend\r\n", "", "a b.txt", "Cat", []),
      ("begin 644 x\n#0V%T\n\nend\n", "", "x", "Cat", []),
      ("begin 644 x\n#0V%T\nend", "", "x", "Cat", []),
      ("begin 644 x\n`\nend\n", "", "x", "", []),
      ("begin 644 x\n#0V%T\n", "", "x", "Cat", [.unterminated]),
      ("begin 644 x\n#0V%T\nand then prose\n", "and then prose\n", "x", "Cat", [.unterminated]),
      ("begin 644 x\n#0V%TX\n`\nend\n", "", "x", "Cat", []),
      ("begin 644 x\n&0V%T\n`\nend\n", "", "x", "Cat", [.malformedLine]),
      ("begin 644 x\n#0V%T\n#0V%T\n`\nend\nx", "x", "x", "CatCat", []),
    ] as [(String, String, String, String, [EmbeddedFile.Defect])])
  func uuencodedFileIsTakenOut(
    _ body: String, _ text: String, _ name: String, _ content: String,
    _ defects: [EmbeddedFile.Defect]
  ) {
    let result = split(body)
    #expect(result.map { String(decoding: $0.text, as: UTF8.self) } == text)
    #expect(result?.files.elements.map(\.name) == [name])
    #expect(result?.files.elements.map { String(decoding: $0.bytes, as: UTF8.self) } == [content])
    #expect(result?.files.elements.map(\.defects) == [defects])
  }

  @Test(arguments: [
    "", "plain text\n", "begin 644 times\nwith prose of several words\n", "begin at once\n",
    "begin 644\n#0V%T\n", "  begin 644 x\n#0V%T\n`\nend\n", "> begin 644 x\n> #0V%T\n",
    "begin 2011 well\n\n", "=ybegin of prose\n", "=ybegin line=128 size=3\nabc\n", "=y", "b",
    "begin ",
  ])
  func proseIsLeftAlone(_ body: String) {
    #expect(split(body) == nil)
  }

  @Test func severalFilesKeepTheirOrderAndPlaces() throws {
    let body = "a\nbegin 644 one\n#0V%T\n`\nend\nb\nbegin 644 two\n#0V%T\n`\nend\nc\n"
    let result = try #require(split(body))
    #expect(result.files.elements.map(\.name) == ["one", "two"])
    #expect(String(decoding: result.text, as: UTF8.self) == "a\nb\nc\n")
    let utf8 = Array(body.utf8)
    for file in result.files.elements {
      let block = String(decoding: utf8[file.range], as: UTF8.self)
      #expect(block.hasPrefix("begin 644 \(file.name)\n") && block.hasSuffix("end\n"))
    }
  }

  /// yEnc of `content` with every byte that must be escaped.
  static func yEncoded(_ content: [UInt8], lineLength: Int = 128) -> [UInt8] {
    var output: [UInt8] = []
    var column = 0
    for byte in content {
      let encoded = byte &+ 42
      if [0x00, 0x0A, 0x0D, 0x3D].contains(encoded) {
        output += [0x3D, encoded &+ 64]
        column += 2
      } else {
        output.append(encoded)
        column += 1
      }
      if column >= lineLength {
        output += [0x0D, 0x0A]
        column = 0
      }
    }
    return output + (column > 0 ? [0x0D, 0x0A] : [])
  }

  static let allBytes = (0..<600).map { UInt8(truncatingIfNeeded: $0 * 7) }

  @Test func yEncRoundTrips() throws {
    let content = Self.allBytes
    let crc = String(CRC32.of(content), radix: 16)
    let body =
      Array("hello\r\n=ybegin line=128 size=600 name=a file.bin \r\n".utf8)
      + Self.yEncoded(content) + Array("=yend size=600 crc32=\(crc)\r\nbye\r\n".utf8)
    let result = try #require(split(body))
    #expect(String(decoding: result.text, as: UTF8.self) == "hello\r\nbye\r\n")
    #expect(result.files.elements.map(\.bytes) == [content])
    #expect(result.files.elements.map(\.name) == ["a file.bin"])
    #expect(result.files.elements.map(\.defects) == [[]])
  }

  @Test(
    arguments: [
      ("=yend size=600 crc32=12345678\r\n", [.wrongChecksum]), ("", [.unterminated]),
      ("=yend size=600\r\n", []), ("x\r\n=yend size=601\r\n", [.wrongSize]),
    ] as [(String, [EmbeddedFile.Defect])])
  func yEncDamageIsTold(_ end: String, _ defects: [EmbeddedFile.Defect]) {
    let body =
      Array("=ybegin line=128 size=600 name=x\r\n".utf8) + Self.yEncoded(Self.allBytes)
      + Array(end.utf8)
    #expect(split(body)?.files.elements.map(\.defects) == [defects])
  }

  @Test func yEncPartIsKnownAsPart() throws {
    let crc = String(CRC32.of(Self.allBytes), radix: 16)
    let body =
      Array("=ybegin part=1 total=2 line=128 size=900 name=x\r\n=ypart begin=1 end=600\r\n".utf8)
      + Self.yEncoded(Self.allBytes)
      + Array("=yend size=600 part=1 pcrc32=\(crc) crc32=00000000\r\n".utf8)
    let file = try #require(split(body)?.files.elements.first)
    #expect(file.bytes == Self.allBytes)
    #expect(file.defects == [.partial])
  }

  @Test func checksumIsTheKnownOne() {
    #expect(CRC32.of(Array("123456789".utf8)) == 0xCBF4_3926)
  }

  @Test(arguments: [
    "begin 644 x\n", "begin 644 x\n`\n", "=ybegin line=1 size=1 name=x\n", "=ypart begin=1 end=2\n",
    "M\n", "=", "begin 644 x\n#0V%T\n",
  ])
  func hostileInputIsLinear(_ unit: String) {
    let body = String(repeating: unit, count: 5_000)
    let result = split(body)
    #expect((result?.text.count ?? 0) <= body.utf8.count)
  }

  @Test func randomBlocksNeverTrap() {
    var random = TestRandom(state: 11)
    let seeds = [
      "begin 644 x\n#0V%T\n`\nend\n",
      "=ybegin part=1 line=128 size=3 name=x\n=ypart begin=1 end=3\n=yend size=3 pcrc32=1\n",
    ]
    for round in 0..<2_000 {
      var body = Array(seeds[round % 2].utf8)
      for _ in 0..<3 {
        let place = Int.random(in: 0..<body.count, using: &random)
        body[place] = UInt8.random(in: 0...255, using: &random)
      }
      let result = split(Array(body.prefix(Int.random(in: 0...body.count, using: &random))))
      #expect((result?.files.elements.count ?? 0) <= 2)
    }
  }
}
