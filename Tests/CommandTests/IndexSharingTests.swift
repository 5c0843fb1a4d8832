import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

/// Several processes and one index.
@Suite(.serialized) struct IndexSharingTests {
  private func archive(_ messages: Int) throws -> Program {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    try add(1...messages, to: program)
    return program
  }

  private func add(
    _ numbers: ClosedRange<Int>, to program: Program, _ options: String...
  ) throws {
    var mbox = ""
    for number in numbers {
      mbox += """
        From x@example.org Mon Mar  4 10:00:00 2024
        From: a@example.org
        Message-ID: <\(number)@example.org>
        Date: Mon, 4 Mar 2024 10:00:00 +0000
        Subject: Number \(number)

        lighthouse


        """
    }
    let file = try program.directory.write(Array(mbox.utf8), to: "\(numbers.lowerBound).mbox")
    #expect(try program.run(["import", "-q"] + options + [file.path]).status == 0)
  }

  /// Holds Xapian's lock, as a process does that writes the index, until it is ended.
  private func holdIndex(of program: Program) throws -> Process {
    let held = program.directory.path + "/held"
    let script = """
      import fcntl, sys, time
      f = open(sys.argv[1] + "/index/flintlock", "r+")
      fcntl.lockf(f, fcntl.LOCK_EX, 1)
      open(sys.argv[2], "w").close()
      time.sleep(120)
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script, program.archive, held]
    try process.runUnmasked()
    while !FileManager.default.fileExists(atPath: held) { usleep(20_000) }
    return process
  }

  @Test func nothingIsDoneWithAPartOfTheMessages() throws {
    let program = try archive(10)
    try add(11...13, to: program, "--no-index")
    let holder = try holdIndex(of: program)
    let output = program.directory.path + "/out.mbox"
    let commands = [
      ["export", "--query", "lighthouse", "-o", output],
      ["attachments", "lighthouse", "-o", program.directory.path + "/files"],
      ["tag", "+a", "--", "lighthouse"],
    ]
    let results = Mutex<[CommandResult?]>([])
    DispatchQueue.concurrentPerform(iterations: commands.count) { index in
      let result = try? program.run(commands[index])
      results.withLock { $0.append(result) }
    }
    for result in results.withLock({ $0 }) {
      #expect(result?.status == 1)
      #expect(result?.errors.contains("waiting") == true, "it says what it waits for")
      #expect(result?.errors.contains("writing the index") == true, "\(result?.errors ?? "")")
    }
    #expect(!FileManager.default.fileExists(atPath: output))
    holder.terminate()
    holder.waitUntilExit()
    let exported = try program.run(commands[0])
    #expect(exported.status == 0 && exported.text.contains("13 messages"), "\(exported)")
    #expect(try program.run("search", "tag:a").status == 1)
  }

  @Test func aRebuiltIndexWaitsForWhoWritesTheOldOne() throws {
    let program = try archive(10)
    let holder = try holdIndex(of: program)
    DispatchQueue.global().asyncAfter(deadline: .now() + 2) { holder.terminate() }
    // The old one answers until then.
    #expect(try program.run("search", "--format", "ids", "subject:3").text == "3\n")
    let rebuilt = try program.run("reindex")
    #expect(rebuilt.status == 0 && rebuilt.errors.contains("waiting"), "\(rebuilt)")
    #expect(try program.run("verify", "--thorough").status == 0)
  }

  @Test func anIndexIsRebuiltInPlace() throws {
    let program = try archive(10)
    #expect(try program.run("reindex", "--in-place").text == "Indexed 10 messages.\n")
    #expect(try program.run("verify", "--thorough").status == 0)
  }
}
