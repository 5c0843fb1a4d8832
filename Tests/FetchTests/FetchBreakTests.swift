import Archive
import Fetch
import Foundation
import Net
import Store
import TestSupport
import TestThreads
import Testing

/// Sessions that break: nothing counts as fetched that may be cut, one message keeps no other away,
/// and what goes wrong after the work is done undoes nothing.
@Suite(.waiting) struct FetchBreakTests {
  typealias Message = FakeMaildrop.Message
  typealias Fixture = FetchDoubtTests.Fixture

  static func mail(_ name: String) -> [UInt8] { FetchDoubtTests.mail(name) }

  static func maildrop(_ count: Int, pipelining: FakeMaildrop.Pipelining) -> FakeMaildrop {
    var maildrop = FakeMaildrop((0..<count).map { Message(uid: "u\($0)", mail("m\($0)")) })
    maildrop.pipelining = pipelining
    return maildrop
  }

  // MARK: Ends that nothing proves

  struct Unproven: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var text = ""
    var terminator: String?
  }

  static let unproven = [
    Unproven(testDescription: "a dot that is not doubled", text: "one\r\n.\r\ntwo\r\n"),
    Unproven(
      testDescription: "and what looks like an answer", text: "one\r\n.\r\n+OK two\r\nmore\r\n"),
    Unproven(testDescription: "and a refusal", text: "one\r\n.\r\n-ERR two\r\nmore\r\n"),
    Unproven(testDescription: "dot and CR without LF", terminator: ".\r"),
  ]

  @Test(arguments: unproven, [FakeMaildrop.Pipelining.works, .absent])
  func whatMayBeCutIsKeptAndFetchedAgain(
    _ sample: Unproven, _ pipelining: FakeMaildrop.Pipelining
  ) throws {
    // One of the last, so that the end of the session comes soon after it.
    for index in [1, 4] {
      let fixture = try Fixture(Self.maildrop(5, pipelining: pipelining))
      let good = fixture.server.maildrop.messages.map(\.wire)
      fixture.change(index) {
        $0.wire += Array(sample.text.utf8)
        $0.terminator = sample.terminator
      }
      let whole = fixture.server.maildrop.messages[index].wire
      #expect(throws: ArchiveError.self) { try fixture.fetch() }
      #expect(fixture.left.count == 5, "nothing is deleted by a session that broke")
      for _ in 0..<3 {
        let report = try? fixture.fetch()
        #expect(report?.isComplete != true, "it is not called done")
      }
      for other in 0..<5 where other != index {
        #expect(try fixture.test.digests().contains(sortedDigests([good[other]])[0]), "\(other)")
      }
      #expect(fixture.left.contains("u\(index)"))
      #expect(try fixture.tagged("incomplete") >= 1)
      // The server is mended.
      fixture.server.maildrop.messages = fixture.server.maildrop.messages.map { message in
        guard message.uid == "u\(index)" else { return message }
        let stuffed = String(decoding: whole, as: UTF8.self).replacing(
          "\r\n.\r\n", with: "\r\n..\r\n")
        return Message(uid: message.uid, stuffed)
      }
      for _ in 0..<2 { _ = try? fixture.fetch() }
      #expect(fixture.left.isEmpty)
      #expect(try fixture.test.digests().contains(sortedDigests([whole])[0]))
    }
  }

  // MARK: One message

  @Test(arguments: [FakeMaildrop.Pipelining.works, .absent])
  func oneMessageKeepsNoOtherAway(_ pipelining: FakeMaildrop.Pipelining) throws {
    for bytes in [0, 30] {
      let fixture = try Fixture(Self.maildrop(6, pipelining: pipelining))
      fixture.server.maildrop.cuts = ["u1": bytes, "u4": bytes]
      let error = #expect(throws: ArchiveError.self) { try fixture.fetch() }
      #expect(error?.why.contains("in message u1") == true, "\(error as Any)")
      for _ in 0..<2 { _ = try? fixture.fetch() }
      #expect(fixture.left == ["u1", "u4"], "the others came, and were deleted")
      let report = try fixture.fetch()
      #expect(report.missing.count == 1 && !report.isComplete)
      let reasons = try fixture.test.archive.runs(limit: 10).flatMap {
        try fixture.test.archive.run($0.id).1.map(\.reason)
      }
      #expect(reasons.contains { $0.contains("broke in message u4") }, "\(reasons)")
      // Both are tried in turn, and come when they can.
      fixture.server.maildrop.cuts = ["u1": bytes]
      for _ in 0..<2 { try fixture.fetch() }
      #expect(fixture.left == ["u1"])
      fixture.server.maildrop.cuts = [:]
      #expect(try fixture.fetch().isComplete)
      #expect(fixture.left.isEmpty)
      try fixture.expect(holds: (0..<6).map { Self.mail("m\($0)") })
      let connections = fixture.server.connections
      try fixture.fetch()
      #expect(fixture.server.connections == connections + 1, "nothing is remembered any more")
    }
  }

  @Test func aServerThatWantsTimeBetweenSessionsIsGivenIt() throws {
    var maildrop = Self.maildrop(4, pipelining: .works)
    maildrop.capabilities = ["UIDL", "USER", "TOP", "LOGIN-DELAY 300"]
    maildrop.cuts = ["u1": 10]
    let fixture = try Fixture(maildrop)
    for round in 1...6 {
      _ = try? fixture.fetch()
      #expect(fixture.server.connections == round, "one session each time")
    }
    #expect(fixture.left == ["u1"])
    fixture.server.maildrop.cuts = [:]
    for _ in 0..<2 { _ = try? fixture.fetch() }
    #expect(fixture.left.isEmpty)
  }

  // MARK: Lists

  @Test func theOrderOfTheListIsOfNoMeaning() throws {
    for policy in [ServerPolicy.keep, .keepNewest(count: 2), .delete] {
      var maildrop = Self.maildrop(6, pipelining: .works)
      maildrop.listOrder = { $0.reversed() }
      maildrop.messages[1].uid = nil
      let fixture = try Fixture(maildrop, policy)
      #expect(try fixture.fetch().totals.stored == 6)
      switch policy {
      case .keep: #expect(fixture.left.count == 6)
      case .delete: #expect(fixture.left.isEmpty)
      default: #expect(fixture.left == ["u4", "u5"])
      }
      _ = fixture.count("RETR")
      try fixture.fetch()
      #expect(fixture.count("RETR") == 0)
    }
  }

  @Test(arguments: [1 << 40 + 1, 1 << 41 + 2, Int.max])
  func onlyTheMessageThatCameIsDeleted(_ number: Int) throws {
    let deleted = Log()
    let server = try ScriptedServer { peer, _ in
      try peer.send("+OK\r\n")
      while let line = try peer.line() {
        switch line {
        case "CAPA": try peer.send("+OK\r\nUIDL\r\n.\r\n")
        case "LIST": try peer.send("+OK\r\n1 50\r\n2 50\r\n\(number) 50\r\n.\r\n")
        case "UIDL": try peer.send("+OK\r\n1 a\r\n2 b\r\n\(number) c\r\n.\r\n")
        case "RETR \(number)": try peer.send("+OK\r\nSubject: c\r\n\r\nc\r\n.\r\n")
        case _ where line.hasPrefix("RETR"): try peer.send("-ERR [SYS/TEMP] busy\r\n")
        case _ where line.hasPrefix("DELE"):
          deleted.add(line)
          try peer.send("+OK\r\n")
        default: try peer.send("+OK\r\n")
        }
      }
    }
    defer { server.stop() }
    let test = try TestArchive()
    var account = try test.account(
      "fake", at: server.endpoint, user: "ada", password: "secret", security: .none)
    account.onServer = .delete
    #expect(try test.fetch(account).deleted == 1)
    #expect(deleted.all == ["DELE \(number)"])
  }

  // MARK: After the work

  @Test(arguments: [ServerPolicy.keep, .delete])
  func theEndOfTheSessionUndoesNothing(_ policy: ServerPolicy) throws {
    for how in [FakeMaildrop.DropOnQuit.undone, .done, nil] {
      var maildrop = Self.maildrop(3, pipelining: .works)
      maildrop.dropsOnQuit = how
      if how == nil { maildrop.answers["QUIT"] = "-ERR not all deleted\r\n" }
      let fixture = try Fixture(maildrop, policy)
      let report = try fixture.fetch()
      #expect(report.totals.stored == 3 && report.isComplete)
      #expect(report.deleted == 0)
      #expect(report.deletionsUncertain == (policy == .delete ? 3 : 0))
      #expect(report.warnings.count == 1)
      #expect(
        report.warnings[0].contains("deletions are uncertain") == (policy == .delete),
        "\(report.warnings)")
      #expect(try fixture.test.archive.runs(limit: 1)[0].outcome == "done")
      // It goes on from there.
      fixture.server.maildrop.dropsOnQuit = nil
      fixture.server.maildrop.answers = [:]
      let second = try fixture.fetch()
      #expect(second.totals.stored == 0 && second.warnings.isEmpty)
      #expect(fixture.left.isEmpty == (policy == .delete))
      try fixture.expect(holds: (0..<3).map { Self.mail("m\($0)") })
    }
  }

  @Test func aRefusedDeletionIsToldAndCountedApart() throws {
    var maildrop = Self.maildrop(4, pipelining: .works)
    maildrop.messages[2].staysThere = true
    let fixture = try Fixture(maildrop)
    for round in 0..<2 {
      let report = try fixture.fetch()
      #expect(report.deleted == (round == 0 ? 3 : 0))
      #expect(report.deletionsRefused == ["u2: it is locked"])
      #expect(report.isComplete)
    }
    #expect(fixture.left == ["u2"])
  }

  @Test func aRefusedDeletionIsCountedAlsoIfTheConnectionBreaksLater() throws {
    var maildrop = Self.maildrop(4, pipelining: .absent)
    maildrop.messages[1].staysThere = true
    maildrop.dropsOnDelete = 4
    let report = try Fixture(maildrop).fetch()
    #expect(report.deletionsRefused == ["u1: it is locked"])
    #expect(report.deleted == 0 && report.deletionsUncertain == 3)
    #expect(report.warnings.count == 1 && report.isComplete)
  }
}

