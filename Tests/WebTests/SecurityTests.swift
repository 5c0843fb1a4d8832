import Foundation
import Net
import TestSupport
import Testing

@testable import HTTPServing
@testable import Web

@Suite struct SecurityTests {
  @Test func onlyOurOwnHostNamesAreAnswered() throws {
    let browser = try Browserlet([])
    let port = browser.port
    let rows: [(hosts: [String], status: Int)] = [
      (["127.0.0.1:\(port)"], 200), (["localhost:\(port)"], 401), (["[::1]:\(port)"], 401),
      (["LOCALHOST:\(port)"], 401),
      (["127.0.0.1"], 421), (["127.0.0.1:1"], 421), (["evil.example:\(port)"], 421),
      (["127.0.0.1:\(port).evil.example"], 421), (["127.0.0.1.evil.example:\(port)"], 421),
      (["0.0.0.0:\(port)"], 421), ([""], 421), ([], 421),
      (["127.0.0.1:\(port)", "evil.example"], 400),
    ]
    for row in rows {
      // The cookie is good for one name: others have none, and so are strangers.
      let sent = row.status == 401 ? [] : ["Cookie: \(browser.cookie)"]
      let answer = try browser.send(
        "GET /help HTTP/1.1", row.hosts.map { "Host: \($0)" } + sent)
      #expect(answer.status == row.status, "\(row.hosts)")
    }
  }

  /// A machine without IPv6 has no such address, which is no error.
  @Test func bothLoopbackAddressesAreServed() throws {
    let browser = try Browserlet([])
    let request = "GET /help HTTP/1.1\r\nHost: [::1]:\(browser.port)\r\n\r\n"
    if let answer = try? Browserlet.exchange(browser.port, request, host: "::1") {
      #expect(answer.status == 401)
    }
    #expect(try Browserlet.exchange(browser.port, request).status == 401)
  }

  @Test func withoutTheCookieNothingIsShown() throws {
    let browser = try Browserlet()
    let host = "Host: 127.0.0.1:\(browser.port)"
    for path in [
      "/", "/m/1", "/m/1/body", "/m/1/source", "/m/1/file/1", "/t/1", "/files", "/stats/page",
    ] {
      for cookie in [nil, "Cookie: mailcask-\(browser.port)=0123456789abcdef0123456789abcdef"] {
        let answer = try browser.send("GET \(path) HTTP/1.1", [host] + (cookie.map { [$0] } ?? []))
        #expect(answer.status == 401, "\(path)")
        #expect(answer.text.contains("mailcask web"), "it says how to come in")
        #expect(!answer.text.contains("Message number"))
      }
    }
  }

  @Test func aCookieThatAnotherServerHasSetDoesNotShutUsOut() throws {
    let browser = try Browserlet([])
    let foreign = "mailcask-\(browser.port)=00000000000000000000000000000000"
    let answer = try browser.send(
      "GET /help HTTP/1.1",
      ["Host: 127.0.0.1:\(browser.port)", "Cookie: \(foreign); a=b; \(browser.cookie)"])
    #expect(answer.status == 200)
  }

