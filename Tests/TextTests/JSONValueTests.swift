import Foundation
import Testing
import Text

/// JSON as other programs read it.
@Suite struct JSONValueTests {
  @Test(arguments: [
    ("", "\"\""), ("a", "\"a\""), ("\"\\/", "\"\\\"\\\\/\""),
    ("\u{8}\u{C}\n\r\t", "\"\\b\\f\\n\\r\\t\""),
    ("\0\u{1B}\u{7F}\u{9B}", "\"\\u0000\\u001b\\u007f\\u009b\""),
    ("\u{2028}\u{2029}", "\"\\u2028\\u2029\""),
    // What would turn text around on a terminal.
    ("\u{202A}\u{202E}\u{2066}\u{2069}", "\"\\u202a\\u202e\\u2066\\u2069\""),
    ("\u{200E}\u{200F}\u{061C}", "\"\\u200e\\u200f\\u061c\""),
    // A combining mark merges with the quotation mark before it, and hides nothing.
    ("a\"\u{301}b", "\"a\\\"\u{301}b\""), ("\\\u{301}", "\"\\\\\u{301}\""),
    ("\r\n\u{301}", "\"\\r\\n\u{301}\""), ("日本 🎉", "\"日本 🎉\""),
  ])
  func stringsAreEscapedByScalar(_ text: String, _ json: String) throws {
    let written = JSONValue.string(text).text
    #expect(written.unicodeScalars.elementsEqual(json.unicodeScalars), "\(written)")
    let read = try JSONDecoder().decode([String].self, from: Data("[\(written)]".utf8))
    #expect(read.first?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
  }

  @Test func everyScalarComesBack() throws {
    let text = String(
      String.UnicodeScalarView((0...0x1_0000).compactMap { Unicode.Scalar($0 as UInt32) }))
    let json = JSONValue.string(text).text
    let read = try JSONDecoder().decode([String].self, from: Data("[\(json)]".utf8))
    #expect(read.first?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
  }

  @Test func membersStandInTheOrderGiven() {
    let value = JSONValue.object([
      ("b", .array([.integer(-1), .unsigned(.max), .bool(true), .null, .number(1.5)])),
      ("a", JSONValue(nil)), ("c", JSONValue(UInt64.max)), ("d", .number(2)),
      ("e", .number(.nan)), ("f", .object([])),
    ])
    #expect(
      value.text == "{\"b\":[-1,18446744073709551615,true,null,1.5],\"a\":null,"
        + "\"c\":18446744073709551615,\"d\":2,\"e\":null,\"f\":{}}")
  }

  // MARK: Encodable values

  private struct Report: Encodable {
    var messageID: String? = "<a@b>"
    var onServer = true
    var sha256 = "00"
    var totalIsExact = false
    var myURLList = [1, 2]
    var missing: Int?
    var nested = Nested()
    /// Names of folders, say: not names of properties.
    var counts = ["In Box": 3, "Älter": 1]
    var port: UInt16 = 995
    var tone = Tone.plain

    struct Nested: Encodable { var lineEnds: [String?] = ["lf", nil] }
    enum Tone: String, Encodable { case plain }
  }

  @Test func reportsAreWrittenAsBefore() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let expected = String(decoding: try encoder.encode(Report()), as: UTF8.self)
    #expect(JSONValue(encoding: Report()).text == expected)
    #expect(expected.contains("\"my_url_list\":[1,2]"))
  }

  @Test func namesCanStay() {
    #expect(
      JSONValue(encoding: Report.Nested(), names: .asDeclared).text == #"{"lineEnds":["lf",null]}"#)
    #expect(JSONValue(encoding: ["inWords": 1]).text == #"{"inWords":1}"#)
    #expect(JSONValue(encoding: [String]()).text == "[]")
    #expect(JSONValue(encoding: "text").text == "\"text\"")
  }

  /// A search's result is two values in one object.
  private struct Joined: Encodable {
    enum Key: CodingKey { case more }
    func encode(to encoder: any Encoder) throws {
      try Report.Nested().encode(to: encoder)
      var own = encoder.container(keyedBy: Key.self)
      try own.encode(1, forKey: .more)
    }
  }

  @Test func twoValuesMayShareAnObject() {
    #expect(JSONValue(encoding: Joined()).text == #"{"line_ends":["lf",null],"more":1}"#)
  }
}
