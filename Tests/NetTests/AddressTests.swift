import Bytes
import Testing

@testable import Net

@Suite("Names, addresses and encodings")
struct AddressTests {
  @Test(
    "Host names become ASCII",
    arguments: [
      ("pop.example.org", "pop.example.org"), ("POP.Example.ORG.", "pop.example.org"),
      ("bücher.example", "xn--bcher-kva.example"), ("Bücher.example", "xn--bcher-kva.example"),
      ("münchen-ost.de", "xn--mnchen-ost-9db.de"), ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
      ("пример.рф", "xn--e1afmkfd.xn--p1ai"), ("::1", "::1"), ("[::1]", "::1"),
    ])
  func hosts(host: String, ascii: String) throws {
    #expect(try Endpoint(host: host, port: 1).asciiHost() == ascii)
  }

  @Test(
    "Host names have another spelling where they are not ASCII alone",
    arguments: [
      ("xn--bcher-kva.example", "bücher.example"), ("bücher.example", "xn--bcher-kva.example"),
      ("mail.XN--MNCHEN-OST-9DB.de", "mail.münchen-ost.de"),
      ("xn--r8jz45g.xn--zckzah", "例え.テスト"), ("xn--e1afmkfd.xn--p1ai", "пример.рф"),
      ("pop.example.org", nil), ("xn--.example", nil), ("xn--a.example", nil),
      ("xn--99999999999.example", nil), ("xn--\(String(repeating: "9", count: 59))", nil),
      ("", nil), ("xn--bcher-kv!", nil),
      ("\(String(repeating: "\u{FC}", count: 64)).example", nil),
    ] as [(String, String?)])
  func otherSpellings(host: String, other: String?) {
    #expect(Punycode.otherSpelling(ofHost: host) == other)
  }

  @Test(
    "What is no host name is refused before anything is asked",
    arguments: [
      "", "a b", "a\r\nX: y", "a\0b", "a/b", String(repeating: "a.", count: 200),
    ])
  func badHosts(host: String) {
    let error = #expect(throws: NetError.self) { try Connection(to: Endpoint(host: host, port: 1)) }
    #expect(error?.code == .badHostName)
  }

  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"), ("\u{0}\u{7f}", "AH8="),
  ])
  func base64(plain: String, encoded: String) {
    #expect(Base64.encode(Array(plain.utf8)) == encoded)
    #expect(Base64.decode(encoded.utf8) == Array(plain.utf8))
  }

  @Test(arguments: ["A", "AB=C", "A===", "Zm9v!", "Zm 9v"])
  func badBase64(text: String) { #expect(Base64.decode(text.utf8) == nil) }

  @Test func fingerprints() {
    let hex = String(repeating: "0aF9", count: 16)
    let colons = stride(from: 0, to: 64, by: 2).map { String(hex.dropFirst($0).prefix(2)) }
    #expect(Fingerprint(hex)?.description == hex.lowercased())
    #expect(Fingerprint(colons.joined(separator: ":")) == Fingerprint(hex))
    #expect(Fingerprint(String(hex.dropLast())) == nil)
    #expect(Fingerprint(String(repeating: "zz", count: 32)) == nil)
  }

  @Test("Address families take turns")
  func interleaving() {
    let four = (1...2).map { SocketAddress(family: 2, bytes: [UInt8($0)]) }
    let six = (3...5).map { SocketAddress(family: 10, bytes: [UInt8($0)]) }
    let order = Dialer.interleaved(six + four).map { $0.bytes[0] }
    #expect(order == [3, 1, 4, 2, 5])
  }
}
