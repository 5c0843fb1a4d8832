import Bytes
import Testing

@testable import Digests

@Suite struct DigestTests {
  struct Vector: Sendable, CustomTestStringConvertible {
    let algorithm: MessageDigest.Algorithm
    let text: String
    let digest: String
    var testDescription: String { "\(algorithm.rawValue)(\(text))" }
  }

  /// RFC 1321 §A.5, FIPS 180-4's examples.
  @Test(arguments: [
    Vector(algorithm: .md5, text: "", digest: "d41d8cd98f00b204e9800998ecf8427e"),
    Vector(algorithm: .md5, text: "abc", digest: "900150983cd24fb0d6963f7d28e17f72"),
    Vector(algorithm: .sha1, text: "abc", digest: "a9993e364706816aba3e25717850c26c9cd0d89d"),
    Vector(
      algorithm: .sha256, text: "abc",
      digest: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    Vector(
      algorithm: .sha256, text: "",
      digest: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
  ])
  func knownAnswers(_ vector: Vector) throws {
    #expect(
      Hexadecimal.encode(try MessageDigest.of(Array(vector.text.utf8), vector.algorithm))
        == vector.digest)
  }

  @Test func piecesGiveTheSameDigestAsTheWhole() throws {
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var hasher = try SHA256Hasher()
    for start in stride(from: 0, to: bytes.count, by: 777) {
      hasher.update(bytes[start..<min(start + 777, bytes.count)])
    }
    #expect(try hasher.finish() == SHA256Digest(of: bytes))
  }

  /// Of each number of bytes around what fills a block, in one piece and in two.
  @Test func aFewBytesAreHashedAsOpenSSLDoes() throws {
    let bytes = (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 89 &+ 7) }
    for count in bytes.indices {
      let expected = try MessageDigest.of(Array(bytes[..<count]), .sha256)
      let (first, second) = (Array(bytes[..<(count / 3)]), Array(bytes[(count / 3)..<count]))
      let both = first + second
      var whole = ShortSHA256()
      whole.update(both.span)
      #expect(whole.finish() == expected, "\(count) bytes")
      var halves = ShortSHA256()
      halves.update(first.span)
      halves.update(second.span)
      #expect(halves.finish() == expected, "\(count) bytes in two pieces")
    }
  }

  /// Whoever hashes: the first bytes of a process, or more than are expected.
  @Test(arguments: [0, 1, 1_000, 70_000, .max])
  func whatIsExpectedChangesNothing(_ expected: Int) throws {
    let bytes = [UInt8](repeating: 0x61, count: 1_000)
    var hasher = try SHA256Hasher(expecting: expected)
    hasher.update(bytes)
    #expect(
      try hasher.finish().hex
        == "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3")
  }

  @Test func hexAndBytesAreTwoSpellingsOfOneDigest() throws {
    let digest = try SHA256Digest(of: Array("mail".utf8))
    #expect(SHA256Digest(hex: digest.hex) == digest)
    #expect(SHA256Digest(hex: digest.hex.uppercased()) == digest)
    #expect(SHA256Digest(bytes: digest.bytes) == digest)
  }

  @Test(arguments: ["", "ab", String(repeating: "g", count: 64), String(repeating: "a", count: 65)])
  func whatIsNoDigestIsRefused(_ hex: String) {
    #expect(SHA256Digest(hex: hex) == nil)
  }

  @Test func digestsSortAsTheirBytes() throws {
    let digests = try (0..<50).map { try SHA256Digest(of: [$0]) }
    #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
  }
}

@Suite struct KeyedDigestTests {
  /// RFC 2202 §2 case 2, RFC 4231 §4.3.
  @Test func hmacKnownAnswers() throws {
    let key = Array("Jefe".utf8)
    let message = Array("what do ya want for nothing?".utf8)
    #expect(
      Hexadecimal.encode(try KeyedDigest.hmac(.md5, key: key, message: message))
        == "750c783e6ab0b503eaa86e310a5db738")
    #expect(
      Hexadecimal.encode(try KeyedDigest.hmac(.sha256, key: key, message: message))
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  }

  @Test func anEmptyKeyIsAKeyOfItsOwn() throws {
    _ = try KeyedDigest.hmac(.sha256, key: Array("other".utf8), message: [1])
    #expect(
      Hexadecimal.encode(try KeyedDigest.hmac(.sha256, key: [], message: []))
        == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
  }

  /// RFC 6070 §2, second vector.
  @Test func pbkdf2KnownAnswer() throws {
    let key = try KeyedDigest.pbkdf2(
      .sha1, password: Array("password".utf8), salt: Array("salt".utf8), iterations: 2, length: 20)
    #expect(Hexadecimal.encode(key) == "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957")
  }

  @Test(arguments: [0, -1, Int.max])
  func absurdIterationCountsAreRefused(_ iterations: Int) {
    #expect(throws: DigestError.self) {
      try KeyedDigest.pbkdf2(.sha256, password: [1], salt: [2], iterations: iterations, length: 32)
    }
  }

  @Test func randomBytesDiffer() throws {
    #expect(try KeyedDigest.random(count: 16) != KeyedDigest.random(count: 16))
    #expect(try KeyedDigest.random(count: 0).isEmpty)
  }

  @Test func equalComparesContents() {
    #expect(KeyedDigest.equal([1, 2], [1, 2]))
    #expect(!KeyedDigest.equal([1, 2], [1, 3]))
    #expect(!KeyedDigest.equal([1, 2], [1]))
  }
}
