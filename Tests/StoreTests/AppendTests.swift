import Digests
import GRDB
import Testing

@testable import Store

@Suite struct AppendTests {
  let directory: Directory
  let store: MailStore

  init() throws {
    directory = try Directory()
    store = try MailStore.create(at: directory.store)
  }

  @Test func whatIsStoredComesBackOctetForOctet() throws {
    let messages = [
      mail("1@x"), mail("2@x", text: String(repeating: "long ", count: 60_000)),
      mail(attaching: noise(100, seed: 1)), mail(attaching: noise(100_000, seed: 2)),
      mail(attaching: noise(5_000_000, seed: 3), line: 72),
      mail(attaching: octets(String(repeating: "text ", count: 10_000)), line: 64),
    ]
    let outcomes = try store.add(messages)
    for (outcome, message) in zip(outcomes, messages) {
      #expect(try store.octets(of: store.id(outcome)) == message.raw)
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
    let run = try store.beginRun(command: "import /mail")
    var batch = try store.encoder().encode([mail("1@x"), mail("1@x"), mail("2@x")])
    batch.reject(
      origin: Origin(source: .file("/mail"), position: 99, time: 1), size: 7, reason: "no header")
    let outcomes = try store.append(batch, run: run)
    #expect(outcomes[1] == .copy(of: try store.id(outcomes[0])))
    #expect(outcomes[3] == .rejected(reason: "no header"))
    let finished = try store.finishRun(run)
    #expect(finished.offered == 4)
    #expect((finished.stored, finished.copies, finished.rejected) == (2, 1, 1))
    #expect(finished.octets == Int64(batch.octets))
    #expect(try store.runs(limit: 10) == [finished])
    #expect(try store.rejections(run: run).map(\.origin.position) == [99])
  }
}
