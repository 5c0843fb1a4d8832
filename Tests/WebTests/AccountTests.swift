import Foundation
import LocalServers
import Net
import TestSupport
import TestThreads
import Testing

@testable import Archive
@testable import Fetch
@testable import Web

/// An account is added in the page, by people who never saw a terminal.
@Suite(.waiting, .serialized) struct AccountTests {
  private static let password = "wonder-land-7"

  private func settings(_ browser: Browserlet) throws -> String {
    try String(contentsOfFile: browser.archive.location.configurationFile, encoding: .utf8)
  }

  @Test func theAddressLeadsToWhatItsProviderNeeds() throws {
    let browser = try Browserlet([])
    #expect(try browser.get("/").text.contains("href=\"/accounts/add\""))
    #expect(try browser.get("/accounts/add").text.contains("Your mail address"))
    let rows: [(address: String, texts: [String])] = [
      ("ada@gmail.com", ["value=\"imap.gmail.com\"", "app password", "type=\"password\""]),
      ("ada@gmx.de", ["GMX", "imap.gmx.net"]),
      ("ada@outlook.com", ["name=\"oauth\" value=\"microsoft\"", "shows a code"]),
    ]
    for row in rows {
      let page = try browser.post("/accounts/find", [("address", row.address)])
      #expect(page.status == 200)
      for text in row.texts { #expect(page.text.contains(text), "\(row.address): \(text)") }
    }
    let outlook = try browser.post("/accounts/find", [("address", "ada@outlook.com")]).text
    #expect(!outlook.contains("type=\"password\" name=\"password\""))
  }

  @Test(arguments: ["", "ada", "@example.org", "ada@", "a b@example.org"])
  func whatIsNoAddressIsAskedForAgain(_ address: String) throws {
    let browser = try Browserlet([])
    let page = try browser.post("/accounts/find", [("address", address)])
    #expect(page.status == 400)
    #expect(page.text.contains("that is no mail address"))
    #expect(page.text.contains("Your mail address"))
  }

  /// The server of a person's own, whose certificate nobody vouches for: it is trusted by its digits.
  @Test func anAccountIsTriedAndAddedAndFetchedFrom() throws {
    let dovecot = try Dovecot(
      users: [.init("alice", password: Self.password, messages: makeMessages(3))])
    defer { dovecot.stop() }
    let browser = try Browserlet([])
    let before = try settings(browser)
    var form = [
      ("address", "alice@example.org"), ("name", "home"), ("user", "alice"),
      ("host", "localhost"), ("port", "\(dovecot.tls.port)"), ("protocol", "pop3"),
      ("tls", "implicit"), ("password", Self.password),
    ]
    func send(_ more: [(String, String)] = []) throws -> String {
      try browser.finished(try browser.post("/accounts/add", form + more)).text
    }
    let doubt = try send()
    let print = try #require(doubt.firstMatch(of: /name="fingerprint" value="([0-9a-f]{64})"/)?.1)
    #expect(doubt.contains("read the fingerprint there"))
    #expect(doubt.contains("value=\"alice\""), "nothing but the password is asked for again")
    #expect(!doubt.contains(Self.password))
    let wrong = try browser.post(
      "/accounts/add", form + [("fingerprint", String(print)), ("digits", "00000000")])
    #expect(wrong.status == 400)
    #expect(wrong.text.contains("not those of the fingerprint"))
    #expect(try settings(browser) == before)

    let trusted = [("fingerprint", String(print)), ("digits", String(print.prefix(8)))]
    form[7].1 = "mistyped"
    let refused = try send(trusted)
    #expect(refused.contains("The account was not added"), "\(refused)")
    #expect(try settings(browser) == before)
    let accounts = browser.archive.location.accountsDirectory
    #expect(!FileManager.default.fileExists(atPath: accounts + "/home.password"))

    form[7].1 = Self.password
    let added = try send(trusted)
    #expect(added.contains("Account home is added"), "\(added)")
    #expect(try settings(browser).contains("[accounts.home]"))
    #expect(try !settings(browser).contains(Self.password))
    let mode = try FileManager.default.attributesOfItem(atPath: accounts + "/home.password")[
      .posixPermissions]
    #expect(mode as? Int == 0o600)
    #expect(try browser.get("/import").text.contains("alice at localhost"))
    let again = try browser.post("/accounts/add", form + trusted)
    #expect(again.text.contains("an account of that name exists"))
    #expect(
      try browser.finished(try browser.post("/accounts/test", [("name", "home")])).text
        .contains("The login works"))
    let fetched = try browser.finished(try browser.post("/fetch", [])).text
    #expect(fetched.contains("3 new messages"), "\(fetched)")
  }

