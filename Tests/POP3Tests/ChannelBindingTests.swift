import Bytes
import Digests
import LocalServers
import Net
import SASL
import TestSupport
import TestThreads
import Testing

@testable import POP3

/// SCRAM-…-PLUS from end to end, with a server that knows the password and checks that both ends
/// see the same TLS session (RFC 5802 §6, RFC 9266).
@Suite("Logins bound to the TLS session", .waiting)
struct ChannelBindingTests {
  private static let password = "wonderland"

  /// The server's side of one login: gives what it says last.
  private struct Verifier {
    let algorithm: MessageDigest.Algorithm
    let binding: [UInt8]
    private(set) var first = ""
    private var bare = ""

    init(_ algorithm: MessageDigest.Algorithm, binding: [UInt8]) {
      self.algorithm = algorithm
      self.binding = binding
    }

    /// client-first-message in, server-first-message out.
    mutating func challenge(_ message: String) -> String {
      bare = String(message.dropFirst("p=tls-exporter,,".count))
      let nonce = bare.split(separator: ",").last ?? ""
      first = "\(nonce)server,s=\(Base64.encode(Array("salt".utf8))),i=4096"
      return first
    }

    /// client-final-message in, server-final-message out; nil if it proves nothing.
    func verify(_ message: String) throws -> String? {
      let fields = message.split(separator: ",")
      guard fields.count == 3,
        fields[0] == "c=\(Base64.encode(Array("p=tls-exporter,,".utf8) + binding))",
        let proof = Base64.decode(fields[2].dropFirst(2).utf8)
      else { return nil }
      let signed = Array("\(bare),\(first),\(fields[0]),\(fields[1])".utf8)
      let salted = try KeyedDigest.pbkdf2(
        algorithm, password: Array(ChannelBindingTests.password.utf8), salt: Array("salt".utf8),
        iterations: 4096, length: algorithm == .sha1 ? 20 : 32)
      func mac(_ key: [UInt8], _ text: [UInt8]) throws -> [UInt8] {
        try KeyedDigest.hmac(algorithm, key: key, message: text)
      }
      let clientKey = try mac(salted, Array("Client Key".utf8))
      let signature = try mac(MessageDigest.of(clientKey, algorithm), signed)
      guard zip(proof, signature).map({ $0 ^ $1 }) == clientKey else { return nil }
      return "v=\(Base64.encode(try mac(mac(salted, Array("Server Key".utf8)), signed)))"
    }
  }

  /// - Parameters:
  ///   - goOn: what stands before a challenge; some servers write "+OK".
  ///   - tampered: somebody in between ends the TLS session and begins another.
  private func login(
    _ algorithm: MessageDigest.Algorithm, goOn: String = "+", password: String = password,
    tampered: Bool = false
  ) throws {
    let name = "SCRAM-\(algorithm.rawValue)"
    let authority = try CertificateAuthority(name: "Test")
    let identity = try authority.issue(.loopback)
    let server = try ScriptedServer { peer, _ in
      try peer.connection.acceptTLS(identity)
      let binding = try #require(peer.connection.channelBinding).bytes
      var verifier = Verifier(algorithm, binding: tampered ? binding.reversed() : binding)
      try peer.send("+OK\r\n")
      while let line = try peer.line() {
        let words = line.split(separator: " ")
        let bytes = Base64.decode(words.last?.utf8 ?? "".utf8[...]) ?? []
        let text = String(decoding: bytes, as: UTF8.self)
        if line == "CAPA" {
          try peer.send("+OK\r\nUSER\r\nSASL PLAIN \(name) \(name)-PLUS\r\n.\r\n")
        } else if words.first == "AUTH" {
          #expect(words[1] == "\(name)-PLUS")
          let challenge = Base64.encode(Array(verifier.challenge(text).utf8))
          try peer.send("\(goOn) \(challenge)\r\n")
        } else if text.hasPrefix("c=") {
          let final = try verifier.verify(text).map { Base64.encode(Array($0.utf8)) }
          try peer.send(final.map { "\(goOn) \($0)\r\n" } ?? "-ERR [AUTH] not so\r\n")
        } else {
          try peer.send("+OK\r\n")
        }
      }
    }
    defer { server.stop() }
    var settings = POP3Settings(server.endpoint, security: .tls)
    settings.tls.trust = .authorities(authority.certificate)
    let client = try POP3Client.connect(settings)
    try client.login(Credentials(user: "ada", secret: password))
    try client.quit()
  }

  @Test(arguments: [MessageDigest.Algorithm.sha1, .sha256], ["+", "+OK"])
  func theStrongestLoginIsBound(_ algorithm: MessageDigest.Algorithm, _ goOn: String) throws {
    try login(algorithm, goOn: goOn)
  }

  @Test(arguments: [true, false])
  func anotherSessionOrPasswordProvesNothing(_ tampered: Bool) throws {
    let error = #expect(throws: POP3Error.self) {
      try login(.sha256, password: tampered ? Self.password : "other", tampered: tampered)
    }
    #expect(error?.code == .loginRefused)
  }
}
