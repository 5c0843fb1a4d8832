import Testing

@testable import Mailbox

/// Folders of systems that few people still have, but whose mail they kept.
@Suite struct OlderFoldersTests {
  let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  static let mark = "\u{1}\u{1}\u{1}\u{1}\n"
  static let first = "From: a@example.org\nTo: b@example.org\nSubject: one\n\nFrom here\n\nx\n"
  static let second = "From: c@example.org\nTo: b@example.org\n\n\u{1}\u{1}\u{1}\u{1} is text\n"
  static let separator = "From a@b Mon Jan  1 00:00:00 2024\n"

  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var file: String
    var messages: [String]

    init(_ name: String, _ file: String, _ messages: [String]) {
      (testDescription, self.file, self.messages) = (name, file, messages)
    }
  }

  private static func entry(_ text: String) -> String { mark + text + mark }

  static let cases: [Case] = [
    Case("MMDF", entry(first) + entry(second), [first, second]),
    Case("MMDF with one mark between two", mark + first + mark + second + mark, [first, second]),
    Case("MMDF that ends early", entry(first) + mark + "To: x\n\ny", [first, "To: x\n\ny"]),
    Case("MMDF with From lines", entry(separator + first) + entry(second), [first, second]),
    Case("MMDF without mail", mark + mark, []),
    Case(
      "MMDF with CRLF", (entry(first) + entry(second)).replacing("\n", with: "\r\n"),
      [first, second].map { $0.replacing("\n", with: "\r\n") }),
    Case(
      "an mbox of the classic Mac OS",
      (separator + "A: b\n\nx\n\n" + separator + "A: c\n\n>From y\n\n").replacing(
        "\n", with: "\r"), ["A: b\n\nx\n", "A: c\n\nFrom y\n"]),
  ]

  @Test(arguments: cases)
  func isRead(_ test: Case) throws {
    let path = directory.at("Inbox")
    try directory.write("Inbox", test.file)
    let found = try all(openMailbox(path))
    #expect(messages(found).map { String(decoding: $0.array, as: UTF8.self) } == test.messages)
    #expect(found.count == test.messages.count)
    #expect(messages(found).allSatisfy { $0.folder == "Inbox" })
    for stop in 0...found.count {
      let reader = try openMailbox(path)
      for _ in 0..<stop { _ = try reader.next() }
      let rest = try all(openMailbox(path, from: reader.position))
      #expect(rest == Array(found[stop...]), "\(stop)")
    }
  }

  @Test(arguments: 1...9)
  func isReadInPortions(_ portion: Int) throws {
    let file = Array((Self.entry(Self.first) + Self.entry(Self.second)).utf8)
    let reader = MMDFReader(
      PortionStream(file, portion: portion), FileIdentity(path: "memory", folder: ""),
      ReadOptions())
    #expect(
      messages(try all(reader)).map(\.array) == [Self.first, Self.second].map { Array($0.utf8) })
  }

  @Test func tooLargeAMessageCostsNoOther() throws {
    let large = "To: x\n\n" + String(repeating: "line of text\n", count: 100_000)
    try directory.write(
      "Inbox", Self.entry(Self.first) + Self.entry(large) + Self.entry(Self.second))
    var options = ReadOptions()
    options.messageLimit = 1_000_000
    options.keepsRejected = true
    let found = try all(openMailbox(directory.at("Inbox"), options: options))
    #expect(messages(found).count == 2)
    try #require(found.count == 3)
    guard case .rejected(let rejection) = found[1] else { return #expect(Bool(false)) }
    #expect(rejection.reason == .tooLarge(limit: 1_000_000))
    #expect(rejection.array == Array(large.utf8))
  }

  @Test func damageIsTold() throws {
    let file = Self.entry(Self.first) + Self.entry(Self.second)
    try directory.write("whole", file)
    let gzip = try #require(
      try run("/bin/sh", ["-c", "cd \(directory.path) && gzip -c whole | head -c 100 > Inbox.gz"]))
    _ = gzip
    let found = try all(openMailbox(directory.at("Inbox.gz")))
    #expect(!found.isEmpty)
    guard case .rejected = found.last else { return #expect(Bool(false), "\(found)") }
  }
}