  @Test func anAccountIsChangedOnlyIfTheLoginWorks() throws {
    let dovecot = try Dovecot(
      users: [.init("alice", password: Self.password, messages: makeMessages(2))])
    defer { dovecot.stop() }
    let browser = try Browserlet([])
    let location = browser.archive.location
    let file = try TemporaryDirectory()
    let old = try file.write("mistyped\n".utf8, to: "password").path
    let text = """

      # The account at home.
      [accounts.home]
      host = "localhost"   # of my own
      port = \(dovecot.plain.port)
      tls = "none"
      user = "alice"
      password_file = "\(old)"

      # The next one.
      [accounts.other]
      host = "localhost"
      user = "bob"

      """
    try (settings(browser) + text).write(
      toFile: location.configurationFile, atomically: true, encoding: .utf8)
    let before = try settings(browser)
    #expect(try browser.get("/settings").text.contains("/accounts/change?name=home"))
    let page = try browser.get("/accounts/change?name=home").text
    #expect(page.contains("value=\"alice\"") && page.contains("value=\"\(dovecot.plain.port)\""))
    #expect(!page.contains("mistyped"))
    var form = [
      ("name", "home"), ("enabled", "1"), ("user", "alice"), ("host", "127.0.0.1"),
      ("port", "\(dovecot.plain.port)"), ("tls", "none"), ("since", "2020-02-01"),
      ("password", "still wrong"),
    ]
    func send() throws -> String {
      try browser.finished(try browser.post("/accounts/change", form)).text
    }
    let refused = try send()
    #expect(refused.contains("Nothing was changed"), "\(refused)")
    #expect(refused.contains("value=\"127.0.0.1\""), "what was typed is still there")
    #expect(try settings(browser) == before)
    #expect(
      try !FileManager.default.contentsOfDirectory(atPath: location.directory).contains {
        $0.contains("new password")
      })

    form[7].1 = Self.password
    #expect(try send().contains("Account home is changed"))
    let after = try settings(browser)
    for line in [
      "# The account at home.", "host = \"127.0.0.1\"", "since = \"2020-02-01\"", "# The next one.",
      "password_file = \"\(location.accountsDirectory)/home.password\"", "user = \"bob\"",
    ] {
      #expect(after.contains(line), "\(line) in \(after)")
    }
    #expect(!after.contains(Self.password) && !after.contains(old))

