import Bytes
import Digests
import Net
import Testing

@testable import SASL

@Suite("Logins against the examples of their standards")
struct SASLTests {
  private func text(_ bytes: [UInt8]?) -> String? {
    bytes.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("SCRAM-SHA-1, RFC 5802 §5")
  func scramSHA1() throws {
    var scram = try SCRAM(
      .sha1, user: "user", password: "pencil", binding: .none, nonce: "fyko+d2lbbFgONRv9qkxdawL")
    #expect(text(scram.initialResponse()) == "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL")
    let first = "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"
    let final = "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="
    #expect(text(try scram.answer(Array(first.utf8))) == final)
    #expect(!scram.isComplete)
    #expect(try scram.answer(Array("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=".utf8)).isEmpty)
    #expect(scram.isComplete)
  }

  @Test("SCRAM-SHA-256, RFC 7677 §3")
  func scramSHA256() throws {
    var scram = try SCRAM(
      .sha256, user: "user", password: "pencil", binding: .none, nonce: "rOprNGfwEbeRWgbNEkqO")
    let nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    let first = "r=\(nonce),s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
    let final = "c=biws,r=\(nonce),p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
    #expect(text(try scram.answer(Array(first.utf8))) == final)
    let signature = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
    #expect(try scram.answer(Array(signature.utf8)).isEmpty)
  }

  @Test(
    "SASLprep, the examples of RFC 4013 §3, and more",
    arguments: [
      ("I\u{AD}X", "IX"), ("user", "user"), ("USER", "USER"), ("a b", "a b"), ("", ""),
      ("a\u{A0}b", "a b"), ("a\u{3000}b", "a b"), ("pass\u{FE0F}word\u{200D}", "password"),
      ("Stra\u{DF}e", "Stra\u{DF}e"), ("\u{7}", nil), ("a\tb", nil), ("\u{85}", nil),
      ("\u{200E}", nil), ("\u{E000}", nil), ("\u{FFFD}", nil), ("\u{1FFFF}", nil),
    ] as [(String, String?)])
  func saslprep(text: String, expected: String?) {
    #expect(SASLprep.prepared(text) { $0 } == expected)
  }

  @Test("A binding to the TLS session is part of what is proven")
  func channelBinding() throws {
    let binding = ChannelBinding(type: "tls-exporter", bytes: [1, 2, 3])
    var scram = try SCRAM(
      .sha256, user: "a,b=c", password: "x", binding: .bound(binding), nonce: "abc")
    #expect(scram.name == "SCRAM-SHA-256-PLUS")
    #expect(text(scram.initialResponse()) == "p=tls-exporter,,n=a=2Cb=3Dc,r=abc")
    let answer = try #require(text(try scram.answer(Array("r=abcd,s=AAAA,i=4096".utf8))))
    #expect(
      answer.hasPrefix("c=\(Base64.encode(Array("p=tls-exporter,,".utf8) + [1, 2, 3])),r=abcd,p="))
  }

  @Test(
    "A SCRAM server that is not genuine is found out",
    arguments: [
      "r=other,s=AAAA,i=4096", "r=abc,s=AAAA,i=4096", "r=abcd,s=,i=4096", "r=abcd,s=AAAA,i=1",
      "r=abcd,s=AAAA,i=999999999", "r=abcd,s=AAAA", "", "e=other-error", "r=abcd,s=*,i=4096",
    ])
  func impostor(first: String) throws {
    var scram = try SCRAM(.sha256, user: "u", password: "p", binding: .none, nonce: "abc")
    #expect(throws: SASLFailure.self) { try scram.answer(Array(first.utf8)) }
  }

  @Test("A wrong server signature is found out")
  func wrongSignature() throws {
    var scram = try SCRAM(.sha256, user: "u", password: "p", binding: .none, nonce: "abc")
    _ = try scram.answer(Array("r=abcd,s=AAAA,i=4096".utf8))
    #expect(throws: SASLFailure.self) { try scram.answer(Array("v=AAAA".utf8)) }
    #expect(!scram.isComplete)
  }

  @Test("CRAM-MD5, RFC 2195 §2")
  func cramMD5() throws {
    var mechanism = SASLCramMD5(user: "tim", password: "tanstaaftanstaaf")
    let challenge = Array("<1896.697170952@postoffice.reston.mci.net>".utf8)
    #expect(text(try mechanism.answer(challenge)) == "tim b913a602c7eda7a495b4e6e7334d3890")
  }

  @Test(
    "The answer of an OAuth server is readable",
    arguments: [
      (#"{"status":"invalid_token","scope":"mail"}"#, "invalid_token"),
      (#"{ "status" : "400", "error_description" : "expired" }"#, "400: expired"),
      (#"{"schemes":"bearer"}"#, #"{"schemes":"bearer"}"#),
      ("no json \u{1b}[0m", "no json ␛[0m"),
    ])
  func oauthError(json: String, words: String) {
    var mechanism: any SASLMechanism = SASLOAuth.xoauth2(user: "u", token: "t")
    #expect((try? mechanism.answer(Array(json.utf8))) == [])
    #expect(mechanism.refusal == words)
  }

  @Test func oauthBearer() {
    let mechanism = SASLOAuth.oauthBearer(user: "a,b@c", token: "tok", host: "h", port: 995)
    #expect(
      text(mechanism.initialResponse())
        == "n,a=a=2Cb@c,\u{1}host=h\u{1}port=995\u{1}auth=Bearer tok\u{1}\u{1}")
  }
}

/// Our own client is the other end.
@Suite struct SCRAMServerTests {
  private func login(
    user: String = "archive", password: String = "secret", tamper: (String) -> String = { $0 }
  ) throws -> (isAccepted: Bool, isClientSure: Bool) {
    let verifier = try SCRAMVerifier(user: "archive", password: "secret")
    var server = try SCRAMServer(verifier)
    var client = try SCRAM(.sha256, user: user, password: password, binding: .none)
    let first = try #require(client.initialResponse())
    guard case .challenge(let challenge) = try server.answer(first) else { return (false, false) }
    let final = String(decoding: try client.answer(challenge), as: UTF8.self)
    guard case .accepted(let proof) = try server.answer(Array(tamper(final).utf8)) else {
      return (false, false)
    }
    _ = try client.answer(proof)
    return (true, client.isComplete)
  }

  @Test func theRightPasswordIsAcceptedAndBothSidesAreSure() throws {
    #expect(try login() == (true, true))
  }

  @Test func anythingElseIsRefused() throws {
    #expect(try login(password: "wrong") == (false, false))
    #expect(try login(user: "other") == (false, false))
    #expect(try login(tamper: { $0.replacing("c=biws", with: "c=eSws") }) == (false, false))
    #expect(try login(tamper: { String($0.dropLast(4)) }) == (false, false))
  }

  @Test(arguments: [
    "", "n", "p=tls-unique,,n=archive,r=x", "n,,r=x", "n,,n=archive", "n,,n=archive,r=",
  ])
  func nonsenseIsRefused(_ first: String) throws {
    var server = try SCRAMServer(SCRAMVerifier(user: "archive", password: "secret"))
    #expect(try server.answer(Array(first.utf8)) == .refused)
  }
}
