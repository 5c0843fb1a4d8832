import Testing

@testable import Serve

@Suite struct ResponseBufferTests {
  private func text(allowsUTF8: Bool = false, _ write: (inout ResponseBuffer) -> Void) -> [UInt8] {
    var buffer = ResponseBuffer()
    buffer.allowsUTF8 = allowsUTF8
    write(&buffer)
    return buffer.bytes
  }

  @Test(arguments: [
    ("", "\"\""), ("a b", "\"a b\""), ("a\"b\\", "\"a\\\"b\\\\\""),
    ("a\r\nb FETCH", "{10}\r\na\r\nb FETCH"), ("ä", "{2}\r\nä"), ("\u{7f}", "{1}\r\n\u{7f}"),
  ])
  func nothingBreaksOutOfAString(value: String, wanted: String) {
    #expect(text { $0.string(Array(value.utf8)) } == Array(wanted.utf8))
  }

  @Test func whatCannotBeSentIsReplaced() {
    #expect(text { $0.literal([0x61, 0, 0x62]) } == Array("{3}\r\n".utf8) + [0x61, 0x80, 0x62])
    #expect(text { $0.binaryLiteral([0]) } == Array("~{1}\r\n".utf8) + [0])
    #expect(text { $0.words("[OK] \r\n* BYE é") } == Array(":[OK] ??* BYE ??".utf8))
  }

  @Test func utf8IsQuotedOnlyForThoseWhoTakeIt() {
    #expect(text(allowsUTF8: true) { $0.string(Array("ä".utf8)) } == Array("\"ä\"".utf8))
    #expect(text(allowsUTF8: true) { $0.string([0xE4]) } == Array("{1}\r\n".utf8) + [0xE4])
  }

  @Test func wordsThatMeanNothingElseStandAlone() {
    #expect(text { $0.astring(Array("INBOX".utf8)) } == Array("INBOX".utf8))
    #expect(text { $0.astring(Array("nil".utf8)) } == Array("\"nil\"".utf8))
    #expect(text { $0.astring(Array("a/b c".utf8)) } == Array("\"a/b c\"".utf8))
    #expect(text { $0.number(1_234_567_890_123) } == Array("1234567890123".utf8))
    #expect(text { $0.number(0) } == Array("0".utf8))
  }
}
