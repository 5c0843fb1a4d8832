import Bytes
import Digests
import Errors
import Foundation
import LocalServers
import Net
import POP3
import SASL
import TestSupport
import TestThreads
import Testing

/// A server that people really use. One instance for all, because starting takes a while.
@Suite("Dovecot", .waiting, .serialized)
struct DovecotTests {
  /// What makes trouble, as files of the Maildir.
  static let awkward: [String] = [
    ".\n", "..\n.x\n", "no newline at the end", "", "\n\n.\n", "nul \0 here\n",
    String(repeating: "x", count: 5000) + "\n", "bare \r inside\r\nand crlf\r\n",
    "From the start\n>From quoted\n", "\u{ff} 8bit é\n", ".\r\n.\r\nend\r\n",
    "+OK not a status\n-ERR neither\n", "ends with a dot.", "ends with a dot.\n",
  ]

  private static func withDovecot(
    _ users: [Dovecot.User], _ body: (Dovecot) throws -> Void
  ) throws {
    let dovecot = try Dovecot(users: users)
    defer { dovecot.stop() }
    do { try body(dovecot) } catch {
      Issue.record("\(error)\n\(dovecot.log.suffix(2000))")
    }
  }

  /// As Dovecot sends it: lone LF become CRLF, and the last line is ended.
  private static func wire(_ file: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for byte in file {
      if byte == 10, result.last != 13 { result.append(13) }
      result.append(byte)
    }
    if !result.suffix(2).elementsEqual([13, 10]) { result += [13, 10] }
    return result
  }

