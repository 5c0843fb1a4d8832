import Archive
import Files
import Foundation
import Store
import TestSupport
import Testing
import Transfer

/// The same mail is stored once, whatever files it comes in, and each file's bytes can be had again.
@Suite struct SameMailTests {
  private static let mail = makeMessages(30).filter { $0.last == 10 }
  private static let wire = mail.map(onTheWire)

  private static func directory(
    _ messages: [[UInt8]], _ name: String, in test: TestArchive
  ) throws -> String {
    for (index, message) in messages.enumerated() {
      try test.directory.write(message, to: "\(name)/\(index).eml")
    }
    return test.directory.path + "/" + name
  }

  private static func noted(_ message: [UInt8]) -> [UInt8] {
    Array("X-GM-THRID: 17\nX-Gmail-Labels: Inbox,Unread\n".utf8) + message
  }

  /// As mutt keeps them.
  private static func mbox(_ messages: [[UInt8]]) -> [UInt8] {
    messages.flatMap { message -> [UInt8] in
      let text = String(decoding: message, as: UTF8.self)
      let end = text.range(of: "\n\n")?.lowerBound ?? text.endIndex
      let noted = text[..<end] + "\nStatus: RO\nLines: 3" + text[end...]
      let quoted = noted.replacing(/(?m)^(>*From )/) { ">\($0.1)" }
      return Array("From a@example.org Sat Jan  3 01:05:34 1996\n\(quoted)\n".utf8)
    }
  }

  @Test func linesThatEndInLFAndInCRLFAreTheSameMail() throws {
    for (first, second) in [(Self.mail, Self.wire), (Self.wire, Self.mail)] {
      let test = try TestArchive()
      let one = try Self.directory(first, "one", in: test)
      let two = try Self.directory(second, "two", in: test)
      #expect(try test.archive.importMail(from: [one]).totals.stored == first.count)
      let report = try test.archive.importMail(from: [two])
      #expect(report.totals.stored == 0 && report.totals.copies == second.count)
      #expect(report.totals.otherForms == second.count)
      #expect(try test.digests() == sortedDigests(first), "what is stored never changes")
      try expectEveryForm(second, of: first.count, at: 1, test)
      #expect(try test.archive.store.verify().problems == [])
      // In one batch, too.
      let both = try TestArchive()
      let mixed = try Self.directory(zip(first, second).flatMap { [$0, $1] }, "both", in: both)
      let totals = try both.archive.importMail(from: [mixed]).totals
      #expect(totals.stored == first.count && totals.otherForms == first.count)
    }
  }

  private func expectEveryForm(
    _ messages: [[UInt8]], of count: Int, at place: Int, _ test: TestArchive
  ) throws {
    var made: [[UInt8]] = []
    for id in try test.archive.store.messageIDs() {
      made.append(try test.archive.store.message(id, asOffered: place).all())
    }
    #expect(made.count == count)
    #expect(try sortedDigests(made) == sortedDigests(messages))
  }

  @Test func whatProgramsWriteOnTopMakesNoOtherMessage() throws {
    let test = try TestArchive()
    #expect(
      try test.archive.importMail(from: [Self.directory(Self.wire, "wire", in: test)]).totals.stored
        == Self.wire.count)
    let takeout = Self.mail.map(Self.noted)
    let report = try test.archive.importMail(from: [Self.directory(takeout, "takeout", in: test)])
    #expect(report.totals.stored == 0 && report.totals.otherForms == takeout.count)
    try expectEveryForm(takeout, of: Self.wire.count, at: 1, test)
    let texts = Self.mail.filter { String(validating: $0, as: UTF8.self) != nil }
    let file = try test.directory.write(Self.mbox(texts), to: "mutt.mbox").path
    let mutt = try test.archive.importMail(from: [file])
    #expect(mutt.totals.stored == 0 && mutt.totals.otherForms == texts.count, "\(mutt)")
    #expect(try test.archive.store.newest(100).count { $0.tags.contains("seen") } == texts.count)
    let again = try test.archive.importMail(from: [file])
    #expect(again.totals.stored == 0)
  }

  @Test func onlyWhatCanBeMadeAgainIsNotStored() throws {
    let test = try TestArchive()
    let plain = Array("Subject: x\r\n\r\none\r\ntwo\r\n".utf8)
    let mixed = Array("Subject: x\r\n\r\none\ntwo\r\n".utf8)
    let other = Array("Subject: x\n\none\n two\n".utf8)
    for (name, message) in [("a", plain), ("b", mixed), ("c", other)] {
      let report = try test.archive.importMail(
        from: [Self.directory([message], name, in: test)])
      #expect(report.totals.stored == 1)
    }
    #expect(try test.digests() == sortedDigests([plain, mixed, other]))
  }

  /// An archive of an older version is read before mail comes, wherever that was interrupted before.
  @Test func anOlderArchiveKnowsItsMailInOtherLineEnds() throws {
    let test = try TestArchive()
    let one = try Self.directory(Self.mail, "one", in: test)
    let two = try Self.directory(Self.wire, "two", in: test)
    _ = try test.archive.importMail(from: [one])
    let canonical = try test.archive.canonicalFingerprint()
    _ = try runCommand([
      "sqlite3", test.location.storeFile,
      """
      UPDATE message SET canonical = NULL WHERE id > 5;
      UPDATE derivation SET rules = 0, reached = 5, until = (SELECT max(id) FROM message);
      """,
    ])
    let report = try test.archive.importMail(from: [two])
    #expect(report.totals.stored == 0 && report.totals.otherForms == Self.wire.count)
    #expect(try test.archive.canonicalFingerprint() == canonical)
  }

  @Test func theSameMailHasTheSameCanonicalFingerprint() throws {
    let (one, two) = (try TestArchive(), try TestArchive())
    _ = try one.archive.importMail(from: [Self.directory(Self.mail, "mail", in: one)])
    _ = try two.archive.importMail(from: [Self.directory(Self.wire, "mail", in: two)])
    #expect(try one.archive.fingerprint() != two.archive.fingerprint())
    #expect(try one.archive.canonicalFingerprint() == two.archive.canonicalFingerprint())
    let both = try TestArchive()
    _ = try both.archive.importMail(from: [Self.directory(Self.wire, "wire", in: both)])
    let all = try Self.directory(Self.wire + Self.mail, "all", in: both)
    for (first, second) in [(both.location.directory, all), (all, both.location.directory)] {
      let difference = try MailArchive.difference(between: first, and: second)
      #expect(difference.isNone && difference.same == Self.wire.count, "\(difference)")
    }
  }

  @Test func whatWasDeletedDoesNotComeBackInOtherLineEnds() throws {
    let test = try TestArchive()
    let one = try Self.directory([Self.mail[0]], "one", in: test)
    let two = try Self.directory([Self.wire[0]], "two", in: test)
    _ = try test.archive.importMail(from: [one])
    let ids = try test.archive.store.messageIDs()
    _ = try test.archive.store.remove(ids, grace: 0)
    #expect(try test.archive.importMail(from: [two]).totals.rejected == 1)
    _ = try test.archive.store.purge()
    var again = ImportOptions()
    again.readsAgain = true
    #expect(try test.archive.importMail(from: [two], again).totals.rejected == 1)
    try test.archive.store.welcomeBack(ids)
    #expect(try test.archive.importMail(from: [two], again).totals.stored == 1)
  }
}
