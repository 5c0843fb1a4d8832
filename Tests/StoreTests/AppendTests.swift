import Digests
import GRDB
import Mail
import Testing

@testable import Store

@Suite struct AppendTests {
  let directory: Directory
  let store: MailStore

  init() throws {
    directory = try Directory()
    store = try MailStore.create(at: directory.store)
  }

  @Test func whatIsStoredComesBackByteForByte() throws {
    let messages = [
      mail("1@x"), mail("2@x", text: String(repeating: "long ", count: 60_000)),
      mail(attaching: noise(100, seed: 1)), mail(attaching: noise(100_000, seed: 2)),
      mail(attaching: noise(5_000_000, seed: 3), line: 72),
      mail(attaching: bytes(String(repeating: "text ", count: 10_000)), line: 64),
    ]
    let outcomes = try store.add(messages)
    for (outcome, message) in zip(outcomes, messages) {
      #expect(try store.bytes(of: store.id(outcome)) == message.bytes)
    }
  }

  @Test func aMessageIsStoredOnceHoweverOftenItIsOffered() throws {
    let first = try store.id(store.add([mail("1@x")])[0])
    #expect(try store.add([mail("1@x"), mail("2@x"), mail("2@x")])[0] == .copy(of: first))
    #expect(try store.totals().messages == 2)
  }

  @Test func anAttachmentIsStoredOnceForAllMessages() throws {
    let attachment = noise(200_000, seed: 7)
    try store.add(
      (0..<10).map { mail(attaching: attachment, line: $0 % 2 == 0 ? 76 : 60, text: "\($0)") })
    let parts = try store.read("") {
      try Int.fetchOne($0, sql: "SELECT count(*) FROM content WHERE part = 1")
    }
    #expect(parts == 1)
  }

  @Test func theBooksBalance() throws {
    let run = try store.beginRun(command: "import /mail").run
    var batch = try store.encoder().encode([mail("1@x"), mail("1@x"), mail("2@x")])
    let origin = Origin(source: .file("/mail"), position: 99, time: 1)
    batch.reject(RejectedMessage(origin: origin, reason: "no header"), size: 7)
    let outcomes = try store.append(batch, run: run)
    #expect(outcomes[1] == .copy(of: try store.id(outcomes[0])))
    #expect(outcomes[3] == .rejected(reason: "no header"))
    let finished = try store.finishRun(run)
    let totals = finished.totals
    #expect(totals.offered == 4)
    #expect((totals.stored, totals.copies, totals.rejected) == (2, 1, 1))
    #expect(totals.bytes == batch.sizes.reduce(0, +))
    #expect(try store.runs(limit: 10) == [finished])
    #expect(try store.rejections(run: run).map(\.origin.position) == [99])
  }

  @Test func encodingOnManyThreadsGivesTheSame() async throws {
    let encoder = try store.encoder()
    let batches = try await withThrowingTaskGroup(of: (Int, EncodedBatch).self) { group in
      for number in 0..<8 {
        group.addTask {
          (number, try encoder.encode((0..<20).map { mail("\(number)-\($0)@x") }))
        }
      }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    let run = try store.beginRun(command: "test").run
    let outcomes = try (0..<8).compactMap { batches[$0] }.map { try store.append($0, run: run) }
    #expect(outcomes.map(\.count) == Array(repeating: 20, count: 8))
    #expect(try store.bytes(of: 61) == mail("3-0@x").bytes)
  }

  @Test func whatIsKnownIsNotEncodedAgain() throws {
    try store.add([mail("1@x")])
    let digest = try SHA256Digest(of: mail("1@x").bytes)
    #expect(try store.known([digest, SHA256Digest(of: [])]) == [digest])
    let batch = try store.encoder().encode([mail("1@x")], known: [digest])
    #expect(batch.blocks.isEmpty)
    #expect(try store.append(batch, run: 1) == [.copy(of: 1)])
    // One that is taken for known and is not is no silent loss.
    let wrong = try store.encoder().encode(
      [mail("2@x")], known: [SHA256Digest(of: mail("2@x").bytes)])
    #expect { try store.append(wrong, run: 1) } throws: { ($0 as? StoreError)?.code == .invalid }
  }
}
