import Foundation
import GRDB
import Mail
import Testing

@testable import Store

/// How messages share blocks is nothing that a reader notices.
@Suite struct BlockPackerTests {
  let directory: Directory
  let store: MailStore
  /// Enough for blocks of headers and blocks of texts, from three places in turn.
  let messages = (0..<120).map { number in
    mail(
      "\(number)@x", from: "someone@place\(number % 3).example",
      text: String(repeating: "text \(number) ", count: 800))
  }

  init() throws {
    directory = try Directory()
    store = try MailStore.create(at: directory.store)
    try store.add(messages)
  }

  @Test func headersAndTextsOfALargeBatchAreApart() throws {
    let pieces = try store.read("") {
      try Row.fetchAll($0, sql: "SELECT content, length FROM piece WHERE message = 7 ORDER BY seq")
    }
    #expect(pieces.map { $0[0] as Int64 } == [1, 2])
    #expect(pieces.first?[1] == messages[6].headerSize)
    #expect(try store.verify().problems == [])
  }

  @Test func aSmallBatchIsOneBlock() throws {
    let id = try store.id(store.add([mail("small@x")])[0])
    let pieces = try store.read("") {
      try Int.fetchOne($0, sql: "SELECT count(*) FROM piece WHERE message = ?", arguments: [id])
    }
    #expect(pieces == 1)
  }

  @Test(arguments: 0..<5)
  func messagesAreReadInAnyOrder(_ seed: Int) throws {
    var random = Random(seed: UInt64(seed))
    let reader = try MailStore.open(at: directory.store)
    for number in (0..<messages.count).shuffled(using: &random) {
      #expect(try reader.bytes(of: Int64(number + 1)) == messages[number].bytes)
    }
  }

  @Test(arguments: [-1, 0, 3, 1_000_000, Int.max])
  func aHeaderSizeThatLiesIsHarmless(_ size: Int) throws {
    var changed = messages
    for index in changed.indices {
      changed[index].headerSize = size
      changed[index].bytes += bytes("changed\r\n")
    }
    let ids = try store.add(changed).map { try store.id($0) }
    for (id, message) in zip(ids, changed) { #expect(try store.bytes(of: id) == message.bytes) }
  }

  @Test(
    arguments: [
      ("short", 10, "short"), ("exactly", 7, "exactly"), ("cut here", 3, "cut"),
      ("n\0ull", 10, "null"), ("für", 2, "f"), ("für", 3, "fü"), ("", 0, ""),
    ] as [(String, Int, String)])
  func textsAreShortenedBetweenCodePoints(_ text: String, _ limit: Int, _ kept: String) {
    #expect(text.shortened(to: limit) == kept)
  }
}
