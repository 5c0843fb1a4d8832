import Errors
import Foundation
import Testing

@testable import Files

@Suite struct FileLockTests {
  private let folder: TemporaryFolder
  private var file: FilePath { folder.path / Array("store-lock".utf8) }

  init() throws { folder = try TemporaryFolder() }

  @Test func anotherProcessKeepsUsOutUntilItEnds() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    // The holder notes its id, as every holder does, and says when it has the lock.
    process.arguments = [
      "flock", "-x", file.text, "sh", "-c", "echo $$ > \"$0\"; echo held; read line", file.text,
    ]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    defer { process.terminate() }
    #expect(try output.fileHandleForReading.read(upToCount: 5) == Data("held\n".utf8))

    let failure = #expect(throws: FileError.self) { try FileLock(file) }
    #expect(failure?.code == .locked)
    let holder = try #require(FileLock.otherHolder(of: file))
    #expect(failure?.text.why == "process \(holder) is writing to it")
    #expect(holder != "unknown")

    // It ends while we wait.
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(200)) {
      try? input.fileHandleForWriting.close()
    }
    let lock = try FileLock(file, wait: 60)
    #expect(FileLock.otherHolder(of: file) == nil)
    lock.release()
  }

  @Test func aLockIsHeldOnceAndReleasedWithItsOwner() throws {
    var lock: FileLock? = try FileLock(file)
    #expect(throws: FileError.self) { try FileLock(file) }
    lock?.release()
    lock = try FileLock(file)
    lock = nil
    _ = try FileLock(file)
    #expect(lock == nil)
  }

  /// Such as NFS without its daemon, and some file systems in user space.
  @Test(arguments: [ENOLCK, EOPNOTSUPP, ENOSYS])
  func aFileSystemWithoutLocksIsSaidToBeThat(_ number: Int32) {
    var calls = FileCalls.system
    calls.lock = { _ in
      errno = number
      return -1
    }
    let failure = #expect(throws: FileError.self) { try FileLock(file, wait: 60, calls: calls) }
    #expect(failure?.code == .noLocks)
    #expect(failure?.text.why.contains("gives no locks") == true)
    #expect(failure?.text.remedy.contains("local disk") == true)
  }

  /// A process id that another computer, or another container, wrote says nothing here.
  @Test func aHolderThatDoesNotLiveHereIsNotNamed() throws {
    let lock = try FileLock(file)
    defer { lock.release() }
    try Data("99999999\n".utf8).write(to: URL(filePath: file.text))
    let failure = #expect(throws: FileError.self) { try FileLock(file) }
    #expect(failure?.code == .locked)
    #expect(failure?.text.why.hasPrefix("another program is writing to it") == true)
  }

  @Test func thereIsNoHolderWhereThereIsNoFile() {
    #expect(FileLock.otherHolder(of: file) == nil)
    let failure = #expect(throws: FileError.self) { try FileLock(FilePath("/nowhere/at/all")) }
    #expect(failure?.code == .unwritable)
  }
}