  @Test("Every login it has, over TLS and STLS, and the refusals")
  func logins() throws {
    try Self.withDovecot([
      .init("alice", password: "wonder land", messages: [Array("Subject: a\n\nb\n".utf8)]),
      .init("josé", password: "pä,=ss", messages: []),
    ]) { dovecot in
      var settings = POP3Settings.tls(dovecot)
      let mechanisms: [Credentials.Mechanism?] = [
        nil, .userPass, .apop, .plain, .login, .cramMD5, .scramSHA1, .scramSHA256,
      ]
      for mechanism in mechanisms {
        for (user, password) in [("alice", "wonder land"), ("josé", "pä,=ss")] {
          let client = try POP3Client.connect(settings)
          try client.login(Credentials(user: user, secret: password, mechanism: mechanism))
          try client.quit()
        }
        let client = try POP3Client.connect(settings)
        let error = #expect(throws: POP3Error.self, "\(mechanism as Any)") {
          try client.login(Credentials(user: "alice", secret: "wrong", mechanism: mechanism))
        }
        #expect(error?.code == .loginRefused)
      }
      try tokens(dovecot, settings)

      settings.tls.identity = try dovecot.authority.issue(CertificateContents(commonName: "alice"))
      let client = try POP3Client.connect(settings)
      try client.login(Credentials(user: "alice", secret: "", mechanism: .external))
      try client.quit()

      var stls = POP3Settings(dovecot.plain, security: .starttls)
      stls.tls.trust = dovecot.trust
      let upgraded = try POP3Client.connect(stls)
      try upgraded.login(Credentials(user: "alice", secret: "wonder land"))
      let collector = Collector()
      try upgraded.retrieve(collector)
      try upgraded.quit()
      #expect(collector.texts == ["Subject: a\r\n\r\nb\r\n"])
    }
  }

  private func tokens(_ dovecot: Dovecot, _ settings: POP3Settings) throws {
    for mechanism in [Credentials.Mechanism.xoauth2, .oauthBearer] {
      let good = try Self.token(for: "alice", lifetime: 3600)
      let client = try POP3Client.connect(settings)
      try client.login(Credentials(user: "alice", secret: good, mechanism: mechanism))
      try client.quit()

      let expired = try Self.token(for: "alice", lifetime: -3600)
      let late = try POP3Client.connect(settings)
      let error = #expect(throws: POP3Error.self) {
        try late.login(Credentials(user: "alice", secret: expired, mechanism: mechanism))
      }
      #expect(error?.code == .loginRefused)
      // The server's JSON, made readable: XOAUTH2 has a number there, OAUTHBEARER a word.
      #expect(
        error?.text.why.contains(mechanism == .xoauth2 ? "401" : "invalid_token") == true,
        "\(error as Any)")
    }
  }

  /// A JSON Web Token (RFC 7519), HS256.
  private static func token(for user: String, lifetime: Int) throws -> String {
    func encoded(_ bytes: [UInt8]) -> String {
      Base64.encode(bytes).filter { $0 != "=" }.map { ["+": "-", "/": "_"][$0] ?? String($0) }
        .joined()
    }
    let now = Int(Date().timeIntervalSince1970)
    let header = encoded(Array(#"{"alg":"HS256","typ":"JWT","kid":"testkey"}"#.utf8))
    let times = "\"iat\":\(now - 7200),\"exp\":\(now + lifetime)"
    // Long, as Microsoft's are.
    let padding = String(repeating: "x", count: 4000)
    let body =
      "{\"sub\":\"\(user)\",\"iss\":\"https://login.invalid\",\"scope\":\"mail\",\(times),\"p\":\"\(padding)\"}"
    let signed = "\(header).\(encoded(Array(body.utf8)))"
    let signature = try KeyedDigest.hmac(
      .sha256, key: Array(Dovecot.tokenKey.utf8), message: Array(signed.utf8))
    return "\(signed).\(encoded(signature))"
  }

  @Test("Awkward messages and 200 others come octet by octet, pipelined and not")
  func messages() throws {
    let plain = (0..<200).map {
      "Subject: \($0)\n\n" + String(repeating: "line \($0)\n", count: $0)
    }
    let files = (Self.awkward.map { "Subject: awkward\n\n\($0)" } + plain).map { Array($0.utf8) }
    try Self.withDovecot([.init("alice", password: "wonderland", messages: files)]) { dovecot in
      for pipelining in [true, false] {
        var settings = POP3Settings.tls(dovecot)
        settings.usesPipelining = pipelining
        let collector = Collector()
        let client = try session(settings, collector)
        try client.quit()
        #expect(collector.messages.map(\.bytes) == files.map(Self.wire))
        #expect(Set(collector.uids).count == files.count)
        #expect(client.capabilities.pipelining)
      }
    }
  }

  @Test("Deletions, a session cut at many places, and what is left")
  func cuts() throws {
    let files = (0..<20).map {
      Array("Subject: \($0)\n\n\(String(repeating: "x\n", count: 500))".utf8)
    }
    try Self.withDovecot([.init("alice", password: "wonderland", messages: files)]) { dovecot in
      let proxy = try TCPProxy(to: dovecot.tls)
      defer { proxy.stop() }
      var settings = POP3Settings(proxy.endpoint, security: .tls)
      settings.tls.trust = dovecot.trust
      settings.time.idle = .seconds(10)
      for limit in [1, 100, 1500, 3000, 5000, 10_000, 20_000] {
        proxy.set(.init(cutAfter: limit))
        let collector = Collector()
        let error = #expect(throws: POP3Error.self) {
          let client = try session(settings, collector)
          try client.delete(collector.messages.map(\.number))
        }
        #expect(error?.isTransient == true, "\(error as Any)")
        #expect(
          collector.messages.map(\.bytes).elementsEqual(
            files.map(Self.wire).prefix(collector.messages.count)))
      }
      // Without QUIT nothing is gone.
      proxy.set(.init(chunk: 7))
      let collector = Collector()
      let client = try session(settings, collector)
      #expect(collector.messages.map(\.bytes) == files.map(Self.wire))
      #expect(try client.delete(collector.messages.map(\.number)).isEmpty)
      try client.quit()
      #expect(try dovecot.files(of: "alice") == [])
    }
  }
}
