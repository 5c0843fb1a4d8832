import Archive
import Fetch
import Foundation
import Net
import TestSupport
import TestThreads
import Testing
import Transfer

/// Dovecot serves what was exported, and every message comes back from it.
@Suite(.waiting, .serialized) struct ServedExportTests {
  /// Dovecot keeps a message's last line whole, and hides the fields that its own mbox notes are in.
  private static let messages = makeMessages(40).filter { $0.last == 10 }

  /// Serves `format` of an archive with `messages` and gives the digests of what `reading` gets.
  private func served(
    _ format: ExportOptions.Format, as kind: String, settings: String = "",
    reading: (Dovecot) throws -> [String]
  ) throws -> [String] {
    let test = try TestArchive()
    _ = try test.archive.importMail(from: [writeMaildir(Self.messages, in: test.directory)])
    let out = test.directory.path + "/served"
    var options = ExportOptions()
    options.format = format
    _ = try test.archive.export(
      test.archive.messages(in: ExportSelection()), to: out, options)
    if getuid() == 0 {
      _ = try runCommand(["chown", "-R", "nobody:nogroup", out])
      _ = try runCommand(["chmod", "755", test.directory.path])
    }
    let location =
      kind == "mbox" ? "mbox:/nowhere:INBOX=\(out):INDEX=MEMORY" : "maildir:\(out):INDEX=MEMORY"
    let dovecot = try Dovecot(
      users: [.init("alice", password: "wonderland", messages: [])],
      settings: """
        mail_location = \(location)
        mbox_write_locks = fcntl
        mbox_read_locks = fcntl
        pop3_uidl_format = %08Xu%08Xv
        protocol pop3 {
          pop3_uidl_format = %08Xu%08Xv
        }
        \(settings)
        """)
    defer { dovecot.stop() }
    return try reading(dovecot)
  }

  private func fetched(_ dovecot: Dovecot) throws -> [String] {
    let target = try TestArchive()
    let account = try target.account(
      "work", at: dovecot.tls, user: "alice", password: "wonderland",
      authorityFile: dovecot.authorityFile.path)
    let report = try target.fetch(account)
    #expect(report.totals.stored == Self.messages.count, "\(dovecot.log)")
    return try target.digests()
  }

  @Test func aMaildirOverPOP3() throws {
    #expect(
      try served(.maildir, as: "maildir", reading: fetched)
        == sortedDigests(Self.messages.map(onTheWire)))
  }

  /// Dovecot does not undo ">From" (its mbox knows no quoting), so those with such lines differ.
  @Test func anMboxOverPOP3() throws {
    let unquoted = Self.messages.map { message in
      let lines = String(decoding: message, as: UTF8.self).contains("\nFrom ")
      return (message, lines)
    }
    let served = Set(try served(.mbox(.mboxrd), as: "mbox", reading: fetched))
    #expect(served.count == Self.messages.count)
    let plain = unquoted.filter {
      !$0.1 && !String(decoding: $0.0, as: UTF8.self).contains("\n>From ")
    }
    #expect(plain.count > 20)
    #expect(try Set(sortedDigests(plain.map { onTheWire($0.0) })).isSubset(of: served))
  }

  // MARK: IMAP

  private static let hasIMAP =
    FileManager.default.isExecutableFile(atPath: "/usr/lib/dovecot/imap")
    && FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

  /// All messages of all folders through a client that is not ours; a mbox's quoting is undone by it.
  private func servedOverIMAP(
    _ format: ExportOptions.Format, as kind: String
  ) throws -> [String] {
    let port = try Listener().endpoint.port
    let settings = """
      protocols = pop3 imap
      service imap-login {
        chroot =
        inet_listener imap {
          port = \(port)
        }
        inet_listener imaps {
          port = 0
        }
      }
      """
    let script = """
      import hashlib, imaplib, re
      client = imaplib.IMAP4('127.0.0.1', \(port))
      client.login('alice', 'wonderland')
      for line in client.list()[1]:
        client.select(line.split(b' "." ')[-1].split(b' "/" ')[-1].decode(), readonly=True)
        for part in client.fetch('1:*', '(BODY.PEEK[])')[1] or []:
          if isinstance(part, tuple):
            mail = part[1]
            if '\(kind)' == 'mbox': mail = re.sub(rb'(?m)^>(>*From )', rb'\\1', mail)
            print(hashlib.sha256(mail).hexdigest())
      """
    return try served(format, as: kind, settings: settings) { dovecot in
      let read = try runCommand(["python3", "-c", script])
      #expect(read.status == 0, "\(read.errors)\n\(dovecot.log)")
      return read.text.split(separator: "\n").map(String.init).sorted()
    }
  }

  @Test(
    .enabled(if: hasIMAP, "dovecot-imapd or python3 is not installed"),
    arguments: [("maildir", ExportOptions.Format.maildir), ("mbox", .mbox(.mboxrd))])
  func anExportOverIMAP(_ kind: String, _ format: ExportOptions.Format) throws {
    #expect(
      try servedOverIMAP(format, as: kind) == sortedDigests(Self.messages.map(onTheWire)))
  }
}
