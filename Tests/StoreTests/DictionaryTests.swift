import GRDB
import Mail
import Testing

@testable import Store

@Suite struct DictionaryTests {
  @Test func mailBeforeAndAfterADictionaryIsReadable() throws {
    let directory = try Directory()
    let store = try MailStore.create(at: directory.store)
    let before = mail("before@x", text: "before")
    try store.add([before])
    try store.trainOnFiller()
    let after = mail("after@x", text: "The quick brown fox 3 jumps over the lazy dog")
    let id = try store.id(store.add([after])[0])
    // Not due again before there is much more.
    #expect(try !store.trainDictionaryIfDue())
    let dictionary = try store.read("") { db in
      try Int64.fetchOne(
        db,
        sql: "SELECT dictionary FROM content JOIN piece ON content.id = content WHERE message = ?",
        arguments: [id])
    }
    #expect(dictionary != nil)

    let reader = try MailStore.open(at: directory.store)
    #expect(try reader.bytes(of: 1) == before.bytes)
    #expect(try reader.bytes(of: id) == after.bytes)
    #expect(try store.verify().problems == [])

    // One damaged copy is found and mended; the mail is readable all the time.
    try store.write("") { try $0.execute(sql: "UPDATE dictionary SET bytes = zeroblob(100)") }
    #expect(try store.verify().problems.map(\.kind) == [.derived])
    #expect(try MailStore.open(at: directory.store).bytes(of: id) == after.bytes)
    try store.repair()
    #expect(try store.verify().problems == [])
  }
}