    form.removeAll { $0.0 == "enabled" || $0.0 == "password" }
    #expect(try send().contains("switched off"))
    #expect(try browser.get("/settings").text.contains("switched off"))
  }

  @Test(arguments: [
    ("host", "", "the server has no name"), ("user", "", "the user name is missing"),
    ("user", "a\u{0D}\u{0A}b\u{07}", "control character"), ("port", "70000", "70000 is no port"),
    ("since", "never", "never is no day"),
  ])
  func mistakesInAChangeAreSaidBesideTheForm(
    _ name: String, _ value: String, _ why: String
  ) throws {
    let browser = try Browserlet([])
    let text = "\n[accounts.home]\nhost = \"localhost\"\nuser = \"a\"\n"
    try (settings(browser) + text).write(
      toFile: browser.archive.location.configurationFile, atomically: true, encoding: .utf8)
    let before = try settings(browser)
    var form = ["name": "home", "user": "a", "host": "localhost", "port": "9"]
    form[name] = value
    let page = try browser.post("/accounts/change", form.map { ($0.key, $0.value) })
    #expect(page.status == 400)
    #expect(page.text.contains(why), "\(page.text)")
    #expect(try settings(browser) == before)
  }

  @Test func anAccountIsRemovedAfterAQuestionAndItsMailStays() throws {
    let browser = try Browserlet(makeMessages(2))
    let location = browser.archive.location
    let text =
      "\n[accounts.home]\nhost = \"localhost\"\nuser = \"a\"\n\n# Below.\n[saved]\nx = \"a\"\n"
    try (settings(browser) + text).write(
      toFile: location.configurationFile, atomically: true, encoding: .utf8)
    _ = try MailArchive.open(location, .reading).keepPassword("p", forAccount: "home")
    let question = try browser.get("/accounts/remove?name=home").text
    #expect(question.contains("Its mail stays") && question.contains("a at localhost"))
    #expect(try browser.post("/accounts/remove", [("name", "home")])["location"] == "/settings")
    #expect(try !settings(browser).contains("accounts.home"))
    #expect(try settings(browser).contains("# Below.\n[saved]"))
    #expect(
      !FileManager.default.fileExists(atPath: location.accountsDirectory + "/home.password"))
    #expect(try browser.get("/").text.contains("2 messages"))
    #expect(try browser.post("/accounts/remove", [("name", "home")]).status == 400)
  }

  @Test func aServerIsFoundByTheNameThatAPersonGives() throws {
    let dovecot = try Dovecot(users: [.init("alice", password: Self.password, messages: [])])
    defer { dovecot.stop() }
    let browser = try Browserlet([])
    let page = try browser.finished(
      try browser.post(
        "/accounts/find",
        [("address", "alice@example.org"), ("host", "localhost:\(dovecot.tls.port)")])
    ).text
    // Its certificate is not good, so that what it speaks is not found out.
    #expect(page.contains("value=\"localhost\""), "\(page)")
    #expect(page.contains("value=\"\(dovecot.tls.port)\""))
  }

  @Test(arguments: [
    ("name", "", "it has no name"), ("host", "", "the server has no name"),
    ("host", "a/b", "the server has no name"), ("user", "", "the user name is missing"),
    ("user", "a\u{0D}\u{0A}b", "control character"), ("port", "70000", "70000 is no port"),
    ("since", "never", "never is no day"), ("password", "", "no password was given"),
  ])
  func mistakesAreSaidBesideTheForm(_ name: String, _ value: String, _ why: String) throws {
    let browser = try Browserlet([])
    var form = [
      "address": "a@example.org", "name": "home", "user": "a", "host": "localhost", "port": "9",
      "password": "secret-9",
    ]
    form[name] = value
    let page = try browser.post("/accounts/add", form.map { ($0.key, $0.value) })
    #expect(page.status == 400)
    #expect(page.text.contains(why), "\(page.text)")
    #expect(!page.text.contains("secret-9"))
    #expect(page.text.contains("action=\"/accounts/add\""))
  }

  @Test func aServerThatNobodyVouchesForIsConfirmedFirst() throws {
    let browser = try Browserlet([])
    let form = [
      ("address", "a@example.org"), ("name", "home"), ("user", "a"), ("host", "mail.example.net"),
      ("password", "p"), ("unconfirmed", "1"),
    ]
    let page = try browser.post("/accounts/add", form)
    #expect(page.status == 400)
    #expect(page.text.contains("nobody has said that mail.example.net is the right server"))
  }

  /// The provider's page and the code stand in the page of the job until the access is allowed.
  @Test func anAccessIsAllowedByTheCodeThatThePageShows() throws {
    let authority = try CertificateAuthority(name: "Test authority")
    let identity = try authority.issue(.loopback)
    let provider = try ScriptedServer { peer, _ in
      try peer.connection.acceptTLS(identity)
      var length = 0
      while let line = try peer.line(), !line.isEmpty {
        if line.lowercased().hasPrefix("content-length:") {
          length = Int(line.dropFirst(15).filter(\.isNumber)) ?? 0
        }
      }
      let form = String(decoding: try peer.bytes(length), as: UTF8.self)
      let json =
        form.contains("grant_type")
        ? #"{"access_token":"a","expires_in":3600,"refresh_token":"r"}"#
        : #"{"device_code":"d","user_code":"ABCD-EFGH","verification_uri":"https://login.example.org/device","interval":2,"expires_in":60}"#
      try peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(json.utf8.count)\r\n\r\n\(json)")
      try peer.waitForEnd()
    }
    defer { provider.stop() }
    let browser = try Browserlet([])
    let file = try TemporaryDirectory()
    let certificates = try file.write(authority.certificate, to: "ca.pem").path
    let url = "https://localhost:\(provider.endpoint.port)"
    let text = """

      [accounts.work]
      protocol = "imap"
      host = "localhost"
      port = 9
      user = "ada"
      ca_file = "\(certificates)"
      oauth = "custom"
      oauth_client_id = "id"
      oauth_token_url = "\(url)/token"
      oauth_device_url = "\(url)/device"
      oauth_scope = "mail"

      """
    try (settings(browser) + text).write(
      toFile: browser.archive.location.configurationFile, atomically: true, encoding: .utf8)
    #expect(try browser.get("/import").text.contains("Log in again"))
    let job = try browser.post("/accounts/test", [("name", "work"), ("login", "1")])
    let address = try #require(job["location"])
    var page = ""
    for _ in 0..<100 where !page.contains("ABCD-EFGH") {
      page = try browser.get(address).text
      usleep(30_000)
    }
    #expect(page.contains("href=\"https://login.example.org/device\""), "\(page)")
    #expect(page.contains("rel=\"noreferrer noopener\""))
    // Nothing answers at the mail server's port: the permission is kept all the same.
    #expect(try browser.finished(job).text.contains("That did not work"))
    #expect(
      FileManager.default.fileExists(
        atPath: browser.archive.location.accountsDirectory + "/work.tokens.json"))
  }
}
