import Digests
import Foundation
import GRDB
import Mail
import Testing

@testable import Store

@Suite struct VerifyTests {
  let directory: Directory
  let store: MailStore

  init() throws {
    directory = try Directory()
    store = try MailStore.create(at: directory.store)
  }

  /// Flips one bit of a content in the middle of its stored bytes.
  private func flip(content: Int64, at place: Double = 0.5) throws {
    try store.write("") { db in
      let row = try #require(
        try Row.fetchOne(db, sql: "SELECT bytes FROM content WHERE id = ?", arguments: [content]))
      var bytes = row.bytes(0)
      bytes[Int(Double(bytes.count - 1) * place)] ^= 4
      try db.execute(
        sql: "UPDATE content SET bytes = ? WHERE id = ?", arguments: [blob(bytes), content])
    }
  }

  @Test(arguments: [0.3, 0.5, 0.8])
  func aFlippedBitIsNamedAndEverythingElseIsReadable(_ place: Double) throws {
    // Four blocks: each batch makes its own.
    let messages = (0..<40).map {
      mail(
        "\($0)@x",
        text: String(decoding: noise(300, seed: UInt64($0)).map { $0 & 63 | 32 }, as: UTF8.self))
    }
    for start in stride(from: 0, to: 40, by: 10) {
      try store.add(Array(messages[start..<start + 10]))
    }
    try flip(content: 3, at: place)
    let reader = try MailStore.open(at: directory.store)
    let report = try reader.verify()
    #expect(report.problems.filter { $0.kind == .content }.map(\.place) == ["content 3"])
    #expect(!report.damagedMessages.isEmpty)
    #expect(report.damagedMessages.allSatisfy { (21...30).contains($0) })
    for id in Int64(1)...40 {
      if report.damagedMessages.contains(id) {
        #expect { try reader.bytes(of: id) } throws: { ($0 as? StoreError)?.code == .damaged }
      } else {
        #expect(try reader.bytes(of: id) == messages[Int(id) - 1].bytes)
      }
    }
  }

  @Test func aDamagedPartIsNamedWithEveryMessageThatHoldsIt() throws {
    let attachment = noise(50_000, seed: 1)
    try store.add(
      [mail(attaching: attachment, text: "1"), mail("x@x"), mail(attaching: attachment, text: "2")])
    let part = try store.read("") {
      try Int64.fetchOne($0, sql: "SELECT id FROM content WHERE part = 1")
    }
    try flip(content: try #require(part))
    #expect(try MailStore.open(at: directory.store).verify().damagedMessages == [1, 3])
  }

  @Test(arguments: [
    ("UPDATE run SET copies = copies + 1, offered = offered + 1", "run 1"),
    ("DELETE FROM account_message WHERE message = 2", "message 2"),
    ("UPDATE message SET thread = 3 WHERE id = 2", "message 2"),
  ])
  func whatIsDerivedIsMended(_ damage: String, _ place: String) throws {
    try store.add([
      mail("1@x"), mail("2@x", references: ["1@x"], source: .account("a")), mail("3@x"),
    ])
    #expect(try store.verify().problems == [])
    try store.write("") { try $0.execute(sql: damage) }
    let report = try store.verify()
    #expect(report.problems.map(\.place) == [place])
    #expect(report.problems.map(\.kind) == [.derived])
    #expect(report.damagedMessages == [])
    try store.repair()
    #expect(try store.verify().problems == [])
  }

  @Test(arguments: [
    ("DELETE FROM content WHERE id = 1", [1, 2] as [Int64]),
    ("DELETE FROM piece WHERE message = 2", [2]),
    ("UPDATE piece SET first = first + 1 WHERE message = 1", [1]),
    ("UPDATE piece SET length = 9223372036854775807 WHERE message = 2", [2]),
    ("UPDATE piece SET first = -5 WHERE message = 2", [2]),
    ("UPDATE content SET size = 5", [1, 2]), ("UPDATE content SET size = -5", [1, 2]),
    ("UPDATE content SET size = 9223372036854775807", [1, 2]),
    ("UPDATE content SET bytes = x''", [1, 2]),
    ("UPDATE content SET codec = 'rot13'", [1, 2]),
    ("UPDATE message SET digest = zeroblob(32) WHERE id = 1", [1]),
  ])
  func missingAndWrongRowsAreDamage(_ damage: String, _ damaged: [Int64]) throws {
    try store.add([mail("1@x"), mail("2@x")])
    try store.database.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA foreign_keys = OFF; \(damage)")
    }
    let report = try MailStore.open(at: directory.store).verify()
    #expect(report.damagedMessages == damaged)
    #expect(!report.isClean)
  }

  @Test func aSizeThatIsWrongHarmsNothing() throws {
    try store.add([mail("1@x")])
    try store.write("") { try $0.execute(sql: "UPDATE message SET size = -9223372036854775807") }
    #expect(try store.bytes(of: 1) == mail("1@x").bytes)
  }

  @Test func aRowThatNothingRefersToIsFound() throws {
    try store.add([mail("1@x")])
    try store.write("") {
      try $0.execute(
        sql: """
          INSERT INTO content (part, codec, size, digest, bytes)
          VALUES (0, 'none', 1, \(Self.digestOfA), x'61');
          INSERT INTO ledger (run, source, time, outcome, message) VALUES (1, 1, 1, 1, 99);
          """)
    }
    let places = try store.verify().problems.filter { $0.kind == .reference }.map(\.place)
    #expect(places == ["content 2", "message 99"])
  }

  private static let digestOfA =
    "x'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'"

  @Test func aQuickVerificationLooksAtASample() throws {
    try store.add((0..<30).map { mail("\($0)@x") })
    let report = try store.verify(quick: true)
    #expect(report.isClean && report.isQuick)
    #expect(report.messagesChecked == 30)
  }

  @Test func progressEndsAtTheTotal() throws {
    try store.add((0..<3).map { mail("\($0)@x") })
    var last: [MaintenanceProgress.Step: MaintenanceProgress] = [:]
    _ = try store.verify { last[$0.step] = $0 }
    #expect(last[.messages] == MaintenanceProgress(.messages, done: 3, total: 3))
    #expect(last[.contents] == MaintenanceProgress(.contents, done: 1, total: 1))
  }

  @Test func archivesWithTheSameMailHaveTheSameFingerprint() throws {
    let messages = (0..<13).map { mail("\($0)@x") }
    try store.add(messages)
    let elsewhere = try Directory()
    let other = try MailStore.create(at: elsewhere.store)
    #expect(try other.fingerprint() == SHA256Digest(of: []))
    try other.add(messages.reversed() + [mail("extra@x")])
    #expect(try other.fingerprint() != store.fingerprint())
    try other.remove(try other.messages(withMessageID: "extra@x").map(\.id))
    #expect(try other.fingerprint() == store.fingerprint())
  }

  @Test func theFingerprintIsTheMerkleRootOfRFC6962() throws {
    let leaves = try (0..<3).map { try SHA256Digest(of: [UInt8($0)]) }
    var tree = MerkleTree()
    for leaf in leaves { try tree.append(leaf) }
    let hashed = try leaves.map { try SHA256Digest(of: [0] + $0.bytes) }
    let left = try SHA256Digest(of: [1] + hashed[0].bytes + hashed[1].bytes)
    #expect(try tree.root() == SHA256Digest(of: [1] + left.bytes + hashed[2].bytes))
  }

  /// Of a few leaves other code hashes than of many.
  @Test(arguments: [1, 2, 255, 256, 257, 700])
  func aMerkleTreeOfAnySizeIsThatOfRFC6962(_ count: Int) throws {
    func root(_ leaves: ArraySlice<SHA256Digest>) throws -> SHA256Digest {
      guard leaves.count > 1 else { return try SHA256Digest(of: [0] + leaves.flatMap(\.bytes)) }
      var half = 1
      while half * 2 < leaves.count { half *= 2 }
      let middle = leaves.startIndex + half
      return try SHA256Digest(
        of: [1] + root(leaves[..<middle]).bytes + root(leaves[middle...]).bytes)
    }
    let leaves = try (0..<count).map { try SHA256Digest(of: bytes("\($0)")) }
    var tree = MerkleTree()
    for leaf in leaves { try tree.append(leaf) }
    #expect(try tree.root() == root(leaves[...]))
  }
}