/// What a person reads when the mailbox cannot be opened.
@Suite struct FetchAdviceTests {
  @Test(arguments: [
    (
      "u",
      "[SYS/PERM] Your account is not enabled for POP access. Please visit your Gmail settings.",
      "Forwarding and POP/IMAP"
    ),
    ("ada@gmx.de", "[AUTH] POP3 access disabled", "POP3/IMAP"),
    ("ada@example.org", "POP is not enabled for this user", "provider's settings"),
  ])
  func theSwitchOfTheProviderIsNamed(_ user: String, _ words: String, _ place: String) throws {
    var maildrop = FakeMaildrop([])
    maildrop.capabilities = ["USER"]
    maildrop.pipelining = .absent
    maildrop.answers["PASS"] = "-ERR \(words)\r\n"
    let server = try FakePOP3Server(maildrop)
    defer { server.stop() }
    let test = try TestArchive()
    let account = try test.account(
      "work", at: server.endpoint, user: user, password: "secret", security: .none)
    let error = #expect(throws: ArchiveError.self) { try test.fetch(account) }
    #expect(error?.remedy.contains(place) == true, "\(error as Any)")
    #expect(error?.why.contains(words.suffix(12)) == true)
  }
}

private final class Log: @unchecked Sendable {
  private let lock = NSLock()
  private var lines: [String] = []

  func add(_ line: String) { lock.withLock { lines.append(line) } }
  var all: [String] { lock.withLock { lines } }
}
