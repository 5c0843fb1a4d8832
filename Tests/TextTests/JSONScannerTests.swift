import Testing
import Text

/// Lines of a manifest, which may come from anywhere.
@Suite struct JSONScannerTests {
  /// Members by name; nil where the line is no whole object of simple values.
  private func read(_ json: String) -> [String: String]? {
    var members: [String: String] = [:]
    var scanner = JSONScanner(Array(json.utf8))
    let isWhole = scanner.object { scanner, name in
      switch name {
      case "text": members[name] = scanner.string()
      case "number": members[name] = (scanner.integer() as Int64?).map { "\($0)" }
      case "literal": members[name] = scanner.literal()
      default:
        guard scanner.skipValue() else { return false }
        members[name] = "skipped"
      }
      return members[name] != nil
    }
    return isWhole ? members : nil
  }

  @Test(
    arguments: [
      ("{}", [:]), (" { } ", [:]), (#"{"text":"a"}"#, ["text": "a"]),
      (#"{ "text" : "é\"\\\/\b\f\n\r\t" }"#, ["text": "é\"\\/\u{8}\u{C}\n\r\t"]),
      (#"{"text":"\u00e9\u20AC\ud83c\udf89"}"#, ["text": "é€🎉"]),
      (#"{"number":-42,"literal":true}"#, ["number": "-42", "literal": "true"]),
      (
        #"{"number":9223372036854775807,"x":"y","z":null,"n":7}"#,
        ["number": "9223372036854775807", "x": "skipped", "z": "skipped", "n": "skipped"]
      ),
      (#"{"t\u0065xt":"a"}"#, ["text": "a"]),
    ] as [(String, [String: String])])
  func objectsAreRead(_ json: String, _ members: [String: String]) {
    #expect(read(json) == members)
  }

  @Test(arguments: [
    "", "{", "}", "[]", "null", #"{"text"}"#, #"{"text":}"#, #"{"text":"a"#, #"{"text":"a",}"#,
    #"{"text":"a"} x"#, #"{"text":"a"}{}"#, #"{text:"a"}"#, #"{"text":1}"#, #"{"text":"\"}"#,
    #"{"number":"1"}"#, #"{"number":9223372036854775808}"#, #"{"number":1.5}"#, #"{"number":--1}"#,
    #"{"literal":nil}"#, #"{"x":[1]}"#, #"{"x":{}}"#,
    // No code unit: a sign, too few digits, half a pair, the halves in the wrong order.
    #"{"text":"\u+123"}"#, #"{"text":"\u12"}"#, #"{"text":"\ud83c"}"#, #"{"text":"\udf89\ud83c"}"#,
    #"{"text":"\ud83c\u0041"}"#, #"{"text":"\u12é"}"#,
  ])
  func whatIsNoSuchObjectIsRefused(_ json: String) { #expect(read(json) == nil) }

  @Test func invalidUTF8IsRefused() {
    var scanner = JSONScanner(Array("{\"text\":\"".utf8) + [0xFF] + Array("\"}".utf8))
    #expect(!scanner.object { scanner, _ in scanner.string() != nil })
  }

  @Test func whatTheWriterWritesIsRead() {
    let text = "\"\\\0\u{1B}\r\n\u{202E}\u{301}🎉"
    let json = JSONValue.object([("text", .string(text)), ("number", .integer(.min))]).text
    #expect(read(json) == ["text": text, "number": "\(Int64.min)"])
  }

  /// The same on every run: whatever is cut or changed, nothing traps.
  @Test func damageDoesNoHarm() {
    let whole = Array(#"{"text":"a\u00e9\n","number":-12,"literal":false,"x":"y"}"#.utf8)
    for end in whole.indices {
      #expect(read(String(decoding: whole[..<end], as: UTF8.self)) == nil)
    }
    for index in whole.indices {
      for byte in [0, 0x22, 0x5C, 0x7B, 0x7D, 0x2C, 0x2D, 0x75, 0xFF] as [UInt8] {
        var damaged = whole
        damaged[index] = byte
        var scanner = JSONScanner(damaged)
        _ = scanner.object { scanner, _ in scanner.skipValue() }
      }
    }
  }
}
