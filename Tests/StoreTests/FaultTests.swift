import Foundation
import GRDB
import Mail
import Testing

@testable import Store

@Suite struct FaultTests {
  let directory: Directory
  let store: MailStore

  init() throws {
    directory = try Directory()
    store = try MailStore.create(at: directory.store)
  }

  /// The files as a crash would leave them at this moment.
  private func crashed(_ name: String) throws -> String {
    let copy = directory.path + "/\(name).sqlite"
    for suffix in ["", "-wal"] {
      try? FileManager.default.removeItem(atPath: copy + suffix)
      try FileManager.default.copyItem(atPath: directory.store + suffix, toPath: copy + suffix)
    }
    return copy
  }

  @Test func whatWasAcknowledgedSurvivesACrash() throws {
    for number in 0..<5 {
      try store.add([mail("\(number)@x", source: .account("a"), name: "\(number)")])
      let again = try MailStore.open(at: crashed("crash"), .writing())
      #expect(try again.totals().messages == number + 1)
      #expect(try again.knownUIDs(account: "a").count == number + 1)
      #expect(try again.verify().problems == [])
    }
  }

  @Test(arguments: [0.05, 0.2, 0.4, 0.55, 0.7, 0.85, 0.99])
  func aTruncatedLogLeavesAWholeNumberOfCommits(_ share: Double) throws {
    for number in 0..<6 { try store.add([mail("\(number)@x"), mail("\(number)b@x")]) }
    let copy = try crashed("cut")
    let log = URL(fileURLWithPath: copy + "-wal")
    let bytes = try Data(contentsOf: log)
    try bytes.prefix(Int(Double(bytes.count) * share)).write(to: log)
    // Cut before the schema was committed there is no archive yet; never half of one.
    guard let again = try? MailStore.open(at: copy, .writing()) else {
      #expect(share < 0.5)
      return
    }
    #expect(try again.totals().messages % 2 == 0)
    #expect(try again.verify().problems == [])
    try again.add([mail("new@x")])
  }

  @Test(arguments: 0..<8)
  func aLogWhoseWritesWereLostIsCutThere(_ seed: Int) throws {
    for number in 0..<6 { try store.add([mail("\(number)@x"), mail("\(number)b@x")]) }
    let copy = try crashed("lost")
    let log = URL(fileURLWithPath: copy + "-wal")
    var bytes = try Data(contentsOf: log)
    var random = Random(seed: UInt64(seed))
    // A page-sized write in the later half never reached the disk.
    let start = Int.random(in: bytes.count / 2..<bytes.count - 4096, using: &random) / 512 * 512
    bytes.replaceSubrange(start..<start + 4096, with: Data(count: 4096))
    try bytes.write(to: log)
    let again = try MailStore.open(at: copy, .writing())
    #expect(try again.totals().messages % 2 == 0)
    #expect(try again.verify().problems == [])
  }

  @Test func aFullDiskLosesNothingThatWasStored() throws {
    try store.add([mail("1@x")])
    try store.database.writeWithoutTransaction { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages + 20)")
    }
    let large = mail(attaching: noise(2_000_000, seed: 1))
    let run = try store.beginRun(command: "test").run
    #expect { try store.add([mail("2@x"), large], run: run) } throws: { error in
      (error as? StoreError)?.code == .diskFull
    }
    // All of that transaction is gone, the ledger's part, too.
    #expect(try store.totals().messages == 1)
    #expect(try store.finishRun(run).totals.offered == 0)
    #expect(try store.verify().problems == [])
    _ = try store.database.writeWithoutTransaction {
      try Int.fetchOne($0, sql: "PRAGMA max_page_count = 1000000")
    }
    #expect(try store.add([mail("2@x"), large])[1] == .stored(id: 3))
  }

  @Test(arguments: 0..<6)
  func aDamagedPageStopsNeitherVerifyingNorReadingTheRest(_ seed: Int) throws {
    let messages = (0..<60).map { mail("\($0)@x", text: "text \($0)") }
    for start in stride(from: 0, to: 60, by: 6) {
      try store.add(
        Array(messages[start..<start + 6]) + [
          mail(attaching: noise(30_000, seed: UInt64(start)), text: "\(start)")
        ])
    }
    try store.close()
    let file = URL(fileURLWithPath: directory.store)
    var bytes = try Data(contentsOf: file)
    var random = Random(seed: UInt64(seed))
    let page = Int.random(in: bytes.count / 4096 / 2..<bytes.count / 4096, using: &random)
    bytes.replaceSubrange(
      page * 4096..<page * 4096 + 4096, with: Data(noise(4096, seed: UInt64(seed))))
    try bytes.write(to: file)
    let reader = try MailStore.open(at: directory.store)
    let report = try reader.verify()
    #expect(!report.isClean)
    for id in Int64(1)...70 where !report.damagedMessages.contains(id) {
      #expect(throws: Never.self) { try reader.bytes(of: id) }
    }
  }

  @Test func partsThatLieAreHarmless() throws {
    var message = mail(attaching: noise(20_000, seed: 4))
    let count = message.bytes.count
    message.parts = [
      NewMessage.Part(range: -5..<10, isBase64: true),
      NewMessage.Part(range: 0..<count + 100, isBase64: true),
      NewMessage.Part(range: 5..<count, isBase64: true),
      NewMessage.Part(range: 10..<count - 1, isBase64: false),
      NewMessage.Part(range: count..<count, isBase64: true),
      NewMessage.Part(range: 0..<count, isBase64: false),
    ]
    let id = try store.id(store.add([message])[0])
    #expect(try store.bytes(of: id) == message.bytes)
  }

  @Test func anEmptyMessageIsAMessage() throws {
    var message = mail()
    message.bytes = []
    #expect(try store.add([message])[0] == .stored(id: 1))
    #expect(try store.bytes(of: 1) == [])
    #expect(try store.verify().problems == [])
  }
}
