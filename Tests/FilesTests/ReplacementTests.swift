import Bytes
import Glibc
import Testing

@testable import Files

@Suite struct ReplacementTests {
  private let folder: TemporaryFolder
  private var file: FilePath { folder.path / Array("tokens.json".utf8) }
  private var names: [String] {
    get throws {
      let names = try POSIX.list(folder.path)
      return (0..<names.count).map { String(decoding: names[$0], as: UTF8.self) }
    }
  }

  init() throws { folder = try TemporaryFolder() }

  private func content() throws -> String {
    String(decoding: try SmallFile.read(file, limit: 1 << 20), as: UTF8.self)
  }

  private func replace(_ text: String, calls: FileCalls = .system) throws {
    let bytes = Array(text.utf8)
    try SmallFile.replace(file, bytes, calls: calls)
  }

  @Test func newBytesTakeThePlaceOfOld() throws {
    try replace("old")
    try replace("new, and longer")
    #expect(try content() == "new, and longer")
    #expect(try names == ["tokens.json"])
    var info = stat()
    #expect(unsafe stat(file.text, &info) == 0 && info.st_mode & 0o777 == 0o600)
  }

  /// The step that fails, and what the file holds then.
  private static let failures: [(step: String, calls: FileCalls, content: String)] = [
    ("the first write", calls { unsafe $0.write = { _, _ in fail(ENOSPC) } }, "old"),
    (
      "a write after a short one",
      calls {
        unsafe $0.write = { descriptor, bytes in
          lseek(descriptor, 0, SEEK_CUR) >= 3
            ? fail(ENOSPC) : unsafe Glibc.write(descriptor, bytes.baseAddress, min(3, bytes.count))
        }
      }, "old"
    ),
    ("a write of nothing", calls { unsafe $0.write = { _, _ in 0 } }, "old"),
    (
      "the sync of the file",
      calls { $0.sync = { isDirectory($0) ? fsync($0) : Int32(fail(EIO)) } }, "old"
    ),
    ("the rename", calls { unsafe $0.rename = { _, _ in Int32(fail(EXDEV)) } }, "old"),
    (
      "the sync of the directory",
      calls { $0.sync = { isDirectory($0) ? Int32(fail(EIO)) : fsync($0) } }, "new"
    ),
  ]

  @Test(arguments: failures.indices)
  func aFailureLeavesAllOfTheOldOrAllOfTheNew(index: Int) throws {
    let (step, calls, expected) = Self.failures[index]
    try replace("old")
    #expect(throws: FileError.self, "\(step)") { try replace("new", calls: calls) }
    #expect(try content() == expected, "\(step)")
    #expect(try names == ["tokens.json"], "\(step)")
  }

  @Test func shortWritesAndSignalsAreCarriedOn() throws {
    let interrupted = Counter()
    let calls = Self.calls {
      unsafe $0.write = { descriptor, bytes in
        if interrupted.next() % 2 == 0 { return Self.fail(EINTR) }
        return unsafe Glibc.write(descriptor, bytes.baseAddress, min(5, bytes.count))
      }
    }
    let text = String(repeating: "0123456789", count: 20)
    try replace(text, calls: calls)
    #expect(try content() == text)
  }

  @Test func theFileIsSyncedBeforeItIsNamedAndItsDirectoryAfter() throws {
    let steps = Steps()
    try replace(
      "bytes",
      calls: Self.calls {
        unsafe $0.write = { descriptor, bytes in
          steps.add("write")
          return unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        }
        $0.sync = {
          steps.add(Self.isDirectory($0) ? "sync directory" : "sync file")
          return fsync($0)
        }
        unsafe $0.rename = {
          steps.add("rename")
          return unsafe Glibc.rename($0, $1)
        }
      })
    #expect(steps.all == ["write", "sync file", "rename", "sync directory"])
  }

  @Test func aNewFileTakesNoOthersPlace() throws {
    let (first, second) = (Array("first".utf8), Array("second".utf8))
    try SmallFile.create(file, first)
    let failure = #expect(throws: FileError.self) { try SmallFile.create(file, second) }
    #expect(failure?.code == .alreadyExists)
    #expect(try content() == "first")
    #expect(try names == ["tokens.json"])
  }

  @Test func aStagedFileThatIsDroppedLeavesNothing() throws {
    do {
      let staged = try StagedFile(file)
      try staged.write([1, 2, 3].span)
      #expect(try names.count == 1)
    }
    #expect(try names.isEmpty)
  }

  @Test func aFileIsReadUpToItsLimit() throws {
    try replace("12345")
    #expect(try SmallFile.read(file, limit: 5).count == 5)
    let failure = #expect(throws: FileError.self) { try SmallFile.read(file, limit: 4) }
    #expect(failure?.code == .tooLarge)
    let missing = folder.path / Array("missing".utf8)
    #expect(try SmallFile.readIfThere(missing, limit: 5) == nil)
    #expect(throws: FileError.self) { try SmallFile.read(missing, limit: 5) }
    #expect(throws: FileError.self) { try SmallFile.readIfThere(folder.path, limit: 5) }
  }

  @Test func errorsSayWhereAndWhatToDo() {
    let path = FilePath("/nowhere/at/all")
    let failure = #expect(throws: FileError.self) {
      try SmallFile.replace(path, [])
    }
    #expect(failure?.code == .unwritable)
    #expect(
      "\(failure.map { "\($0)" } ?? "")".hasSuffix(
        ": cannot be made (No such file or directory). Check that the directory exists and is yours."
      ))
  }

  // MARK: Calls that fail

  private static func calls(_ change: (inout FileCalls) -> Void) -> FileCalls {
    var calls = FileCalls.system
    change(&calls)
    return calls
  }

  private static func fail(_ code: Int32) -> Int {
    errno = code
    return -1
  }

  private static func isDirectory(_ descriptor: Int32) -> Bool {
    var info = stat()
    return unsafe fstat(descriptor, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
  }
}
