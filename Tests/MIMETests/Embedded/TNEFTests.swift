import Foundation
import Testing

@testable import MIME

/// Writes TNEF for tests (MS-OXTNEF).
struct TNEFWriter {
  var bytes: [UInt8] = [0x78, 0x9F, 0x3E, 0x22, 0x01, 0x00]

  static func number(_ value: Int, size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  mutating func attribute(_ id: Int, level: UInt8 = 1, _ data: [UInt8], checksum: Int? = nil) {
    let sum = data.reduce(0) { ($0 + Int($1)) & 0xFFFF }
    bytes += [level] + Self.number(id, size: 2) + [6, 0] + Self.number(data.count, size: 4)
    bytes += data + Self.number(checksum ?? sum, size: 2)
  }

  static func properties(_ properties: [[UInt8]]) -> [UInt8] {
    number(properties.count, size: 4) + properties.joined()
  }

  static func property(_ id: Int, _ type: Int, _ data: [UInt8]) -> [UInt8] {
    let padding = [UInt8](repeating: 0, count: (4 - data.count % 4) % 4)
    return number(type, size: 2) + number(id, size: 2) + number(1, size: 4)
      + number(data.count, size: 4) + data + padding
  }

  static func unicode(_ text: String) -> [UInt8] {
    (text + "\u{0}").utf16.flatMap { number(Int($0), size: 2) }
  }
}

@Suite struct TNEFTests {
  static let sample: [UInt8] = {
    var writer = TNEFWriter()
    writer.attribute(0x9007, TNEFWriter.number(1251, size: 4) + [0, 0, 0, 0])
    writer.attribute(0x8004, encode("Тема", as: "CP1251") + [0])
    writer.attribute(
      0x9003,
      TNEFWriter.properties([
        // A named property with a string name, and one of several values.
        [0x1F, 0x00, 0x01, 0x80] + [UInt8](repeating: 9, count: 16)
          + TNEFWriter.number(1, size: 4) + TNEFWriter.number(6, size: 4)
          + TNEFWriter.unicode("ab") + [0, 0] + TNEFWriter.number(1, size: 4)
          + TNEFWriter.number(4, size: 4) + TNEFWriter.unicode("x"),
        [0x03, 0x10, 0x34, 0x12] + TNEFWriter.number(2, size: 4) + [1, 0, 0, 0, 2, 0, 0, 0],
        TNEFWriter.property(0x1009, 0x102, RTFTests.compressedSample),
      ]))
    writer.attribute(0x9002, level: 2, [0, 0])
    writer.attribute(0x8010, level: 2, Array("LONGNA~1.TXT\0".utf8))
    writer.attribute(0x800F, level: 2, Array("content".utf8))
    writer.attribute(
      0x9005, level: 2,
      TNEFWriter.properties([
        TNEFWriter.property(0x3707, 0x1F, TNEFWriter.unicode("long näme.txt")),
        TNEFWriter.property(0x370E, 0x1E, Array("text/plain\0".utf8)),
        TNEFWriter.property(0x3712, 0x1E, Array("id@x\0".utf8)),
      ]))
    writer.attribute(0x9002, level: 2, [0, 0])
    writer.attribute(
      0x9005, level: 2,
      TNEFWriter.properties([
        TNEFWriter.property(0x3001, 0x1E, Array("inner\0".utf8)),
        TNEFWriter.property(0x3701, 0x0D, [UInt8](repeating: 7, count: 16) + TNEFWriter().bytes),
      ]))
    return writer.bytes
  }()

  private func read(_ bytes: [UInt8]) -> TNEF? { TNEF(bytes.span, limits: .default) }

  @Test func messageIsOpened() throws {
    let tnef = try #require(read(Self.sample))
    #expect(tnef.subject == "Тема")
    #expect(tnef.text == "hello world")
    #expect(tnef.defects == [])
    #expect(tnef.attachments.map(\.name) == ["long näme.txt", "inner"])
    #expect(tnef.attachments[0].type == "text/plain")
    #expect(tnef.attachments[0].contentID == "id@x")
    #expect(tnef.attachments[0].bytes == Array("content".utf8))
    #expect(tnef.attachments.map(\.isMessage) == [false, true])
    #expect(tnef.attachments[1].bytes == TNEFWriter().bytes)
  }

  @Test func bodiesAreTakenInOrder() throws {
    func message(_ properties: [[UInt8]]) -> TNEF? {
      var writer = TNEFWriter()
      writer.attribute(0x9003, TNEFWriter.properties(properties))
      return read(writer.bytes)
    }
    let html = TNEFWriter.property(0x1013, 0x102, Array("<p>from <b>HTML</b>".utf8))
    let rtf = TNEFWriter.property(0x1009, 0x102, RTFTests.compressedSample)
    let plain = TNEFWriter.property(0x1000, 0x1F, TNEFWriter.unicode("plain"))
    #expect(message([rtf, html, plain])?.text == "plain")
    #expect(message([rtf, html])?.text == "from HTML")
    #expect(message([])?.text == nil)
    #expect(message([TNEFWriter.property(0x1009, 0x102, [1])])?.defects == [.malformedRTF])
  }

  @Test func damageIsTold() {
    var writer = TNEFWriter()
    writer.attribute(0x8004, Array("s".utf8), checksum: 1)
    #expect(read(writer.bytes)?.defects == [.wrongChecksum])
    #expect(read(writer.bytes)?.subject == "s")
    #expect(read(Array(writer.bytes.dropLast()))?.defects == [.truncated])
    var huge = TNEFWriter()
    huge.bytes += [2, 0x0F, 0x80, 6, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x41, 0x42]
    #expect(read(huge.bytes)?.attachments.map(\.bytes) == [[0x41, 0x42]])
    #expect(read(huge.bytes)?.defects == [.truncated])
    var properties = TNEFWriter()
    properties.attribute(
      0x9003, [0xFF, 0xFF, 0xFF, 0xFF, 0x1E, 0, 0, 0x10, 0xFF, 0xFF, 0xFF, 0xFF])
    #expect(read(properties.bytes)?.defects == [.malformedProperties])
  }

