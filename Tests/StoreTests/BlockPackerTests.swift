import Bytes
import Foundation
import GRDB
import Mail
import Packing
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

  /// What is read together is the same as what is read one by one, whatever is known of the blocks.
  @Test(arguments: 0..<5)
  func messagesAreReadTogether(_ seed: Int) throws {
    var random = Random(seed: UInt64(seed))
    let large = try store.id(
      store.add([mail("large@x", text: String(repeating: "a b ", count: 9_000))])[0])
    let reader = try MailStore.open(at: directory.store)
    let wanted = (0..<messages.count).shuffled(using: &random).prefix(seed * 20 + 1)
    let ids = wanted.map { Int64($0 + 1) } + [large]
    let packed = try reader.packed(ids)
    #expect(packed.map(\.id).sorted() == ids.sorted())
    for message in packed {
      #expect(try reader.bytes(of: message) == store.bytes(of: message.id), "\(message.id)")
    }
    #expect(try reader.packed([1_000_000, 1, 1_000_001]).map(\.id) == [1])
    #expect(throws: StoreError.self) { try reader.stored([1, 1_000_000]) }
    #expect(try reader.packed([]).isEmpty)
  }

  /// Of a block no more is decompressed than is needed, and that is right.
  @Test func theBeginningOfAFrameIsThatOfTheWhole() throws {
    var random = Random(seed: 7)
    let plain = (0..<700_000).map { _ in UInt8.random(in: 0..<20, using: &random) }
    let compressor = try ZstdCompressor()
    let frame = try compressor.compress(plain, ZstdEffort(level: 3), dictionary: nil)
    let decompressor = try ZstdDecompressor()
    for count in [0, 1, 100, 131_072, 131_073, 400_000, 699_999, 700_000, 800_000] {
      var given = 0
      let beginning = try decompressor.decompress(
        first: count, of: plain.count, dictionary: nil, frameLength: frame.count
      ) { range in
        given = range.upperBound
        return Array(frame[range])
      }
      #expect(beginning.count >= min(count, plain.count))
      #expect(beginning == Array(plain[..<beginning.count]), "\(count) bytes")
      if count < 200_000 { #expect(given < frame.count / 2, "\(count) bytes") }
    }
    // More than is said to be in it.
    #expect(throws: (any Error).self) {
      try decompressor.decompress(
        first: 10, of: 1_000, dictionary: nil, frameLength: frame.count
      ) { Array(frame[$0]) }
    }
    let whole = try unsafe decompressor.decompress(
      frame.span.bytes, size: plain.count, dictionary: nil)
    #expect(whole == plain)
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
