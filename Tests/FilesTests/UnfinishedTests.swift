import Bytes
import Errors
import Glibc
import Testing

@testable import Files

/// What a process that was killed was writing makes room; what is being written, or is somebody else's,
/// stays.
@Suite struct UnfinishedTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func path(_ name: String) -> FilePath { folder.path / name.utf8 }

  private func write(_ name: String, mode: mode_t) throws {
    try SmallFile.create(path(name), Array("half".utf8))
    #expect(unsafe chmod(path(name).text, mode) == 0)
  }

  private func names() throws -> [String] {
    let names = try POSIX.list(folder.path)
    return (0..<names.count).map { String(decoding: names[$0], as: UTF8.self) }
  }

  @Test func whatAKilledProcessLeftIsReplaced() throws {
    try write("out.partial", mode: 0o600 | Unfinished.mark)
    let file = try StagedFile(path("out"), temporary: path("out").unfinished)
    try file.write(Array("whole".utf8).span)
    try file.publish(.new)
    #expect(try SmallFile.read(path("out"), limit: 100) == Array("whole".utf8))
    #expect(try POSIX.status(path("out")).permissions == 0o600)
    #expect(try names() == ["out"])
  }

  @Test func aDirectoryThatAKilledProcessLeftIsReplaced() throws {
    try POSIX.makeDirectory(path("out.partial"), mode: 0o700 | Unfinished.mark)
    try SmallFile.create(path("out.partial") / "old".utf8, [1])
    let staged = try StagedDirectory(path("out").text)
    try SmallFile.create(FilePath(staged.temporaryPath) / "new".utf8, [1])
    try staged.publish()
    #expect(try names() == ["out"])
    #expect(!POSIX.exists(path("out") / "old".utf8) && POSIX.exists(path("out") / "new".utf8))
    #expect(try POSIX.status(path("out")).permissions == 0o700)
  }

  @Test func whatIsBeingWrittenIsLeftAlone() throws {
    let first = try StagedFile(path("out"), temporary: path("out").unfinished)
    let error = #expect(throws: FileError.self) {
      try StagedFile(path("out"), temporary: path("out").unfinished, isOwnName: true)
    }
    #expect(error?.code == .locked && error?.text.remedy.isEmpty == false)
    try first.publish(.new)
    #expect(try names() == ["out"])
  }

  @Test func whatOthersLeftStays() throws {
    try write("out.partial", mode: 0o600)
    #expect(throws: FileError.self) {
      try StagedFile(path("out"), temporary: path("out").unfinished)
    }
    #expect(throws: FileError.self) { try StagedDirectory(path("out").text) }
    Unfinished.removeAbandoned(in: folder.path)
    #expect(try names() == ["out.partial"])
    // Unless the name is Mailcask's own.
    _ = try StagedFile(path("out"), temporary: path("out").unfinished, isOwnName: true)
    #expect(try names() == [])
  }

  @Test func everythingAbandonedInADirectoryIsRemoved() throws {
    try write("a.xyz.new", mode: 0o600 | Unfinished.mark)
    try write("b.partial", mode: 0o600 | Unfinished.mark)
    try write("c.new", mode: 0o600)
    try write("mail", mode: 0o600 | Unfinished.mark)
    let held = try StagedFile(path("d"))
    Unfinished.removeAbandoned(in: folder.path)
    #expect(try names().count == 3 && names().contains("c.new") && names().contains("mail"))
    try held.publish(.new)
    #expect(try names() == ["c.new", "d", "mail"])
  }

  /// Files link and directories do not: the name is taken by one call for both.
  @Test func aTakenNameIsNeverReplaced() throws {
    try SmallFile.create(path("a"), [1])
    try POSIX.makeDirectory(path("b"))
    for (from, to) in [("a", "b"), ("b", "a")] {
      let error = #expect(throws: FileError.self) { try POSIX.moveNew(path(from), to: path(to)) }
      #expect(error?.code == .alreadyExists)
    }
    #expect(try names() == ["a", "b"])
  }
}
