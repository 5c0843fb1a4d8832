import Digests
import Foundation
import GRDB
import Mail
import Schemas
import Testing

@testable import Store

/// Mail can be read without Mailcask: by the script in the schema, which needs the sqlite3 and
/// zstd tools and a shell.
@Suite struct ExtractionTests {
  private let script = MailStore.schema.split(separator: "\n", omittingEmptySubsequences: false)
    .drop { $0 != "-- begin extract.sh" }.dropFirst().prefix { $0 != "-- end extract.sh" }
    .map { $0.dropFirst(3) }.joined(separator: "\n")

  @Test func theScriptInTheSchemaGivesEveryMessageBack() throws {
    let directory = try Directory()
    let store = try MailStore.create(at: directory.store)
    let messages =
      [
        mail("1@x", text: String(repeating: "long ", count: 60_000)),
        mail(attaching: noise(300, seed: 1)), mail(attaching: noise(100_000, seed: 2), line: 60),
        mail(attaching: bytes(String(repeating: "text ", count: 10_000))), lineFeeds,
      ]
    try store.add(messages)
    try store.trainOnFiller()
    // Compressed with a dictionary.
    try store.add([mail("2@x", text: "The quick brown fox 7 jumps over the lazy dog 7")])
    // Every kind of piece and content is there.
    let kinds = try store.read("") { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT count(DISTINCT line_end), count(line_end) < count(*), count(DISTINCT codec),
            count(dictionary) FROM piece JOIN content ON content.id = content
          """)
    }
    let counts = kinds.first.map { row in (0..<4).map { row[$0] as Int } } ?? []
    #expect(counts.prefix(3) == [2, 1, 2] && counts[3] > 0)
    try store.close()

    let file = directory.path + "/extract.sh"
    try script.write(toFile: file, atomically: true, encoding: .utf8)
    let reader = try MailStore.open(at: directory.store)
    let withDictionary = try reader.messages(withMessageID: "2@x").map(\.id)
    for id in [1, 2, 3, 4, 5] + withDictionary {
      let (status, output) = try run("sh", file, directory.store, "\(id)")
      #expect(status == 0)
      #expect(try output == reader.bytes(of: id), "message \(id)")
    }
  }

  /// Base64 in lines that end in LF.
  private var lineFeeds: NewMessage {
    var message = mail(attaching: noise(5000, seed: 9), text: "LF")
    let before = message.bytes.count
    message.bytes.removeAll { $0 == 0x0D }
    let shift = message.bytes.prefix { $0 != 0x2D }.count
    message.parts = [
      NewMessage.Part(range: shift + 5..<message.bytes.count - 6, isBase64: true)
    ]
    #expect(message.bytes.count < before)
    return message
  }
}

extension MailStore {
  /// Enough mail of one kind for a dictionary.
  func trainOnFiller() throws {
    let run = try beginRun(command: "filler").run
    var number = 0
    while try read("", { try Int.fetchOne($0, sql: "SELECT count(*) FROM dictionary") }) == 0 {
      let messages = (0..<300).map { index in
        mail(
          "filler\(number + index)@x",
          text: (0..<60).map {
            "The quick brown fox \($0 &* (number + index)) jumps over the lazy dog"
          }
          .joined(separator: "\r\n"))
      }
      number += 300
      try add(messages, run: run)
    }
  }
}
