import Errors
import Testing

@testable import Files

@Suite struct MessageBytesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func build(_ bytes: [UInt8], inMemory: Int) throws -> MessageBytes {
    var builder = MessageBytesBuilder(in: SpillPlace(folder.name, inMemory: inMemory))
    for start in stride(from: 0, to: bytes.count, by: 7) {
      try builder.append(bytes[start..<min(start + 7, bytes.count)].span)
    }
    return try builder.take()
  }

  @Test(arguments: [0, 1, 99, 100, 101, 5000])
  func bytesAreTheSameInMemoryAndInAFile(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    let held = try build(bytes, inMemory: 100)
    #expect((held.spill != nil) == (count > 100))
    #expect(held.count == count)
    #expect(try held.all() == bytes)
    for range in [0..<0, 0..<count, count / 3..<count / 2, count / 2..<count + 50] {
      #expect(try Array(held.slice(range)) == Array(bytes[range.clamped(to: 0..<count)]))
      #expect(try held.part(range).all() == Array(bytes[range.clamped(to: 0..<count)]))
    }
    // A spill file has no name: nothing is left, however the process ends.
    #expect(try POSIX.list(folder.path).count == 0)
  }

  @Test func aSpillFileTakesSeveralMessages() throws {
    let file = try SpillFile(in: folder.name)
    let ranges = try (0..<3).map { try file.append(Array(repeating: UInt8($0), count: 10)[...]) }
    for (number, range) in ranges.enumerated() {
      #expect(try file.read(range) == Array(repeating: UInt8(number), count: 10))
    }
  }

  @Test func aSpillFileSaysWhereItHasNoRoom() {
    let failure = #expect(throws: FileError.self) { try SpillFile(in: "/nowhere/at/all") }
    #expect(failure?.text.place == "/nowhere/at/all")
    #expect(failure?.text.what == "cannot store a large message temporarily")
  }
}
