import Archive
import Fetch
import Foundation
import Net
import Store
import TestSupport
import TestThreads
import Testing

/// Whole accounts of a real server.
@Suite(.waiting, .serialized) struct IMAPDovecotTests {
  private func withDovecot(
    _ count: Int = 12, settings: String = "",
    _ body: (Dovecot, TestArchive, AccountSettings) throws -> Void
  ) throws {
    let mail = makeMessages(count)
    let dovecot = try Dovecot(
      users: [.init("ada", password: "secret", messages: Array(mail.prefix(count / 3)))], .imap,
      settings: settings)
    defer { dovecot.stop() }
    let folders = ["Lists/Swift", "Gesendet", "Entw&APw-rfe"]
    for (index, message) in mail.enumerated().dropFirst(count / 3) {
      try dovecot.deliver(
        message, to: "ada", folder: folders[index % 3],
        as: "\(1_700_000_000 + index).M\(index).test",
        flags: index.isMultiple(of: 2) ? "FS" : "")
    }
    let test = try TestArchive()
    try body(dovecot, test, try account(test, dovecot.tls, dovecot))
  }

  private func account(
    _ test: TestArchive, _ endpoint: Endpoint, _ dovecot: Dovecot
  ) throws -> AccountSettings {
    let account = try test.account(
      "home", .imap, at: endpoint, user: "ada", password: "secret",
      authorityFile: dovecot.authorityFile.path)
    return account
  }

  private func count(_ test: TestArchive, _ query: String) throws -> Int {
    try test.archive.messages(matching: query).count
  }

  private func wire(_ range: Range<Int>) throws -> [String] {
    try sortedDigests(
      range.map { number in
        let wire = onTheWire(makeMessage(number))
        // Dovecot adds no line end to a message that has none.
        return makeMessage(number).last == 10 ? wire : Array(wire.dropLast(2))
      })
  }

  @Test func aWholeAccountArrivesAndNothingChangesThere() throws {
    try withDovecot { dovecot, test, account in
      let before = try dovecot.state(of: "ada")
      let report = try test.fetch(account)
      #expect(report.totals.stored == 12)
      #expect(report.isComplete, "\(report)")
      #expect(try test.digests() == wire(0..<12))
      #expect(try dovecot.state(of: "ada") == before, "no file moved, no flag set")
      #expect(try count(test, "folder:Lists/Swift") == 2)
      #expect(try count(test, "folder:Entwürfe") == 3)
      #expect(try count(test, "folder:sent") == 3, "by its special use")
      #expect(try count(test, "folder:Gesendet") == 3)
      #expect(try count(test, "tag:flagged tag:seen") == 4)
      #expect(try count(test, "is:unread") == 8)
    }
  }

  /// Counts, new and recent messages, the latest change, and every message's flags, as Python's client sees
  /// them. It asks for STATUS and opens folders for reading, so that it changes nothing itself.
  private func seenByAnotherClient(_ dovecot: Dovecot) throws -> String {
    let script = """
      import imaplib, ssl
      trust = ssl.create_default_context(cafile='\(dovecot.authorityFile.path)')
      client = imaplib.IMAP4_SSL('localhost', \(dovecot.tls.port), ssl_context=trust)
      client.login('ada', 'secret')
      lines = [line.decode() for line in client.list()[1] if b'Noselect' not in line]
      for name in sorted(line.split(' "/" ')[-1].split(' "." ')[-1] for line in lines):
        print(client.status(name, '(MESSAGES RECENT UNSEEN UIDNEXT UIDVALIDITY HIGHESTMODSEQ)')[1])
        client.select(name, readonly=True)
        print(client.uid('fetch', '1:*', '(FLAGS INTERNALDATE MODSEQ)')[1])
      client.logout()
      """
    let read = try runCommand(["python3", "-c", script])
    #expect(read.status == 0, "\(read.errors)")
    return read.text
  }

  @Test func anotherClientSeesTheSameFlagsCountsAndRecentMessagesAsBefore() throws {
    try withDovecot { dovecot, test, account in
      try dovecot.deliver(makeMessage(40), to: "ada", as: "1800000000.M1.test")
      _ = try seenByAnotherClient(dovecot)
      let before = try seenByAnotherClient(dovecot)
      #expect(before.contains("RECENT 5") && before.contains("\\\\Flagged"), "\(before)")
      #expect(try test.fetch(account).totals.stored == 13)
      let between = try seenByAnotherClient(dovecot)
      #expect(between == before)
      #expect(try test.fetch(account).known == 13)
      let after = try seenByAnotherClient(dovecot)
      #expect(after == before)
    }
  }

  @Test func aSecondFetchGetsNothingAndAThirdOnlyWhatIsNew() throws {
    try withDovecot { dovecot, test, account in
      try test.fetch(account)
      let again = try test.fetch(account)
      #expect(again.totals.offered == 0)
      #expect(again.known == 12 && again.listed == 12)
      try dovecot.deliver(
        makeMessage(40), to: "ada", folder: "Lists/Swift", as: "1800000000.M1.test")
      let third = try test.fetch(account)
      #expect(third.totals.stored == 1 && third.listed == 13)
    }
  }

  @Test func aDryRunCountsAndChangesNothing() throws {
    try withDovecot { _, test, account in
      var options = MailArchive.FetchOptions()
      options.isDryRun = true
      let report = try test.archive.fetch(from: account, options: options)
      #expect(report.wouldFetch?.count == 12)
      #expect(try test.digests().isEmpty)
      #expect(try test.archive.store.mailboxes(account: "home").isEmpty)
    }
  }