  @Test func theFormsTokenIsInNoAddress() throws {
    let browser = try Browserlet()
    let (page, token) = (try browser.get("/?q=item4").text, try browser.token())
    // The form with the marks is also sent to the page of exports, as an address.
    let form = try #require(page.firstMatch(of: /(?s)<form id="marked".*?<\/form>/)?.0)
    #expect(!form.contains("type=\"hidden\" name=\"token\""))
    #expect(
      form.contains("<button class=\"b line\" type=\"submit\" name=\"token\" value=\"\(token)\">"))
    #expect(!page.contains("token=\(token)"))
  }

  @Test func anEntryLinkLetsInOnce() throws {
    let browser = try Browserlet([])
    let path = Browserlet.path(try browser.server.entryLink())
    let host = "Host: 127.0.0.1:\(browser.port)"
    // A look ahead does not use it up.
    #expect(try browser.send("HEAD \(path) HTTP/1.1", [host, "Connection: close"]).status == 403)
    let first = try browser.send("GET \(path) HTTP/1.1", [host])
    #expect(first.status == 200)
    let cookie = first["set-cookie"] ?? ""
    for part in ["mailcask-\(browser.port)=", "; Path=/", "; HttpOnly", "; SameSite=Strict"] {
      #expect(cookie.contains(part), "\(cookie)")
    }
    let second = try browser.send("GET \(path) HTTP/1.1", [host])
    #expect(second.status == 403)
    #expect(second["set-cookie"] == nil)
  }

  @Test func entryPassesEndAfterAMinuteAndCannotBeMade() throws {
    let clock = Clock()
    let passes = EntryPasses(key: Array(repeating: 7, count: 32)) { clock.now }
    let pass = try passes.make()
    clock.now += 59
    #expect(passes.use(pass))
    #expect(!passes.use(pass))
    let late = try passes.make()
    clock.now += 60
    #expect(!passes.use(late))
    let other = try EntryPasses(key: Array(repeating: 8, count: 32)) { clock.now }.make()
    #expect(!passes.use(other))
    // A longer life, or another number, breaks the proof.
    let good = try passes.make()
    let parts = good.split(separator: "-")
    #expect(!passes.use("\(parts[0])-\(clock.now + 30)-\(parts[2])"))
    #expect(!passes.use("00\(parts[0].dropFirst(2))-\(parts[1])-\(parts[2])"))
    for wrong in ["", "-", "--", "a-b-c", good + "-", String(good.dropLast())] {
      #expect(!passes.use(wrong), "\(wrong)")
    }
    #expect(passes.use(good))
  }

  private final class Clock: @unchecked Sendable { var now: Int64 = 1_800_000_000 }

  @Test func formsOfOtherPagesAreRefused() throws {
    let browser = try Browserlet()
    let (port, token) = (browser.port, try browser.token())
    let ours = "Origin: http://127.0.0.1:\(port)"
    let rows: [(headers: [String], token: String, status: Int)] = [
      ([ours, "Sec-Fetch-Site: same-origin"], token, 200),
      ([ours], token, 200),
      ([], token, 403),
      (["Origin: null"], token, 403),
      (["Origin: http://localhost:\(port)"], token, 403),
      (["Origin: https://127.0.0.1:\(port)"], token, 403),
      (["Origin: http://127.0.0.1:\(port).evil.example"], token, 403),
      (["Origin: http://evil.example"], token, 403),
      ([ours, "Sec-Fetch-Site: cross-site"], token, 403),
      ([ours, "Sec-Fetch-Site: same-site"], token, 403),
      ([ours], "", 403),
      ([ours], String(token.reversed()), 403),
    ]
    for row in rows {
      let form = "token=\(row.token)&id=1&words=%2Btried"
      let answer = try browser.send(
        "POST /tag HTTP/1.1",
        [
          "Host: 127.0.0.1:\(port)", "Cookie: \(browser.cookie)",
          "Content-Type: application/x-www-form-urlencoded",
          "Content-Length: \(form.utf8.count)",
        ] + row.headers, form)
      #expect(answer.status == row.status, "\(row.headers) \(row.token)")
    }
    // What changes something is no address that a link can have.
    for path in ["/tag?id=1&words=%2Btried", "/quit", "/fetch", "/verify"] {
      #expect(try browser.get(path).status == 404, "\(path)")
    }
  }

  @Test func everyAnswerSaysWhatItAllows() throws {
    let browser = try Browserlet()
    let rows: [(path: String, policy: String)] = [
      ("/", "default-src 'none'; script-src 'self'"), ("/nothing", "script-src 'self'"),
      ("/m/1/source", "sandbox"), ("/m/2/body", "sandbox allow-popups"), ("/stats/page", "sandbox"),
      ("/m/4/file/1", "sandbox"), ("/a/icon.svg", "default-src 'none'"),
    ]
    for row in rows {
      let answer = try browser.get(row.path)
      let policy = answer["content-security-policy"] ?? ""
      #expect(policy.contains(row.policy), "\(row.path) \(policy)")
      #expect(!policy.contains("unsafe-eval"))
      #expect(answer["x-content-type-options"] == "nosniff", "\(row.path)")
      #expect(answer["x-dns-prefetch-control"] == "off", "\(row.path)")
      #expect(answer["access-control-allow-origin"] == nil)
      #expect(answer["cross-origin-resource-policy"] == "same-origin")
    }
    #expect(try browser.get("/")["cache-control"] == "no-store")
    // Nothing inline: neither script nor style.
    for path in ["/", "/m/1", "/help", "/files", "/import"] {
      let page = try browser.get(path).text
      #expect(!page.contains(" style=\""), "\(path)")
      #expect(!page.contains("<style"), "\(path)")
      #expect(page.firstMatch(of: #/ on[a-z]+="/#) == nil, "\(path)")
    }
  }

  @Test func requestsAreBounded() throws {
    let browser = try Browserlet([])
    let host = "Host: 127.0.0.1:\(browser.port)"
    let long = String(repeating: "a", count: 20_000)
    #expect(try browser.send("GET /\(long) HTTP/1.1", [host]).status == 431)
    #expect(try browser.send("GET / HTTP/1.1", [host, "X: \(long)"]).status == 431)
    let chunked = try browser.send(
      "POST /tag HTTP/1.1", [host, "Transfer-Encoding: chunked"], "0\r\n\r\n")
    #expect(chunked.status == 411)
    let form = "Content-Type: application/x-www-form-urlencoded"
    #expect(
      try browser.send("POST /tag HTTP/1.1", [host, form, "Content-Length: 99999999"]).status == 413
    )
    #expect(
      try browser.send(
        "POST /tag HTTP/1.1", [host, "Content-Type: text/plain", "Content-Length: 1"], "a"
      ).status == 415)
    #expect(try browser.send("DELETE / HTTP/1.1", [host]).status == 405)
    #expect(try browser.send("GET http://evil.example/ HTTP/1.1", [host]).status == 400)
    #expect(try browser.send("nonsense", []).status == 400)
    // It still answers.
    #expect(try browser.get("/help").status == 200)
  }

  /// Whatever comes, it is answered or disconnected, and the next is answered.
  @Test func damagedRequestsDoNoHarm() throws {
    let browser = try Browserlet([])
    var dice = Dice(7)
    let good = Array(
      "POST /tag?q=%41&x HTTP/1.1\r\nHost: 127.0.0.1:\(browser.port)\r\nCookie: \(browser.cookie)\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\nid=1&a=%4"
        .utf8)
    for _ in 0..<200 {
      var bytes = good
      for _ in 0...Int.random(in: 0...4, using: &dice) {
        let place = Int.random(in: 0..<bytes.count, using: &dice)
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: [13, 10], at: place)
        default: bytes.removeSubrange(place...)
        }
        if bytes.isEmpty { bytes = [0] }
      }
      let connection = try Connection(to: Endpoint(host: "127.0.0.1", port: browser.port))
      try connection.send(bytes)
      var buffer = [UInt8](repeating: 0, count: 4_000)
      _ = try? connection.receive(into: &buffer, patience: .milliseconds(5))
      connection.abort()
    }
    #expect(try browser.get("/help").status == 200)
  }

  @Test func tooManyConnectionsAreClosed() throws {
    let browser = try Browserlet([])
    let endpoint = Endpoint(host: "127.0.0.1", port: browser.port)
    var open: [Connection] = []
    for _ in 0..<80 { open.append(try Connection(to: endpoint)) }
    var buffer = [UInt8](repeating: 0, count: 100)
    let closed = open.filter { connection in
      // Nil: still open.
      (try? connection.receive(into: &buffer, patience: .milliseconds(20))) ?? -1 == 0
    }
    #expect(closed.count == 16)
    for connection in open { connection.close() }
    // The places are free again.
    for _ in 0..<100 {
      if let answer = try? browser.get("/help"), answer.status == 200 { return }
      usleep(20_000)
    }
    Issue.record("it does not answer again")
  }

  @Test func linksInMailGoThroughAPageThatNeedsASignature() throws {
    let html = """
      From: a@example.org\r
      Subject: Links\r
      Content-Type: text/html\r
      \r
      <a href="https://evil.example/x?a=1&amp;b=2">bank.example.com</a>
      <a href="https://www.example.net/">example.net</a><img src="http://tracker.example/1.gif">
      <script>alert(1)</script><form action="http://evil.example"><input></form>
      """
    let browser = try Browserlet([Array(html.utf8)])
    let body = try browser.get("/m/1/body").text
    #expect(!body.contains("https://"))
    #expect(!body.contains("tracker.example"))
    #expect(!body.contains("<script") && !body.contains("<form") && !body.contains("<input"))
    #expect(body.contains("goes to evil.example"))
    #expect(!body.contains("goes to www.example.net"))
    let link = try #require(body.firstMatch(of: /href="(\/out\/[^"]+)"/)?.1)
    let address = String(link)
    // Without the cookie, as it does not come with a click out of a sandbox.
    let host = "Host: 127.0.0.1:\(browser.port)"
    let shown = try browser.send("GET \(address) HTTP/1.1", [host])
    #expect(shown.status == 200)
    #expect(shown.text.contains("https://evil.example/x?a=1&amp;b=2"))
    #expect(shown.text.contains("rel=\"noreferrer noopener\""))
    let other = address.replacing("evil.example", with: "else.example")
    #expect(try browser.send("GET \(other) HTTP/1.1", [host]).status == 403)
    #expect(
      try browser.send("GET /out/?u=https%3A%2F%2Fevil.example HTTP/1.1", [host]).status == 403)
    #expect(try browser.get("/m/1").text.contains("1 picture left out"))
  }

  @Test func thePeersUserIsReadFromTheKernelsList() {
    let list = """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
         0: 0100007F:20E9 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1
         1: 0100007F:C350 0100007F:20E9 06 00000000:00000000 00:00000000 00000000     0        0 2 1
         2: 0100007F:C350 0100007F:20E9 01 00000000:00000000 00:00000000 00000000  1001        0 3 1
         3: 0100007F:20E9 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 4 1
      """
    #expect(PeerOwner.owner(in: list, port: 50_000, to: 8_425) == 1_001)
    #expect(PeerOwner.owner(in: list, port: 8_425, to: 50_000) == 1_000)
    #expect(PeerOwner.owner(in: list, port: 50_001, to: 8_425) == nil)
    #expect(PeerOwner.owner(in: "", port: 1, to: 2) == nil)
  }

  @Test func namesOfFilesCannotLeaveTheirHeader() {
    #expect(
      Disposition.attachment("../a\"b\r\nX: y\u{202E}fdp.exe")
        == "attachment; filename=\"a_bX: yfdp.exe\"; filename*=UTF-8''a%22bX%3A%20yfdp.exe")
    #expect(Disposition.attachment("größe.pdf").contains("filename*=UTF-8''gr%C3%B6%C3%9Fe.pdf"))
  }

  @Test func onlyPicturesThatAreOnesAreShown() throws {
    let message = """
      From: a@example.org
      Subject: Files
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: image/png; name="page.png"
      Content-Disposition: attachment; filename="page.png"

      <html><script>alert(1)</script></html>
      --b
      Content-Type: image/svg+xml; name="a.svg"
      Content-Disposition: attachment; filename="a.svg"

      <svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>
      --b
      Content-Type: text/html; name="a.html"
      Content-Disposition: attachment; filename="a.html"

      <script>alert(1)</script>
      --b--
      """
    let browser = try Browserlet([Array(message.utf8)])
    for number in 1...3 {
      let answer = try browser.get("/m/1/file/\(number)?show")
      #expect(answer.status == 200)
      #expect(answer["content-type"] == "application/octet-stream")
      #expect(answer["content-disposition"]?.hasPrefix("attachment") == true)
    }
    #expect(try browser.get("/m/1/file/4").status == 404)
  }
}
