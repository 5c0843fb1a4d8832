import Archive
import TestSupport
import Testing
import Transfer

/// A writer that a long reader borrows.
@Suite struct ArchiveWriterTests {
  private let test: TestArchive
  private let reader: MailArchive

  init() throws {
    test = try TestArchive()
    let mail = try writeMaildir([makeMessage(1), makeMessage(2)], in: test.directory)
    _ = try test.archive.importMail(from: [mail])
    test.archive.close()
    reader = try MailArchive.open(test.location, .reading)
  }

  private var tagged: [Int64] {
    get throws { try reader.messages(matching: "tag:work") }
  }

  @Test func theReaderSeesAndFindsWhatWasWritten() throws {
    let change = try #require(TagChange("+work"))
    let count = try ArchiveWriter(for: reader).borrow(wait: 0) { try $0.tag([1], [change]) }
    #expect(count == 1)
    #expect(try tagged == [1])
  }

  @Test func anotherWriterIsRespected() throws {
    let other = try MailArchive.open(test.location, .writing(wait: 0))
    let error = #expect(throws: ArchiveError.self) {
      try ArchiveWriter(for: reader).borrow(wait: 0) { _ in Issue.record("it writes all the same") }
    }
    #expect(error?.code == .locked)
    other.close()
    try ArchiveWriter(for: reader).borrow(wait: 0) { _ in }
  }

  @Test func whateverHappensOthersCanWriteAfterwards() throws {
    let failure = ArchiveError(.notFound, "find a message", why: "there is none")
    let error = #expect(throws: ArchiveError.self) {
      try ArchiveWriter(for: reader).borrow(wait: 0) { _ in throw failure }
    }
    #expect(error == failure)
    try MailArchive.open(test.location, .writing(wait: 0)).close()
  }
}
