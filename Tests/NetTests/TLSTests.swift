import Errors
import Foundation
import LocalServers
import Net
import TestSupport
import TestThreads
import Testing

@Suite("TLS", .waiting)
struct TLSTests {
  /// What a server shows, and what the client must make of it.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let host: String
    let problem: CertificateProblem?
    let contents: CertificateContents
    let isSelfSigned: Bool
    let isTrusted: Bool

    init(
      _ what: String, host: String = "localhost", _ problem: CertificateProblem?,
      names: [String] = ["localhost"], address: [UInt8]? = nil,
      validity: ClosedRange<Int> = -60...3600, selfSigned: Bool = false, trusted: Bool = true
    ) {
      testDescription = what
      self.host = host
      self.problem = problem
      var contents = CertificateContents(commonName: "localhost")
      contents.dnsNames = names.map { Array($0.utf8) }
      contents.addresses = address.map { [$0] } ?? []
      contents.validity = validity
      self.contents = contents
      isSelfSigned = selfSigned
      isTrusted = trusted
    }
  }

  @Test(arguments: [
    Case("good", nil),
    Case("good address", host: "127.0.0.1", nil, address: [127, 0, 0, 1]),
    Case("wildcard", host: "pop.example.org", nil, names: ["*.example.org"]),
    Case("upper case", host: "LOCALHOST", nil),
    Case("IDN", host: "bücher.example", nil, names: ["xn--bcher-kva.example"]),
    Case("expired", .expired, validity: -7200 ... -3600),
    Case("not yet valid", .notYetValid, validity: 3600...7200),
    Case("wrong name", .wrongHost, names: ["mail.invalid"]),
    Case("wrong address", host: "127.0.0.1", .wrongHost, address: [127, 0, 0, 2]),
    Case("name instead of address", host: "127.0.0.1", .wrongHost, names: ["127.0.0.1"]),
    Case("NUL inside the name", host: "localhost", .wrongHost, names: ["localhost\0.evil.example"]),
    Case("only the common name", .wrongHost, names: []),
    Case("wildcard for two labels", host: "a.b.example.org", .wrongHost, names: ["*.example.org"]),
    Case(
      "wildcard inside a label", host: "pop3.example.org", .wrongHost, names: ["pop*.example.org"]),
    Case("wildcard for all", host: "localhost", .wrongHost, names: ["*"]),
    Case("self-signed", .selfSigned, selfSigned: true),
    Case("unknown issuer", .unknownIssuer, trusted: false),
  ])
  func certificates(case: Case) throws {
    let authority = try CertificateAuthority(name: "Test")
    let other = try CertificateAuthority(name: "Other")
    let identity =
      `case`.isSelfSigned
      ? try CertificateAuthority.selfSigned(`case`.contents) : try authority.issue(`case`.contents)
    guard case .memory(let pem, _) = identity else { return }
    let server = try ScriptedServer { peer, _ in
      try peer.connection.acceptTLS(identity)
      try peer.send("hello")
    }
    defer { server.stop() }
    let trust = `case`.isTrusted ? authority.certificate : other.certificate

    let connection = try Connection(to: server.endpoint)
    do {
      try connection.startTLS(TLSConfiguration(trust: .authorities(trust)), host: `case`.host)
      #expect(`case`.problem == nil)
      #expect(connection.tlsVersion == "TLSv1.3")
    } catch {
      let problem = try #require(`case`.problem, "\(error)")
      #expect(error.code == .certificate(problem))
      #expect(error.fingerprint == Fingerprint(pem: pem))
      #expect(!error.text.why.isEmpty && !error.text.remedy.isEmpty)
    }

    // Whatever is wrong with it: pinned, it is believed; and nothing else is.
    let fingerprint = try #require(Fingerprint(pem: pem))
    let pinned = try Connection(to: server.endpoint)
    try pinned.startTLS(TLSConfiguration(trust: .pinned([fingerprint])), host: `case`.host)
    let wrong = Fingerprint(bytes: [UInt8](repeating: 0, count: 32))
    let refused = try Connection(to: server.endpoint)
    let error = #expect(throws: NetError.self) {
      try refused.startTLS(TLSConfiguration(trust: .pinned([wrong])), host: `case`.host)
    }
    #expect(error?.code == .certificate(.pinMismatch))
  }

  @Test("The system's trust store does not trust a stranger")
  func systemStore() throws {
    let identity = try CertificateAuthority(name: "Test").issue(.loopback)
    let server = try ScriptedServer { peer, _ in try peer.connection.acceptTLS(identity) }
    defer { server.stop() }
    let connection = try Connection(to: server.endpoint)
    let error = #expect(throws: NetError.self) {
      try connection.startTLS(TLSConfiguration(), host: "localhost")
    }
    #expect(error?.code == .certificate(.unknownIssuer))
  }

  @Test("A CA file, and files that are none")
  func authorityFile() throws {
    let directory = try TemporaryDirectory()
    let authority = try CertificateAuthority(name: "Test")
    let identity = try authority.issue(.loopback)
    let server = try ScriptedServer { peer, _ in try peer.connection.acceptTLS(identity) }
    defer { server.stop() }
    let good = try directory.write(authority.certificate, to: "ca.pem").path
    let empty = try directory.write("nothing\n".utf8, to: "empty.pem").path
    try Connection(to: server.endpoint).startTLS(
      TLSConfiguration(trust: .file(good)), host: "localhost")
    for path in [empty, "\(directory.path)/missing.pem"] {
      let error = #expect(throws: NetError.self) {
        try Connection(to: server.endpoint)
          .startTLS(TLSConfiguration(trust: .file(path)), host: "localhost")
      }
      #expect(error?.code == .unreadableFile)
      #expect(error?.text.place == path)
    }
  }

  @Test("A key that does not belong to its certificate is refused before anything is sent")
  func mixedIdentity() throws {
    let server = try ScriptedServer { peer, _ in try peer.waitForEnd() }
    defer { server.stop() }
    let authority = try CertificateAuthority(name: "Test")
    guard case .memory(let certificate, _) = try authority.issue(.loopback),
      case .memory(_, let key) = try authority.issue(.loopback)
    else { return }
    let mixed = TLSConfiguration(identity: .memory(certificate: certificate, key: key))
    let error = #expect(throws: NetError.self) {
      try Connection(to: server.endpoint).startTLS(mixed, host: "localhost")
    }
    #expect(error?.code == .unreadableFile)
  }

  @Test("A server that has only TLS 1.1")
  func tooOld() throws {
    let server = try ScriptedServer { peer, _ in
      _ = try peer.bytes(5)
      // ServerHello, version 3.2, no session, TLS_RSA_WITH_AES_128_CBC_SHA.
      let hello = [3, 2] + [UInt8](repeating: 7, count: 32) + [0, 0, 0x2f, 0]
      try peer.send([22, 3, 2, 0, UInt8(hello.count + 4), 2, 0, 0, UInt8(hello.count)] + hello)
      try peer.waitForEnd()
    }
    defer { server.stop() }
    let error = #expect(throws: NetError.self) {
      try Connection(to: server.endpoint).startTLS(TLSConfiguration(), host: "localhost")
    }
    #expect(error?.code == .protocolTooOld)
  }

  @Test("A port that does not speak TLS, and one that hangs up")
  func noTLS() throws {
    for greeting in ["+OK POP3 ready, and more of it\r\n", ""] {
      let server = try ScriptedServer { peer, _ in
        try peer.send(greeting)
        if !greeting.isEmpty { try peer.waitForEnd() }
      }
      defer { server.stop() }
      let error = #expect(throws: NetError.self) {
        try Connection(to: server.endpoint).startTLS(TLSConfiguration(), host: "localhost")
      }
      #expect(error?.code == .handshakeFailed || error?.code == .reset)
    }
  }

  @Test("Both ends bind a login to the same session")
  func channelBinding() throws {
    let authority = try CertificateAuthority(name: "Test")
    let identity = try authority.issue(.loopback)
    let server = try ScriptedServer { peer, _ in
      try peer.connection.acceptTLS(identity)
      try peer.send(peer.connection.channelBinding?.bytes ?? [])
    }
    defer { server.stop() }
    let connection = try Connection(to: server.endpoint)
    try connection.startTLS(
      TLSConfiguration(trust: .authorities(authority.certificate)), host: "localhost")
    var buffer = [UInt8](repeating: 0, count: 32)
    #expect(try connection.receive(into: &buffer) == 32)
    #expect(connection.channelBinding == ChannelBinding(type: "tls-exporter", bytes: buffer))
  }

  @Test("With TLS 1.2 the server's certificate is what a login is bound to (RFC 5929 §4)")
  func endPointBinding() throws {
    let authority = try CertificateAuthority(name: "Test")
    guard case .memory(let pem, let key) = try authority.issue(.loopback) else { return }
    let directory = try TemporaryDirectory()
    let files = try (directory.write(pem, to: "cert.pem"), directory.write(key, to: "key.pem"))
    let port = try Listener().endpoint.port
    let server = Process()
    server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    server.arguments = [
      "openssl", "s_server", "-tls1_2", "-quiet", "-accept", "127.0.0.1:\(port)", "-cert",
      files.0.path, "-key", files.1.path,
    ]
    server.standardInput = Pipe()
    server.standardOutput = FileHandle.nullDevice
    server.standardError = FileHandle.nullDevice
    try server.runUnmasked()
    defer { server.terminate() }
    let endpoint = Endpoint(host: "127.0.0.1", port: port)
    var connected: Connection?
    for _ in 0..<100 where connected == nil {
      connected = try? Connection(to: endpoint)
      if connected == nil { usleep(100_000) }
    }
    let connection = try #require(connected)
    try connection.startTLS(
      TLSConfiguration(trust: .authorities(authority.certificate)), host: "localhost")
    #expect(connection.tlsVersion == "TLSv1.2")
    let binding = try #require(connection.channelBinding)
    #expect(binding.type == "tls-server-end-point")
    #expect(Fingerprint(bytes: binding.bytes) == Fingerprint(pem: pem))
  }
}
