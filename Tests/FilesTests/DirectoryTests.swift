import Glibc
import Testing

@testable import Files

@Suite struct DirectoryTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func path(_ name: String) -> FilePath { folder.path / Array(name.utf8) }

  @Test func aTreeIsRemovedAndLinksAreNotFollowed() throws {
    let kept = path("kept")
    try POSIX.makeDirectories(path("tree/a/b"))
    try POSIX.makeDirectory(kept)
    try SmallFile.create(kept / Array("mail".utf8), [1])
    try SmallFile.create(path("tree/a/file"), [1])
    #expect(unsafe symlink(kept.text, path("tree/link").text) == 0)
    try POSIX.removeTree(path("tree"))
    #expect(!POSIX.exists(path("tree")))
    #expect(try POSIX.list(kept).count == 1)
    try POSIX.removeTree(path("tree"))
  }

  @Test func directoriesAreMadeOnceAndForTheirOwner() throws {
    try POSIX.makeDirectories(path("a/b/c"))
    try POSIX.makeDirectories(path("a/b/c"))
    var info = stat()
    #expect(unsafe stat(path("a/b").text, &info) == 0 && info.st_mode & 0o077 == 0)
    try SmallFile.create(path("file"), [1])
    let failure = #expect(throws: FileError.self) { try POSIX.makeDirectories(path("file")) }
    #expect(failure?.code == .alreadyExists)
  }

  @Test func namesAreListedWhateverTheirBytes() throws {
    for name in [[0xFF, 0x41], Array("10".utf8), Array("9".utf8)] as [[UInt8]] {
      try SmallFile.create(folder.path / name, [1])
    }
    let names = try POSIX.list(folder.path)
    #expect((0..<names.count).map { Array(names[$0]) } == [[0x39], [0x31, 0x30], [0xFF, 0x41]])
  }

  @Test(arguments: ["plain", "a\\b", "ü", "\\x41"])
  func aPathThroughItsTextIsTheSame(name: String) {
    let path = FilePath(name)
    #expect(FilePath(text: path.text) == path)
  }

  @Test func aTemporaryFolderGoesWithItsOwner() throws {
    var folder: TemporaryFolder? = try TemporaryFolder()
    let path = try #require(folder?.path)
    try POSIX.makeDirectories(path / Array("deep/down".utf8))
    #expect(POSIX.exists(path))
    folder = nil
    #expect(!POSIX.exists(path))
  }

  @Test func aStagedDirectoryIsNamedWhenItIsComplete() throws {
    let staged = try StagedDirectory(path("export").text)
    #expect(!POSIX.exists(path("export")))
    #expect(throws: FileError.self) { try StagedDirectory(path("export").text) }
    try SmallFile.create(FilePath(staged.temporaryPath) / Array("mail".utf8), [1])
    try staged.publish()
    #expect(try POSIX.list(path("export")).count == 1)
    #expect(throws: FileError.self) { try StagedDirectory(path("export").text) }
  }
}
