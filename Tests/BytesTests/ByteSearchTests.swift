import Testing

@testable import Bytes

@Suite struct ByteSearchTests {
  @Test(
    arguments: [
      ("a\nb\n", 0, 1), ("a\nb\n", 1, 1), ("a\nb\n", 2, 3), ("a\nb\n", 4, nil), ("ab", 0, nil),
      ("", 0, nil), ("\n", 1, nil), ("\n", 9, nil), ("\n", -1, nil),
    ] as [(String, Int, Int?)])
  func oneByte(text: String, start: Int, expected: Int?) {
    let bytes = Array(text.utf8)
    #expect(bytes.span.firstIndex(of: Byte.lf, from: start) == expected)
    let raw = unsafe bytes.span.bytes.firstIndex(of: Byte.lf, from: start)
    #expect(raw == expected)
    if 0...bytes.count ~= start {
      #expect(bytes.span.firstIndex(of: Byte.lf, in: start..<bytes.count) == expected)
    }
  }

  @Test func searchesEndWithTheRange() {
    let bytes = Array("ab=?c".utf8)
    #expect(bytes.span.firstIndex(of: Byte.equals, in: 0..<2) == nil)
    #expect(bytes.span.firstIndex(of: Byte.equals, Byte.question, in: 0..<3) == nil)
    #expect(bytes.span.firstIndex(of: Byte.equals, Byte.question, in: 1..<4) == 2)
    #expect(place(of: "=?c", in: bytes, 0..<4) == nil)
    #expect(place(of: "=?c", in: bytes, 0..<5) == 2)
  }

  @Test(
    arguments: [
      ("aab", "ab", 1), ("ab", "", nil), ("", "a", nil), ("aaa", "aaaa", nil), ("aaab", "aab", 1),
    ] as [(String, String, Int?)])
  func severalBytes(text: String, other: String, expected: Int?) {
    let bytes = Array(text.utf8)
    #expect(place(of: other, in: bytes, 0..<bytes.count) == expected)
  }

  private func place(of text: String, in bytes: [UInt8], _ range: Range<Int>) -> Int? {
    let other = Array(text.utf8)
    return bytes.span.firstIndex(of: other.span, in: range)
  }

  @Test(
    arguments: [
      ("a\r\nb\r\n", nil), ("a\rb", 1), ("a\r", 1), ("\r\r\n", 0), ("\r\n\r", 2), ("", nil),
    ] as [(String, Int?)])
  func bareCR(text: String, expected: Int?) {
    #expect(Array(text.utf8).span.firstBareCR == expected)
  }

  @Test(
    arguments: [
      ("+OK x", 0, true), (" +OK", 1, true), ("+O", 0, false), ("+OK", 1, false),
      ("+OK", -1, false),
      ("", 0, false), ("+OK", 4, false),
    ])
  func beginnings(text: String, start: Int, expected: Bool) {
    let bytes = Array(text.utf8)
    let other = Array("+OK".utf8)
    var answers = [bytes.span.hasBytes("+OK", at: start)]
    unsafe answers.append(bytes.span.bytes.hasBytes("+OK", at: start))
    if start >= 0 { answers.append(bytes.span.hasBytes(other.span, at: start)) }
    #expect(answers.allSatisfy { $0 == expected })
    let beginsWithNothing = bytes.span.hasBytes("", at: 0)
    #expect(beginsWithNothing)
  }

  @Test(
    arguments: [("", "", true), ("a", "a", true), ("a", "b", false), ("a", "aa", false)])
  func equality(left: String, right: String, expected: Bool) {
    let (one, slice, other) = (
      Array(left.utf8), Array("x\(left)".utf8)[1...], Array(right.utf8)
    )
    let areEqual = one.span.isEqual(to: other.span)
    let isSliceEqual = slice.span.isEqual(to: other.span)
    #expect(areEqual == expected)
    #expect(isSliceEqual == expected)
  }

  @Test(
    arguments: [
      ("ab\r\ncd", 0, 2, 4), ("ab\ncd", 0, 2, 3), ("ab\ncd", 3, 5, 5), ("a\rb\n", 0, 3, 4),
      ("\r\n", 0, 0, 2), ("\r\n", 1, 1, 2), ("", 0, 0, 0),
    ])
  func lines(text: String, start: Int, end: Int, next: Int) {
    let line = Array(text.utf8).span.line(at: start)
    #expect(line.end == end)
    #expect(line.next == next)
  }

  @Test(
    arguments: [
      ("Text/PLAIN", true), ("text/plain", true), ("text/plainer", false), ("textOplain", false),
      ("", false),
    ])
  func equalityWithoutCase(text: String, expected: Bool) {
    let bytes = Array(text.utf8)
    let isEqual = bytes.span.isEqual(0..<bytes.count, lowercase: "text/plain")
    #expect(isEqual == expected)
  }

  @Test(arguments: [(" \t a b\r\n\u{0}", 3..<6), ("", 0..<0), (" \n", 2..<2), ("ab", 0..<2)])
  func trimmed(text: String, expected: Range<Int>) {
    let bytes = Array(text.utf8)
    #expect(bytes.span.trimmed(0..<bytes.count) == expected)
  }

  @Test func highBytesAreFoundWhereverTheyStand() {
    for count in 0..<40 {
      var bytes = [UInt8](repeating: 0x7F, count: count)
      #expect(bytes.span.firstHighByte() == nil)
      #expect(bytes.span.highByteCount == 0)
      #expect(bytes.span.isASCII(0..<count) == true)
      for place in 0..<count {
        bytes[place] = 0x80
        #expect(bytes.span.firstHighByte() == place)
        #expect(bytes.span.firstHighByte(from: place + 1) == nil)
        #expect(bytes.span.highByteCount == 1)
        #expect(bytes.span.isASCII(0..<count) == false)
        bytes[place] = 0x7F
      }
    }
    #expect(Array("\u{1B}$B".utf8).span.isPlainASCII(0..<3) == false)
    #expect(Array("AbÄ".utf8).span.lowercasedString(0..<4) == "ab??")
  }

  @Test func arraysFromSpans() {
    let bytes: [UInt8] = [1, 2, 3, 4]
    #expect(bytes.span.array(1..<3) == [2, 3])
    let copy = unsafe [UInt8](bytes.span.bytes)
    #expect(copy == bytes)
    #expect([UInt8](zeros: 3) == [0, 0, 0])
    #expect([UInt8](zeros: 0).isEmpty)
    var all: [UInt8] = []
    all.append(bytes.span)
    all.append(bytes.span, in: 3..<4)
    unsafe all.append(contentsOf: bytes.span.bytes, 0..<1)
    #expect(all == [1, 2, 3, 4, 4, 1])
  }

  @Test func classesOfAllBytes() {
    for byte in UInt8.min...UInt8.max {
      let character = Character(UnicodeScalar(byte))
      let isASCII = byte < 0x80
      #expect(Byte.isDigit(byte) == ("0"..."9" ~= character))
      #expect(Byte.isLetter(byte) == (isASCII && character.isLetter))
      #expect(Byte.isBlank(byte) == (character == " " || character == "\t"))
      #expect(Byte.isSpace(byte) == (byte == 0 || isASCII && character.isWhitespace))
      #expect(
        Byte.lowercased(byte)
          == (isASCII ? Array(character.lowercased().utf8)[0] : byte))
      #expect(
        Byte.isToken(byte)
          == (0x21...0x7E ~= byte && !"()<>@,;:\\\"/[]?=".contains(character)))
    }
  }
}
