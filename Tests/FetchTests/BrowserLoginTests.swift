import Bytes
import Digests
import Foundation
import HTTP
import Net
import Synchronization
import TestSupport
import TestThreads
import Testing

@testable import Archive
@testable import Fetch

/// A login on the provider's page ends at a port of this machine, for whoever began it alone.
@Suite(.waiting) struct BrowserLoginTests {
  private func source(
    _ server: OAuthTests.TokenServer, _ test: TestArchive
  ) -> TokenSource {
    var http = HTTPSClient.Options()
    http.tls.trust = server.trust
    return TokenSource(
      account: "work",
      settings: OAuthSettings(
        clientID: "id of ours", clientSecret: "s", tokenURL: server.url,
        authorizeURL: "https://login.example.org/authorize?hl=en", scope: "mail & more"),
      file: OAuthTokens.file(test.location, account: "work"), http: http)
  }

  /// What the page's address asks for.
  private static func fields(of address: String) throws -> [String: String] {
    let items = try #require(URLComponents(string: address)?.queryItems)
    return Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
  }

  /// Asks as a browser does; returns the answer.
  @discardableResult
  private static func ask(_ redirect: String, _ query: String) throws -> String {
    let port = try #require(URL(string: redirect)?.port)
    let connection = try Connection(to: Endpoint(host: "127.0.0.1", port: UInt16(port)))
    try connection.send(Array("GET /?\(query) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8))
    var (answer, buffer) = ("", [UInt8](repeating: 0, count: 4_096))
    while let count = try connection.receive(into: &buffer), count > 0 {
      answer += String(decoding: buffer[..<count], as: UTF8.self)
    }
    return answer
  }

  /// Acts as the person's browser does once the address is shown.
  private func authorize(
    _ source: TokenSource, _ browse: @escaping @Sendable ([String: String]) throws -> Void
  ) throws {
    let failure = Mutex<(any Error)?>(nil)
    let done = DispatchSemaphore(value: 0)
    defer { if let error = failure.withLock({ $0 }) { Issue.record(error) } }
    try source.authorize(
      show: { address, code in
        #expect(code == nil)
        #expect(
          address.hasPrefix("https://login.example.org/authorize?hl=en&client_id=id%20of%20ours&"))
        Thread.detachNewThread {
          do { try browse(try Self.fields(of: address)) } catch {
            failure.withLock { $0 = error }
          }
          done.signal()
        }
      },
      wait: {
        usleep(UInt32($0 * 1e6))
        return true
      })
    done.wait()
  }

  @Test func theCodeIsExchangedWithItsVerifier() throws {
    let server = try OAuthTests.TokenServer { _, _ in
      (200, #"{"access_token":"a","refresh_token":"r","expires_in":3599}"#)
    }
    defer { server.stop() }
    let test = try TestArchive()
    let asked = Mutex<[String: String]>([:])
    try authorize(source(server, test)) { fields in
      asked.withLock { $0 = fields }
      let redirect = fields["redirect_uri"] ?? ""
      let state = fields["state"] ?? ""
      // What others send to the port, and a connection that is opened and not used, change nothing.
      let idle = try Connection(
        to: Endpoint(host: "127.0.0.1", port: UInt16(URL(string: redirect)?.port ?? 0)))
      for stranger in ["code=evil", "code=evil&state=x", "state=\(state)x&code=evil", ""] {
        #expect(try Self.ask(redirect, stranger).hasPrefix("HTTP/1.1 404"), "\(stranger)")
      }
      let page = try Self.ask(redirect, "state=\(state)&code=4%2F0A%26b")
      #expect(page.hasPrefix("HTTP/1.1 200") && page.contains("This page can be closed"))
      withExtendedLifetime(idle) {}
    }
    let fields = asked.withLock { $0 }
    #expect(fields["scope"] == "mail & more" && fields["response_type"] == "code")
    #expect(fields["code_challenge_method"] == "S256")
    let form = try #require(server.forms.list.first)
    #expect(form["grant_type"] == "authorization_code")
    #expect(form["code"] == "4/0A&b")
    #expect(form["client_secret"] == "s")
    #expect(form["redirect_uri"] == fields["redirect_uri"])
    let digest = try SHA256Digest(of: Array((form["code_verifier"] ?? "").utf8))
    let challenge = Base64.encode(digest.bytes).filter { $0 != "=" }
      .replacing("+", with: "-").replacing("/", with: "_")
    #expect(fields["code_challenge"] == challenge)
    #expect(OAuthTokens.file(test.location, account: "work").load()?.refresh == "r")
  }

  @Test(arguments: [
    ("error=access_denied", 200, "{}", "access_denied"),
    ("code=c", 200, #"{"access_token":"a"}"#, "no permission that lasts"),
    ("code=c", 400, #"{"error":"invalid_grant"}"#, "invalid_grant"),
  ])
  func whatIsNotAllowedIsSaidAndNothingIsKept(
    _ query: String, _ status: Int, _ json: String, _ why: String
  ) throws {
    let server = try OAuthTests.TokenServer { _, _ in (status, json) }
    defer { server.stop() }
    let test = try TestArchive()
    let error = #expect(throws: ArchiveError.self) {
      try authorize(source(server, test)) { fields in
        try Self.ask(fields["redirect_uri"] ?? "", "\(query)&state=\(fields["state"] ?? "")")
      }
    }
    #expect(error?.why.contains(why) == true, "\(error as Any)")
    #expect(OAuthTokens.file(test.location, account: "work").load() == nil)
  }

  @Test func itCanBeGivenUp() throws {
    let server = try OAuthTests.TokenServer { _, _ in (200, "{}") }
    defer { server.stop() }
    let test = try TestArchive()
    let error = #expect(throws: ArchiveError.self) {
      try source(server, test).authorize(show: { _, _ in }, wait: { _ in false })
    }
    #expect(error?.code == .interrupted)
    #expect(server.forms.list.isEmpty)
  }
}
