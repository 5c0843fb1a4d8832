import Bytes
import Digests
import Foundation
import HTTP
import LocalServers
import Net
import POP3
import Synchronization
import TestSupport
import TestThreads
import Testing

@testable import Archive
@testable import Fetch

/// Access tokens from a token endpoint over TLS, and logins with them at a real server.
@Suite(.waiting) struct OAuthTests {
  /// An HTTPS server that answers each POST with what `answer` gives for the form's fields.
  final class TokenServer: Sendable {
    let server: ScriptedServer
    let trust: TLSConfiguration.Trust
    /// Of the authority that signed its own, in PEM.
    let authority: [UInt8]
    let forms: Forms

    final class Forms: Sendable {
      private let all = Mutex<[[String: String]]>([])
      func add(_ form: [String: String]) { all.withLock { $0.append(form) } }
      var list: [[String: String]] { all.withLock { $0 } }
    }

    init(
      isChunked: Bool = false,
      _ answer: @escaping @Sendable ([String: String], Int) -> (status: Int, json: String)
    ) throws {
      let authority = try CertificateAuthority(name: "Test authority")
      let identity = try authority.issue(.loopback)
      trust = .authorities(authority.certificate)
      self.authority = authority.certificate
      let forms = Forms()
      self.forms = forms
      server = try ScriptedServer { peer, _ in
        try peer.connection.acceptTLS(identity)
        var length = 0
        while let line = try peer.line(), !line.isEmpty {
          if line.lowercased().hasPrefix("content-length:") {
            length = Int(line.dropFirst(15).filter(\.isNumber)) ?? 0
          }
        }
        let body = String(decoding: try peer.bytes(length), as: UTF8.self)
        let form = body.split(separator: "&").reduce(into: [String: String]()) { form, pair in
          let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
          form[sides[0]] = sides.count > 1 ? sides[1].removingPercentEncoding : ""
        }
        forms.add(form)
        let (status, json) = answer(form, forms.list.count)
        let text =
          isChunked
          ? "Transfer-Encoding: chunked\r\n\r\n"
            + json.map { "1\r\n\($0)\r\n" }.joined() + "0\r\n\r\n"
          : "Content-Length: \(json.utf8.count)\r\n\r\n\(json)"
        try peer.send("HTTP/1.1 \(status) Whatever\r\nContent-Type: application/json\r\n\(text)")
        try peer.waitForEnd()
      }
    }

    var url: String { "https://localhost:\(server.endpoint.port)/token" }
    func stop() { server.stop() }
  }

  private func source(
    _ server: TokenServer, _ test: TestArchive, deviceURL: String? = nil
  ) -> TokenSource {
    var http = HTTPSClient.Options()
    http.tls.trust = server.trust
    return TokenSource(
      account: "work",
      settings: OAuthSettings(
        clientID: "id of ours", tokenURL: server.url, deviceURL: deviceURL, scope: "mail & more"),
      file: OAuthTokens.file(test.location, account: "work"), http: http)
  }

  @Test(arguments: [false, true])
  func aRefreshTokenGivesAccessTokensAndIsReplacedWhenTheServerSaysSo(isChunked: Bool) throws {
    let server = try TokenServer(isChunked: isChunked) { _, count in
      (
        200,
        "{\"access_token\":\"access-\(count)\",\"expires_in\":3600,\"refresh_token\":\"r-\(count)\"}"
      )
    }
    defer { server.stop() }
    let test = try TestArchive()
    let source = source(server, test)
    try source.adopt(refreshToken: "r+0/=&")
    #expect(server.forms.list.first?["refresh_token"] == "r+0/=&")
    #expect(server.forms.list.first?["client_id"] == "id of ours")
    let (kept, isFresh) = try source.accessToken()
    #expect(String(decoding: kept, as: UTF8.self) == "access-1")
    #expect(!isFresh, "good for an hour")
    #expect(String(decoding: try source.refreshed(), as: UTF8.self) == "access-2")
    #expect(server.forms.list.last?["refresh_token"] == "r-1")
    let mode = try FileManager.default.attributesOfItem(
      atPath: OAuthTokens.file(test.location, account: "work").path)[.posixPermissions]
    #expect(mode as? Int == 0o600)
  }

