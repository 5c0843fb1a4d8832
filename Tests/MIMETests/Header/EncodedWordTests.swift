import Testing

@testable import MIME

private func decode(_ value: String) -> String {
  let bytes = Array(value.utf8)
  return decodeUnstructured(bytes.span, 0..<bytes.count).text
}

@Suite("Header text, RFC 2047")
struct EncodedWordTests {
  @Test(
    "Encoded-words that keep to the standard",
    arguments: [
      // Section 8
      ("=?ISO-8859-1?Q?a?=", "a"),
      ("=?ISO-8859-1?Q?a?= b", "a b"),
      ("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"),
      ("=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=", "ab"),
      ("=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-1?Q?b?=", "ab"),
      ("=?ISO-8859-1?Q?a_b?=", "a b"),
      ("=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"),
      (
        "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=\n =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=",
        "If you can read this you understand the example."
      ),
      ("=?iso-8859-1?q?=E4?=", "ä"),
      ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
      // RFC 2231 section 5: language
      ("=?US-ASCII*EN?Q?Keith_Moore?=", "Keith Moore"),
      ("=?utf-8?Q??=", ""),
    ])
  func standard(value: String, expected: String) {
    #expect(decode(value) == expected)
  }

  @Test(
    "What mailers write instead",
    arguments: [
      // A character split between words, of both encodings
      ("=?utf-8?Q?=C3?= =?utf-8?Q?=A4?=", "ä"),
      ("=?utf-8?B?w6?= =?utf-8?B?Q=?=", "ä"),
      ("=?utf-8?B?ww==?= =?utf-8?Q?=A4?=", "ä"),
      // Inside a word, in quotes, no white space between
      ("x=?utf-8?Q?=C3=A4?=y", "xäy"),
      ("\"=?utf-8?Q?=C3=A4?=\"", "\"ä\""),
      ("=?utf-8?Q?=C3=A4?==?utf-8?Q?=C3=B6?=", "äö"),
      // Blanks inside
      ("=?utf-8?Q?a b =C3=A4?=", "a b ä"),
      ("=?utf-8?Q?a\r\n b?=", "a b"),
      ("=?utf-8?B?w6Q g?=", "ä\u{20}"),
      // A question mark that was not encoded
      ("=?utf-8?Q?Who?_=C3=A4?=", "Who? ä"),
      ("=?utf-8?Q?Who?=20is?=", "Who? is"),
      // No padding, no end, lower-case digits, invalid escapes
      ("=?utf-8?B?w6Q?=", "ä"),
      ("=?utf-8?Q?=C3=A4", "ä"),
      ("=?utf-8?q?=c3=a4?=", "ä"),
      ("=?utf-8?Q?a=ZZb?=", "a=ZZb"),
      // Not encoded-words at all
      ("=?utf-8?X?a?=", "=?utf-8?X?a?="),
      ("=??Q?a?=", "=??Q?a?="),
      ("a =? b", "a =? b"),
      ("2=?", "2=?"),
      // Line ends in decoded text do not make new lines
      ("=?utf-8?Q?a=0D=0Ab?=", "a  b"),
    ])
  func broken(value: String, expected: String) {
    #expect(decode(value) == expected)
  }

  @Test(
    "Folds, RFC 5322 section 2.2.3",
    arguments: [
      ("a\r\n b", "a b"), ("a\n\tb", "a b"), (" a \r\n \r\n b ", "a b"), ("a\rb", "a b"),
      ("a  b", "a  b"), ("ä\r\n ö", "ä ö"), ("\0a\0", "a"), ("a\u{7}b", "a b"),
    ])
  func folds(value: String, expected: String) {
    #expect(decode(value) == expected)
  }

  @Test(
    "An ISO 2022 charset without any encoding",
    arguments: [
      ("\u{1B}$BF|K\\\u{1B}(B", "日本"), ("Re: \u{1B}$BF|K\\\u{1B}(B\r\n x", "Re: 日本 x"),
      ("a\u{1B}b", "a b"),
    ])
  func shifted(value: String, expected: String) {
    #expect(decode(value) == expected)
  }

  @Test("An unknown charset keeps the ASCII of a word")
  func unknownCharset() {
    #expect(decode("=?x-none?Q?abc?=") == "abc")
  }
}