  /// What is wrong with a winmail.dat is told by the message, wherever in it that is.
  @Test func messageTellsOfDamage() {
    func kinds(_ tnef: [UInt8]) -> [Defect.Kind] {
      let head = "Content-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\n"
      return Message(head + Data(tnef).base64EncodedString()).allDefects.map(\.kind)
    }
    #expect(kinds(Self.sample) == [])
    #expect(kinds(Array(Self.sample.dropLast())) == [.damagedEmbeddedFile])

    var checksum = TNEFWriter()
    checksum.attribute(0x8004, Array("s".utf8), checksum: 1)
    #expect(kinds(checksum.bytes) == [.damagedEmbeddedFile])

    var unreadable = TNEFWriter()
    unreadable.attribute(0x9007, TNEFWriter.number(932, size: 4) + [0, 0, 0, 0])
    unreadable.attribute(0x8004, [0x82, 0])
    #expect(kinds(unreadable.bytes) == [.lossyText])

    var outer = TNEFWriter()
    outer.attribute(0x9002, level: 2, [0, 0])
    let object = [UInt8](repeating: 7, count: 16) + checksum.bytes
    outer.attribute(
      0x9005, level: 2, TNEFWriter.properties([TNEFWriter.property(0x3701, 0x0D, object)]))
    #expect(kinds(outer.bytes) == [.damagedEmbeddedFile])

    var text = TNEFWriter()
    text.attribute(0x9002, level: 2, [0, 0])
    text.attribute(0x8010, level: 2, Array("a.txt\0".utf8))
    text.attribute(0x800F, level: 2, [0xE4, 0x62])
    #expect(kinds(text.bytes) == [.charsetGuessed])
  }

  @Test(arguments: [[], [0x78, 0x9F, 0x3E, 0x22], Array("begin 644".utf8)] as [[UInt8]])
  func otherBytesAreNotTNEF(_ bytes: [UInt8]) {
    #expect(read(bytes) == nil)
  }

  @Test func everyPrefixAndFlippedByteIsRead() {
    for length in 6..<Self.sample.count {
      #expect(read(Array(Self.sample.prefix(length))) != nil)
    }
    for place in 6..<Self.sample.count {
      for flip in [0x01, 0x80, 0xFF] as [UInt8] {
        var bytes = Self.sample
        bytes[place] ^= flip
        #expect((read(bytes)?.attachments.count ?? 0) < 10)
      }
    }
  }
}

@Suite struct RTFTests {
  /// The example of MS-OXRTFCP section 3.1.
  static let compressedSample: [UInt8] = [
    0x2D, 0x00, 0x00, 0x00, 0x2B, 0x00, 0x00, 0x00, 0x4C, 0x5A, 0x46, 0x75, 0xF1, 0xC5, 0xC7, 0xA7,
    0x03, 0x00, 0x0A, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0A, 0xF3, 0x20,
    0x68, 0x65, 0x6C, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xB0, 0x6C, 0x64, 0x7D, 0x0A, 0x80, 0x0F,
    0xA0,
  ]

  @Test func compressedTextExpands() {
    let expanded = decompressedRTF(Self.compressedSample.span)
    #expect(
      expanded.map { String(decoding: $0, as: UTF8.self) }
        == "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n")
  }

  @Test(arguments: [
    (#"{\rtf1 one\par two\line three}"#, "one\ntwo\nthree"),
    (#"{\rtf1{\fonttbl{\f0 Arial;}}{\*\generator x;}text}"#, "text"),
    (#"{\rtf1\ansicpg1251\'cf\'f0\'e8\'e2\'e5\'f2}"#, "Привет"),
    (#"{\rtf1\ansicpg932\'93\'fa\'96\'7b}"#, "日本"),
    (#"{\rtf1 \u8364?x\uc0\u228 y\u-10179\u-8704 }"#, "€xäy😀"),
    (#"{\rtf1 a\tab b\~c\_d \{\\\}}"#, "a\tb c-d {\\}"),
    (#"{\rtf1\b bold\b0 .}"#, "bold."),
    (
      #"{\rtf1\fromhtml1 {\*\htmltag64 <p>}\htmlrtf \par\htmlrtf0 a {\*\htmltag84 <b>}b"#
        + #"{\*\htmltag92 </b>}{\*\htmltag84 &amp;}c{\*\htmltag72 </p>}}"#,
      "a b&c"
    ),
    (#"}}}\"#, ""), (#"{{{\'"#, ""), (#"\u"#, ""), (#"\'zz"#, "zz"), ("", ""),
    (#"{\rtf1\u99999999999999999999 x}"#, ""),
  ])
  func textIsRead(_ rtf: String, _ text: String) {
    #expect(plainText(fromRTF: Array(rtf.utf8).span) == text)
  }

  @Test func anyCompressedBytesExpandWithinBounds() {
    var random = TestRandom(state: 5)
    for length in 0..<300 {
      let header: [UInt8] = [
        0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F, 0x4C, 0x5A, 0x46, 0x75, 0, 0, 0, 0,
      ]
      let bytes = header + (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect((decompressedRTF(bytes.span)?.count ?? 0) <= 9 * length)
    }
  }
}