  @Test(arguments: [
    (400, #"{"error":"invalid_grant","error_description":"AADSTS70008: expired"}"#, false),
    (503, #"{"error":"temporarily_unavailable"}"#, true),
    (500, "<html>oh</html>", true),
    (200, "{}", false),
  ])
  func theProvidersComplaintIsReadableAndHoldsNoToken(
    _ status: Int, _ json: String, _ isTransient: Bool
  ) throws {
    let server = try TokenServer { _, _ in (status, json) }
    defer { server.stop() }
    let test = try TestArchive()
    let error = #expect(throws: ArchiveError.self) {
      try source(server, test).adopt(refreshToken: "very-secret")
    }
    let text = "\(try #require(error))"
    #expect(error?.code == .credentials)
    #expect(error?.isTransient == isTransient)
    #expect(text.contains("localhost"))
    #expect(!text.contains("very-secret"))
    if json.contains("AADSTS") { #expect(text.contains("invalid_grant: AADSTS70008: expired")) }
  }

  @Test func aStrangersCertificateGetsNoToken() throws {
    let server = try TokenServer { _, _ in (200, "{}") }
    defer { server.stop() }
    let test = try TestArchive()
    let strict = TokenSource(
      account: "work", settings: source(server, test).settings,
      file: OAuthTokens.file(test.location, account: "work"), http: HTTPSClient.Options())
    let error = #expect(throws: ArchiveError.self) { try strict.adopt(refreshToken: "secret") }
    #expect(error?.code == .certificate)
    #expect(server.forms.list.isEmpty)
  }

  /// The endpoint's certificate is of the account's ca_file, and the mail server refuses the token.
  @Test func anAccountsAuthoritiesCountForTheEndpointAndARefusedTokenNamesTheWayOut() throws {
    let tokens = try TokenServer { _, count in
      (200, "{\"access_token\":\"access-\(count)\",\"expires_in\":3600}")
    }
    defer { tokens.stop() }
    var maildrop = FakeMaildrop([])
    maildrop.capabilities = ["SASL XOAUTH2"]
    maildrop.pipelining = .absent
    maildrop.answers["AUTH"] = "-ERR [AUTH] token expired\r\n"
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let test = try TestArchive()
    let file = try test.directory.write(tokens.authority, to: "ca.pem").path
    var account = try test.account(
      "work", at: server.endpoint, user: "ada", password: "", security: .none, authorityFile: file)
    account.secret = .oauth(
      OAuthSettings(clientID: "id", tokenURL: tokens.url, deviceURL: nil, scope: "mail"))
    try test.archive.authorize(account, refreshToken: "r", show: { _, _ in }, wait: { _ in false })
    #expect(tokens.forms.list.count == 1)
    let error = #expect(throws: ArchiveError.self) { try test.fetch(account) }
    #expect(error?.code == .credentials)
    #expect(error?.remedy.contains("mailcask account login work") == true, "\(error as Any)")
    #expect(tokens.forms.list.count == 2, "renewed once")
  }

  @Test func clearTextURLsAreRefused() throws {
    let test = try TestArchive()
    let source = TokenSource(
      account: "work",
      settings: OAuthSettings(clientID: "id", tokenURL: "http://localhost/token", scope: "mail"),
      file: OAuthTokens.file(test.location, account: "work"), http: HTTPSClient.Options())
    let error = #expect(throws: ArchiveError.self) { try source.adopt(refreshToken: "secret") }
    #expect(error?.code == .configuration)
  }

  @Test func theDeviceFlowWaitsUntilThePersonHasAgreed() throws {
    let server = try TokenServer { form, count in
      if form["device_code"] == nil {
        #expect(form["scope"] == "mail & more")
        return (
          200,
          #"{"device_code":"d","user_code":"ABCD","verification_uri":"https://x.example","interval":1}"#
        )
      }
      switch count {
      case 2: return (400, #"{"error":"authorization_pending"}"#)
      case 3: return (400, #"{"error":"slow_down"}"#)
      default: return (200, #"{"access_token":"a","refresh_token":"r","expires_in":3599}"#)
      }
    }
    defer { server.stop() }
    let test = try TestArchive()
    var waits: [Double] = []
    var shown: [String] = []
    let source = source(server, test, deviceURL: server.url)
    try source.authorize(
      show: { shown = [$0, $1 ?? ""] },
      wait: {
        waits.append($0)
        return true
      })
    #expect(shown == ["https://x.example", "ABCD"])
    #expect(waits == [1, 1, 6])
    #expect(OAuthTokens.file(test.location, account: "work").load()?.refresh == "r")
  }

  @Test(
    "A real server takes the tokens; one taken back early is renewed once",
    arguments: [
      "xoauth2", "oauthbearer",
    ])
  func dovecot(_ mechanism: String) throws {
    let message = makeMessage(1)
    let dovecot = try Dovecot(
      users: [.init("alice", password: "wonderland", messages: [message])])
    defer { dovecot.stop() }
    let good = try Self.token(for: "alice", lifetime: 3600)
    let server = try TokenServer { _, _ in
      (200, "{\"access_token\":\"\(good)\",\"expires_in\":3600}")
    }
    defer { server.stop() }
    let test = try TestArchive()
    var account = try test.account(
      "work", at: dovecot.tls, user: "alice", password: "",
      authorityFile: dovecot.authorityFile.path)
    account.mechanism = mechanism
    account.secret = .oauth(
      OAuthSettings(clientID: "id", tokenURL: server.url, deviceURL: nil, scope: "mail"))
    let file = OAuthTokens.file(test.location, account: "work")
    try file.save(OAuthTokens(refresh: "r", access: good, expires: currentTime() + 3600))
    #expect(try test.fetch(account).totals.stored == 1)

    // The token source has no way to trust the test's endpoint, so that renewing fails here: what
    // counts is that it is tried.
    let expired = try Self.token(for: "alice", lifetime: -3600)
    try file.save(OAuthTokens(refresh: "r", access: expired, expires: currentTime() + 3600))
    let error = #expect(throws: ArchiveError.self) { try test.fetch(account) }
    #expect(error?.code == .certificate)
  }

  /// A JSON Web Token (RFC 7519), HS256, as the test server takes it.
  static func token(for user: String, lifetime: Int) throws -> String {
    func encoded(_ bytes: [UInt8]) -> String {
      Base64.encode(bytes).filter { $0 != "=" }.map { ["+": "-", "/": "_"][$0] ?? String($0) }
        .joined()
    }
    let now = Int(Date().timeIntervalSince1970)
    let header = encoded(Array(#"{"alg":"HS256","typ":"JWT","kid":"testkey"}"#.utf8))
    let body =
      "{\"sub\":\"\(user)\",\"iss\":\"https://login.invalid\",\"scope\":\"mail\","
      + "\"iat\":\(now - 7200),\"exp\":\(now + lifetime)}"
    let signed = "\(header).\(encoded(Array(body.utf8)))"
    let signature = try KeyedDigest.hmac(
      .sha256, key: Array(Dovecot.tokenKey.utf8), message: Array(signed.utf8))
    return "\(signed).\(encoded(signature))"
  }
}
