import Errors
import Files
import Mail
import Testing

@testable import Mailbox

/// Destinations: durable, deterministic, and never over something that exists.
@Suite struct WriterTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func message(_ text: String, _ change: (inout OutgoingMessage) -> Void = { _ in })
    -> OutgoingMessage
  {
    var message = OutgoingMessage(array: Array(text.utf8), envelope: envelope)
    change(&message)
    return message
  }

  @Test func maildirComesBackWithFoldersAndFlags() throws {
    let texts = MboxRoundTripTests.awkward.filter { !$0.isEmpty }
    let folders = ["", "Sent/2024", "Entwürfe", "a.b/c"]
    let flags: [MessageFlags] = [[], .seen, [.answered, .flagged, .draft], [.deleted, .passed]]
    let sent = texts.enumerated().map { index, text in
      message(text) {
        $0.folder = folders[index % 4]
        $0.flags = flags[index % 4]
      }
    }
    let writer = try MaildirWriter(directory.at("out"))
    let entries = try sent.map { try writer.write($0) }
    try writer.finish()
    let found = try messages(all(openMailbox(directory.at("out"))))
    #expect(found.count == sent.count)
    for (entry, message) in zip(entries, sent) {
      let back = try #require(found.first { $0.origin == entry.origin })
      #expect(entry.isExact && back.array == message.array)
      #expect(back.folder == (message.folder == "a.b/c" ? "a_b/c" : message.folder))
      #expect(back.flags == message.flags)
    }
    #expect(try directory.names("out/tmp").isEmpty)
  }

  @Test func emlFilesHaveReadableNamesAndComeBack() throws {
    let writer = try EMLWriter(directory.at("out"))
    let titles = ["Rechnung für März", "../../etc/passwd\u{1b}[2J\n", "", "…", "a\u{202e}b"]
    for title in titles {
      _ = try writer.write(message("From: a\nTo: b\n\n\(title)") { $0.title = title })
    }
    try writer.finish()
    #expect(
      try directory.names("out") == [
        "000001 2023-11-14 Rechnung für März.eml", "000002 2023-11-14 etc passwd [2J.eml",
        "000003 2023-11-14.eml", "000004 2023-11-14.eml", "000005 2023-11-14 a b.eml",
      ])
    let found = try messages(all(openMailbox(directory.at("out"))))
    #expect(found.map(\.array) == titles.map { Array("From: a\nTo: b\n\n\($0)".utf8) })
  }

  @Test func aLongTitleStaysWithinWhatFileSystemsTake() {
    let name = SafeName.make(String(repeating: "台", count: 500), limit: 80)
    #expect(!name.isEmpty && name.utf8.count <= 160)
  }

  @Test func nothingIsOverwrittenAndNothingHalfIsLeft() throws {
    try directory.write("out.mbox", "precious")
    #expect(throws: MailboxError.self) { try FileWriter(directory.at("out.mbox")) }
    #expect(try directory.contents("out.mbox") == Array("precious".utf8))
    do {
      let writer = MboxWriter(try FileWriter(directory.at("new.mbox")))
      _ = try writer.write(message("From: a\n\n"))
      #expect(try directory.names() == ["new.mbox.partial", "out.mbox"])
    }
    #expect(try directory.names() == ["out.mbox"])
  }

  @Test func whatIsFinishedCanBeReadBeforeItHasItsName() throws {
    let file = try FileWriter(directory.at("out.mbox"))
    try file.write(Array("whole".utf8).span)
    try file.finish()
    #expect(try directory.names() == ["out.mbox.partial"])
    #expect(try FileBytes(file.temporaryPath).read(9) == Array("whole".utf8))
    try file.publish()
    #expect(try directory.names() == ["out.mbox"])
  }

  @Test func whatIsLeftOfAnotherWritingIsNotTouched() throws {
    try directory.write("out.mbox.partial", "half")
    let error = #expect(throws: MailboxError.self) { try FileWriter(directory.at("out.mbox")) }
    #expect(error?.text.why.contains("unfinished") == true)
    #expect(try directory.contents("out.mbox.partial") == Array("half".utf8))
  }

  @Test func aNameTakenWhileWritingIsNotReplaced() throws {
    let file = try FileWriter(directory.at("out.mbox"))
    try directory.write("out.mbox", "precious")
    let error = #expect(throws: MailboxError.self) { try file.publish() }
    #expect(error?.code == .alreadyExists)
    #expect(error?.text.place == directory.at("out.mbox"))
    #expect(try directory.contents("out.mbox") == Array("precious".utf8))
  }

  @Test func aFullDiskIsAnErrorWithThePath() throws {
    let full = DescriptorSink(try openForWriting("/dev/full"), name: "/dev/full")
    let writer = MboxWriter(full)
    let error = #expect(throws: MailboxError.self) {
      for _ in 0..<100 { _ = try writer.write(message(String(repeating: "x\n", count: 10_000))) }
    }
    #expect(error?.code == .diskFull)
    #expect(error?.text.place == "/dev/full")
  }

  @Test func theSameMessagesGiveTheSameBytes() throws {
    let texts = MboxRoundTripTests.awkward.map { Array($0.utf8) }
    #expect(try mbox(texts, .mboxrd).file == mbox(texts, .mboxrd).file)
  }

  enum Compression: CaseIterable {
    case gzip, zstd

    func sink(_ inner: any ByteSink) throws -> any ByteSink {
      self == .gzip ? try GzipSink(inner) : try ZstdSink(inner)
    }
  }

  @Test(arguments: Compression.allCases)
  func compressedExportsComeBackAndAreTheSameEachTime(_ compression: Compression) throws {
    var random = SplitMix(seed: 3)
    let noise = (0..<400_000).map { _ in UInt8.random(in: 0...255, using: &random) }
    let sent = MboxRoundTripTests.awkward.map { Array($0.utf8) } + [Array("A: b\n\n".utf8) + noise]
    var files: [[UInt8]] = []
    for name in ["one", "two"] {
      let file = try FileWriter(directory.at(name))
      let writer = MboxWriter(try compression.sink(file))
      let entries = try sent.map {
        try writer.write(OutgoingMessage(array: $0, envelope: envelope))
      }
      try writer.finish()
      try file.publish()
      files.append(try directory.contents(name))
      var options = ReadOptions()
      options.dialect = .mboxrd
      let found = try messages(all(openMailbox(directory.at(name), options: options)))
      #expect(found.map(\.origin) == entries.map(\.origin))
      #expect(try zip(entries, found).map { try $0.restore($1.array) } == sent)
    }
    #expect(files[0] == files[1])
  }
}
