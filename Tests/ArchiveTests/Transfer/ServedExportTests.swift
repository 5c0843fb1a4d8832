import Archive
import Foundation
import Net
import TestSupport
import Testing

/// Dovecot serves what was exported, and every message comes back from it.
@Suite(.serialized) struct ServedExportTests {
  /// Dovecot keeps a message's last line whole, and hides the fields that its own mbox notes are in.
  private static let messages = makeMessages(40).filter { $0.last == 10 }

  /// Serves `format` of an archive with `messages` over POP3 and gives what a fetch brings.
  private func served(_ format: ExportOptions.Format, as kind: String) throws -> [String] {
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
        """)
    defer { dovecot.stop() }
    let target = try TestArchive()
    let account = try target.account(
      "work", at: dovecot.tls, user: "alice", password: "wonderland",
      authorityFile: dovecot.authorityFile.path)
    let report = try target.fetch(account)
    #expect(report.totals.stored == Self.messages.count, "\(dovecot.log)")
    return try target.digests()
  }

  @Test func aMaildirOverPOP3() throws {
    #expect(try served(.maildir, as: "maildir") == sortedDigests(Self.messages.map(onTheWire)))
  }

  /// Dovecot does not undo ">From" (its mbox knows no quoting), so those with such lines differ.
  @Test func anMboxOverPOP3() throws {
    let unquoted = Self.messages.map { message in
      let lines = String(decoding: message, as: UTF8.self).contains("\nFrom ")
      return (message, lines)
    }
    let served = Set(try served(.mboxrd, as: "mbox"))
    #expect(served.count == Self.messages.count)
    let plain = unquoted.filter {
      !$0.1 && !String(decoding: $0.0, as: UTF8.self).contains("\n>From ")
    }
    #expect(plain.count > 20)
    #expect(try Set(sortedDigests(plain.map { onTheWire($0.0) })).isSubset(of: served))
  }
}
