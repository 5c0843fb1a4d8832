import Archive
import Fetch
import Foundation
import Net
import Store
import TestSupport
import TestThreads
import Testing
import Transfer

/// What is here already is not stored twice, and not downloaded again, whatever way it came.
@Suite(.waiting, .serialized) struct IMAPSameMailTests {
  private static let mail = makeMessages(80).filter { $0.last == 10 }

  private func withDovecot(
    _ messages: [[UInt8]] = mail, settings: String = "",
    _ body: (Dovecot, TestArchive, AccountSettings) throws -> Void
  ) throws {
    let dovecot = try Dovecot(
      users: [.init("ada", password: "secret", messages: [])], .imap, settings: settings)
    defer { dovecot.stop() }
    for (index, message) in messages.enumerated() {
      try dovecot.deliver(
        message, to: "ada", folder: index < messages.count / 2 ? "One" : "Two",
        as: "\(1_700_000_000 + index).M\(index).test", flags: "S")
    }
    let test = try TestArchive()
    let account = try test.account(
      "home", .imap, at: dovecot.tls, user: "ada", password: "secret",
      authorityFile: dovecot.authorityFile.path)
    try body(dovecot, test, account)
  }

  /// The command, masked, of all that a fetch says.
  private func commands(
    _ test: TestArchive, _ account: AccountSettings
  ) throws -> (FetchReport, [String]) {
    let lines = Lines()
    var options = MailArchive.FetchOptions()
    options.trace = { lines.add("\($0)") }
    return (try test.archive.fetch(from: account, options: options), lines.all)
  }

  @Test func mailThatWasImportedInOtherLineEndsIsNotStoredAgain() throws {
    try withDovecot { dovecot, test, account in
      let maildir = try writeMaildir(Self.mail, in: test.directory)
      _ = try test.archive.importMail(from: [maildir])
      let report = try test.fetch(account)
      #expect(report.totals.stored == 0 && report.totals.otherForms == Self.mail.count)
      #expect(report.isComplete)
      #expect(try test.digests() == sortedDigests(Self.mail))
      #expect(try test.archive.messages(matching: "folder:Two").count == (Self.mail.count + 1) / 2)
      #expect(try test.fetch(account).totals.offered == 0)
      // The other way round.
      let other = try TestArchive()
      var account = account
      account.name = "other"
      try other.fetch(account)
      let back = try other.archive.importMail(from: [maildir])
      #expect(back.totals.stored == 0 && back.totals.otherForms == Self.mail.count)
      #expect(try test.archive.canonicalFingerprint() == other.archive.canonicalFingerprint())
      #expect(try other.archive.store.verify().problems == [])
    }
  }

  private func move(_ count: Int, from one: String, to two: String, _ dovecot: Dovecot) throws {
    let (from, to) = (dovecot.path(of: one, "ada"), dovecot.path(of: two, "ada"))
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(from)/cur")
    for name in names.sorted().prefix(count) {
      try FileManager.default.moveItem(atPath: "\(from)/cur/\(name)", toPath: "\(to)/cur/\(name)")
    }
  }

  @Test func whatWasMovedIsNotDownloadedAgain() throws {
    try withDovecot { dovecot, test, account in
      try test.fetch(account)
      try move(30, from: "One", to: "Two", dovecot)
      let (report, said) = try commands(test, account)
      #expect(report.recognised == 10 && report.totals.copies == 30, "20 of 30 are a check")
      #expect(report.totals.stored == 0)
      #expect(said.contains { $0.contains("BODY.PEEK[HEADER]") })
      let (again, _) = try commands(test, account)
      #expect(again.totals.offered == 0)
      #expect(try test.archive.store.verify().problems == [])
      for id in try test.archive.store.messageIDs() {
        let servers = try test.archive.history(of: id).servers
        #expect(servers.count { $0.gone == nil } == 1)
      }
    }
  }

  /// Some are downloaded all the same, as a check.
  @Test func aNewUIDValidityCostsLittle() throws {
    try withDovecot { dovecot, test, account in
      try test.fetch(account)
      for folder in ["One", "Two"] {
        try dovecot.renumber(folder, of: "ada", uidValidity: 2_000_000_000)
      }
      let report = try test.fetch(account)
      let copies = report.totals.copies
      #expect(copies == Self.mail.count && report.totals.stored == 0, "\(report)")
      #expect(report.recognised == copies - 20, "20 are a check")
      #expect(try test.fetch(account).totals.offered == 0)
      #expect(try test.digests().count == Self.mail.count)
    }
  }

  /// Another message with the same size and date has another header.
  @Test func sameSizeAndDateIsNoProof() throws {
    let message = Array("Subject: a\n\nbody one\n".utf8)
    let other = Array("Subject: b\n\nbody two\n".utf8)
    try withDovecot([message]) { dovecot, test, account in
      try test.fetch(account)
      try dovecot.deliver(other, to: "ada", folder: "One", as: "1700000000.M9.test", flags: "S")
      for folder in ["One", "Two"] {
        let path = dovecot.path(of: folder, "ada") + "/cur"
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
          try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_700_000_000)],
            ofItemAtPath: "\(path)/\(name)")
        }
      }
      #expect(try test.fetch(account).totals.stored == 1)
      #expect(try test.digests() == sortedDigests([message, other].map(onTheWire)))
    }
  }

  @Test(arguments: [true, false])
  func onlyChangesAreAskedFor(_ compresses: Bool) throws {
    let messages = makeMessages(300).filter { $0.last == 10 }
    try withDovecot(messages) { dovecot, test, account in
      var account = account
      account.compresses = compresses
      let (first, said) = try commands(test, account)
      #expect(first.totals.stored == messages.count)
      // A server that answers at once is not asked to compress.
      #expect(compresses || !said.contains { $0.contains("COMPRESS DEFLATE") })
      let path = dovecot.path(of: "One", "ada") + "/cur"
      let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
      try FileManager.default.removeItem(atPath: "\(path)/\(names[3])")
      try FileManager.default.moveItem(
        atPath: "\(path)/\(names[5])",
        toPath: "\(path)/\(names[5].prefix { $0 != ":" }):2,FS")
      try dovecot.deliver(
        makeMessage(901), to: "ada", folder: "One", as: "1800000000.M1.test", flags: "S")
      let (second, words) = try commands(test, account)
      #expect(second.totals.stored == 1 && second.listed == messages.count, "\(second)")
      #expect(words.contains { $0.contains("CHANGEDSINCE") }, "\(words)")
      #expect(!words.contains { $0.contains("UID FETCH 1:* (UID FLAGS INTERNALDATE") })
      let gone = try test.archive.store.messagesGone()
      #expect(gone.count == 1)
      let (third, nothing) = try commands(test, account)
      #expect(third.totals.offered == 0)
      #expect(!nothing.contains { $0.contains("EXAMINE") })
    }
  }
}

private final class Lines: @unchecked Sendable {
  private let lock = NSLock()
  private var lines: [String] = []

  func add(_ line: String) { lock.withLock { lines.append(line) } }
  var all: [String] { lock.withLock { lines } }
}