  @Test func foldersAreShownWithWhatWouldBeFetched() throws {
    try withDovecot { _, test, account in
      var account = account
      account.skippedFolders = ["lists/*"]
      let folders = try test.archive.folders(of: account)
      let swift = try #require(folders.first { $0.name == "Lists/Swift" })
      #expect(swift.messages == 2 && !swift.isFetched)
      let sent = try #require(folders.first { $0.name == "Gesendet" })
      #expect(sent.specialUse == "sent" && sent.isFetched && sent.new == 3)
      try test.fetch(account)
      #expect(try test.archive.folders(of: account).first { $0.name == "Gesendet" }?.new == 0)
      #expect(try count(test, "folder:Swift") == 0)
      account.skippedFolders = []
      account.folders = ["*swift"]
      #expect(try test.fetch(account).totals.stored == 2)
    }
  }

  @Test func whatIsGoneThereStaysHereAndSaysSo() throws {
    try withDovecot { dovecot, test, account in
      try test.fetch(account)
      let folder = dovecot.path(of: "Gesendet", "ada")
      for part in ["cur", "new"] {
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(part)") {
          try FileManager.default.removeItem(atPath: "\(folder)/\(part)/\(name)")
        }
      }
      let report = try test.fetch(account)
      #expect(report.totals.offered == 0)
      #expect(try test.digests().count == 12)
      #expect(try count(test, "is:gone") == 3)
      let id = try #require(try test.archive.messages(matching: "is:gone").first)
      let history = try test.archive.history(of: id)
      #expect(history.servers.first?.folder == "Gesendet")
      #expect(history.servers.first?.gone != nil)
    }
  }

  @Test func aMovedMessageIsInBothFoldersAndNotGone() throws {
    try withDovecot { dovecot, test, account in
      try test.fetch(account)
      let (from, to) = (dovecot.path(of: "Gesendet", "ada"), dovecot.path(of: "Lists/Swift", "ada"))
      let part =
        try FileManager.default.contentsOfDirectory(atPath: "\(from)/cur").isEmpty ? "new" : "cur"
      let name = try #require(
        try FileManager.default.contentsOfDirectory(atPath: "\(from)/\(part)").first)
      let base = name.prefix { $0 != ":" }
      try FileManager.default.moveItem(
        atPath: "\(from)/\(part)/\(name)",
        toPath: "\(to)/new/\(base.replacingOccurrences(of: ".M", with: ".Q"))")
      let report = try test.fetch(account)
      #expect(report.totals.stored == 0)
      #expect(try count(test, "folder:Gesendet folder:Lists/Swift") == 1)
      #expect(try count(test, "is:gone") == 0)
      #expect(try test.digests().count == 12)
    }
  }

  @Test func anotherUIDVALIDITYMakesNoCopies() throws {
    try withDovecot { dovecot, test, account in
      try test.fetch(account)
      let list = dovecot.path(of: "Lists/Swift", "ada") + "/dovecot-uidlist"
      var lines = try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n").map(
        String.init)
      lines[0] = "3 V1 N9"
      try (lines.joined(separator: "\n") + "\n").write(
        toFile: list, atomically: true, encoding: .utf8)
      try? FileManager.default.removeItem(
        atPath: dovecot.path(of: "INBOX", "ada").replacingOccurrences(of: "/mail/", with: "/index/")
      )
      let report = try test.fetch(account)
      #expect(report.totals.stored == 0)
      #expect(try test.digests().count == 12)
      #expect(try count(test, "is:gone") == 0)
      #expect(try test.fetch(account).totals.offered == 0)
    }
  }

  @Test func aConnectionCutAnywhereLosesNothing() throws {
    try withDovecot { dovecot, test, account in
      let proxy = try TCPProxy(to: dovecot.plain)
      defer { proxy.stop() }
      var cut = account
      (cut.host, cut.port, cut.security) = (proxy.endpoint.host, proxy.endpoint.port, .none)
      for _ in 0..<12 {
        let bytes = Int.random(in: 0...20_000)
        proxy.set(TCPProxy.Behaviour(cutAfter: bytes))
        _ = try? test.fetch(cut)
      }
      proxy.set(TCPProxy.Behaviour(chunk: 7))
      #expect(try test.fetch(cut).isComplete)
      #expect(try test.digests() == wire(0..<12))
      #expect(try test.fetch(cut).totals.offered == 0)
    }
  }

  @Test(arguments: ["", "imap_capability = +X-TEST\nmail_plugins = $mail_plugins"])
  func startTLSAndEveryLogin(_ settings: String) throws {
    try withDovecot(3, settings: settings) { dovecot, test, account in
      var account = account
      (account.host, account.port, account.security) = (
        dovecot.plain.host, dovecot.plain.port, .starttls
      )
      for mechanism in [nil, "plain", "login", "user", "cram-md5", "scram-sha-1", "scram-sha-256"] {
        account.mechanism = mechanism
        #expect(throws: Never.self, "\(mechanism ?? "best")") { try test.archive.test(account) }
      }
      account.secret = .environment("HOME")
      do {
        try test.archive.test(account)
        Issue.record("a wrong password is refused")
      } catch let error as ArchiveError { #expect(error.code == .credentials) }
    }
  }
}
