import Foundation
import TestSupport
import TestThreads
import Testing

/// What is acknowledged survives a power cut, whatever of the writes since the last sync reached the
/// disk. See PowerLoss/replay.py.
@Suite(.waiting) struct PowerLossTests {
  @Test func everyCutOfThePowerLeavesAWholeStoreWithAllThatWasSynced() throws {
    var program = try Program()
    try program.makeArchive()
    let directory = program.directory
    let tools = URL(filePath: #filePath).deletingLastPathComponent().path + "/PowerLoss"
    let recorder = directory.path + "/record.so"
    let built = try runCommand([
      "cc", "-shared", "-fPIC", "-o", recorder, tools + "/record.c", "-ldl", "-lpthread",
    ])
    try #require(built.status == 0, "\(built.errors)")
    try FileManager.default.copyItem(atPath: program.archive, toPath: directory.path + "/before")
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    program.environment["RECORD"] = directory.path + "/record"
    program.environment["LD_PRELOAD"] = recorder
    for round in 0..<3 {
      for number in round * 40..<(round + 1) * 40 {
        try directory.write(makeMessage(number), to: "\(round)/\(number).eml")
      }
      // Each begins a run, commits, ends the run, and folds the log into the store.
      #expect(try program.run("import", "--no-index", "\(round)").status == 0)
    }
    let replayed = try runCommand([
      "python3", tools + "/replay.py", directory.path + "/record", directory.path + "/before",
      directory.path + "/work",
    ])
    #expect(replayed.status == 0, "\(replayed.errors)")
    let numbers = replayed.text.split(separator: " ").compactMap { Int($0.filter(\.isNumber)) }
    try #require(numbers.count == 2, "\(replayed.text)")
    #expect(numbers[0] > 50)
    #expect(numbers[1] == 120)
  }
}
