import Testing

@testable import Bytes

@Suite struct EncodingTests {
  private static let allBytes = Array(UInt8.min...UInt8.max)

  @Test(
    "RFC 4648 section 10",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
  func base64(plain: String, encoded: String) {
    #expect(Base64.encode(Array(plain.utf8)) == encoded)
    #expect(Base64.decode(encoded.utf8) == Array(plain.utf8))
    #expect(Base64.decode(encoded.utf8.filter { $0 != Byte.equals }) == Array(plain.utf8))
    var decoded: [UInt8] = [7]
    let text = Array(encoded.utf8)
    #expect(Base64.decodeCanonical(text, 0..<text.count, into: &decoded) == !plain.isEmpty)
    #expect(decoded == [7] + Array(plain.utf8))
  }

  @Test(arguments: ["A", "Zg=", "Zg===", "Z===", "Zm9v!", "Zm 9v", "Zm9v\n", "Zg==Zg==", "-_-_"])
  func badBase64(text: String) {
    let bytes = Array(text.utf8)
    if text != "Zg=" { #expect(Base64.decode(bytes) == nil) }
    var decoded: [UInt8] = [7]
    #expect(!Base64.decodeCanonical(bytes, 0..<bytes.count, into: &decoded))
    #expect(decoded == [7])
  }

  @Test("Bits that the last byte does not need are set", arguments: ["Zh==", "Zm9=", "Zm9vZh=="])
  func base64ThatWouldNotComeBack(text: String) {
    var decoded: [UInt8] = []
    #expect(!Base64.decodeCanonical(Array(text.utf8), 0..<text.utf8.count, into: &decoded))
    #expect(decoded.isEmpty)
  }

  @Test func allBytesThroughBase64() {
    for count in 0...256 {
      let bytes = Array(Self.allBytes.prefix(count))
      let text = Base64.encode(bytes)
      #expect(text.utf8.count == Base64.encodedCount(of: count))
      #expect(Base64.decode(text.utf8) == bytes)
    }
    #expect(Base64.values.count { $0 != Base64.notADigit } == 64)
  }

  @Test(arguments: [([], ""), ([0], "00"), ([0x0A, 0xFF], "0aff")] as [([UInt8], String)])
  func hexadecimal(bytes: [UInt8], text: String) {
    #expect(Hexadecimal.encode(bytes) == text)
    #expect(Hexadecimal.encode(bytes, .upper) == text.uppercased())
    #expect(Hexadecimal.decode(text.utf8) == bytes)
    #expect(Hexadecimal.decode(text.uppercased().utf8) == bytes)
  }

  @Test(arguments: ["0", "0g", "0x", "+1", "00 ", "０"])
  func notHexadecimal(text: String) { #expect(Hexadecimal.decode(text.utf8) == nil) }

  @Test func allBytesThroughHexadecimal() {
    #expect(Hexadecimal.decode(Hexadecimal.encode(Self.allBytes).utf8) == Self.allBytes)
  }

  @Test(
    arguments: [
      ("a-b._~9", "a-b._~9"), ("a b", "a%20b"), ("100%", "100%25"), ("ü", "%C3%BC"),
      ("\u{1}", "%01"), ("a+b&c=d", "a%2Bb%26c%3Dd"),
    ])
  func percentEncoding(plain: String, encoded: String) {
    #expect(
      PercentEncoding.encode(plain.utf8, keeping: PercentEncoding.isUnreserved) == encoded)
    #expect(PercentEncoding.decode(Array(encoded.utf8)[...]) == Array(plain.utf8))
    #expect(PercentEncoding.decode(Array(encoded.lowercased().utf8)[...]) == Array(plain.utf8))
  }

  @Test(arguments: ["%", "%4", "%4g", "a%", "%%"])
  func notPercentEncoded(text: String) {
    #expect(PercentEncoding.decode(Array(text.utf8)[...]) == Array(text.utf8))
  }

  @Test("Check values of the CRC catalogue and of zlib")
  func checksums() {
    #expect(CRC32.of([]) == 0)
    #expect(CRC32.of(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(CRC32.of(Array("The quick brown fox jumps over the lazy dog".utf8)) == 0x414F_A339)
    #expect(CRC32.of([UInt8](zeros: 32)) == 0x190A_55AD)
    #expect(CRC32.of(Self.allBytes) == 0x2905_8C73)
  }

  @Test func aChecksumInPartsIsTheSame() {
    let whole = CRC32.of(Self.allBytes)
    for cut in 0...Self.allBytes.count {
      var sum = CRC32()
      sum.add(Self.allBytes.span.extracting(0..<cut))
      sum.add(Self.allBytes.span.extracting(cut...))
      #expect(sum.value == whole)
    }
  }
}
