import Dispatch
import Foundation
import Synchronization
import TestSupport
import TestThreads
import Testing

/// Many commands at once, `reindex` among them: each does its work or says that another is at it, and in
/// the end all is there.
///
/// `MAILCASK_AT_ONCE=60 swift test --filter AtOnceTests` for that many seconds.
@Suite(.waiting, .serialized) struct AtOnceTests {
  private static let seconds =
    ProcessInfo.processInfo.environment["MAILCASK_AT_ONCE"].flatMap(Double.init) ?? 4

  private struct Tally {
    var runs = 0
    var imported = 0
    var unexpected: [String] = []
  }

  @Test func commandsGetAlong() throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    for number in 0..<100 {
      try program.directory.write(makeMessage(number), to: "first/\(number).eml")
    }
    #expect(try program.run("import", "-q", "first").status == 0)
    let tally = Mutex(Tally())
    let end = Date(timeIntervalSinceNow: Self.seconds)
    let running = program
    let work: [@Sendable (Int) throws -> [String]] = [
      { round in
        let number = 100 + round
        try running.directory.write(makeMessage(number), to: "more\(round)/\(number).eml")
        return ["import", "-q", "more\(round)"]
      },
      { _ in ["reindex", "-q"] },
      { ["tag", $0 % 2 == 0 ? "+busy" : "-busy", "--", "item\($0 % 100)"] },
      { ["search", "--format", "ids", "--limit", "1000", "item\($0 % 100)"] },
      { $0 % 3 == 0 ? ["verify"] : ["backup", "-q", running.directory.path + "/backup"] },
      { ["export", "-q", "--query", "item\($0 % 100)", "-o", "out\($0).mbox"] },
    ]
    DispatchQueue.concurrentPerform(iterations: work.count) { index in
      var round = 0
      while Date() < end || round == 0 {
        do {
          let arguments = try work[index](round)
          let result = try running.run(arguments)
          let isFine =
            result.status == 0
            || result.errors.contains("writing") || result.errors.contains("rebuilding")
          tally.withLock {
            $0.runs += 1
            if index == 0, result.status == 0 { $0.imported += 1 }
            // Found by each search, whoever writes the index.
            let isLost = index == 3 && result.text.isEmpty
            if !isFine || isLost {
              $0.unexpected.append("\(arguments): \(result.status) \(result.text)\(result.errors)")
            }
          }
        } catch { tally.withLock { $0.unexpected.append("\(error)") } }
        round += 1
      }
    }
    let result = tally.withLock { $0 }
    #expect(result.unexpected == [])
    #expect(result.imported > 0)
    let verified = try program.run("verify", "--thorough")
    #expect(verified.status == 0, "\(verified.text)\(verified.errors)")
    let found = try program.run("search", "--format", "ids", "--limit", "100000", "subject:number")
    #expect(found.text.split(separator: "\n").count == 100 + result.imported, "\(found.errors)")
    print("at once: \(result.runs) commands, \(result.imported) imports")
  }
}
