import Foundation
import Glibc
import TestSupport
import Testing

/// A mail system hands messages over, one process each: what ends with 0 is never lost.
@Suite struct DeliverTests {
  private func program() throws -> Program {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    return program
  }

  private func incoming(_ program: Program, _ folder: String = "new") -> [String] {
    let path = program.archive + "/incoming/" + folder
    return (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  }

  @Test func aDeliveredMessageIsFoundByTheNextSearchAndComesBackByteForByte() throws {
    let program = try program()
    let message = makeMessage(3)
    let delivered = try program.run("deliver", input: Data(message))
    #expect(delivered.status == 0 && delivered.errors.isEmpty, "\(delivered.errors)")
    #expect(incoming(program).count == 1)
    #expect(try program.run("search", "--format", "ids", "item3").text == "1\n")
    #expect(incoming(program).isEmpty)
    #expect(try program.run("show", "--raw", "1").output == Data(message))
    // Delivered once more, it is there already.
    #expect(try program.run("deliver", input: Data(message)).status == 0)
    #expect(try program.run("search", "--format", "ids", "item3").text == "1\n")
    #expect(incoming(program).isEmpty)
  }

  /// What was accepted is imported, whatever it begins like.
  @Test(arguments: [
    "PK\u{3}\u{4}", "BZh91AY", "*mbx*\r\n", "!BDN", "2 M1e\n\u{1}\u{2}", "CRYPTED\u{3}\u{7}",
  ])
  func aDeliveryThatBeginsLikeAnotherFormIsAMessage(_ beginning: String) throws {
    let program = try program()
    let message = Data(beginning.utf8) + Data(makeMessage(5))
    #expect(try program.run("deliver", input: message).status == 0)
    let result = try program.run("search", "--format", "ids", "item5")
    #expect(result.status == 0 && incoming(program).isEmpty, "\(result.errors)")
    #expect(try program.run("show", "--raw", "1").output == message)
  }

  /// Postfix and procmail put it there.
  @Test func theEnvelopeLineIsNotPartOfTheMessage() throws {
    let program = try program()
    let message = Data(makeMessage(4))
    let input = Data("From ada@example.org Mon Jan  1 00:00:00 2024\n".utf8) + message
    #expect(try program.run("deliver", input: input).status == 0)
    #expect(try program.run("search", "--format", "ids", "item4").text == "1\n")
    #expect(try program.run("show", "--raw", "1").output == message)
  }

  @Test func everyFailureAsksTheMailSystemToTryAgain() throws {
    let program = try program()
    #expect(try program.run("deliver").status == 75)
    let input = Data("From ada@example.org Mon Jan  1 00:00:00 2024\n".utf8)
    #expect(try program.run("deliver", input: input).status == 75)
    let elsewhere = try program.run(
      "deliver", "--archive", program.directory.path + "/none", input: Data(makeMessage(1)))
    #expect(elsewhere.status == 75)
    #expect(incoming(program).isEmpty && incoming(program, "tmp").isEmpty)
    // No file may grow: as if the disk were full.
    let full = try runCommand(
      ["bash", "-c", "ulimit -f 1; exec '\(Program.path)' deliver"],
      input: Data(makeMessage(1) + [UInt8](repeating: 0x61, count: 5_000)),
      environment: program.environment, directory: program.directory.url)
    #expect(full.status == 75, "\(full.errors)")
    #expect(incoming(program).isEmpty && incoming(program, "tmp").isEmpty)
  }

  /// Which may hold the lock for minutes.
  @Test func deliveringWaitsForNoWriter() throws {
    let program = try program()
    let fifo = program.directory.path + "/fifo"
    #expect(unsafe mkfifo(fifo, 0o600) == 0)
    let script = """
      '\(Program.path)' import - < fifo & writer=$!
      exec 3> fifo; printf 'From a@b Mon Jan  1 00:00:00 2024\\nSubject: x\\n\\n' >&3
      sleep 1
      printf 'Subject: waits\\n\\nquickly\\n' | '\(Program.path)' deliver; echo "delivered $?"
      '\(Program.path)' search quickly; echo "found $?"
      exec 3>&-; wait $writer
      '\(Program.path)' search --format ids quickly
      """
    let result = try runCommand(
      ["bash", "-c", script], environment: program.environment, directory: program.directory.url)
    #expect(result.text.contains("delivered 0\n") && result.text.contains("found 1\n"))
    #expect(result.errors.contains("1 delivered message"), "\(result.errors)")
    #expect(result.text.hasSuffix("\n2\n"), "\(result.text)\(result.errors)")
  }

  @Test func whatEndedWithZeroIsThereWhateverIsKilled() throws {
    let program = try program()
    var acknowledged = Set<Int>()
    for number in 0..<24 {
      let result = try runCommand(
        ["timeout", "--signal=KILL", "\(0.002 * Double(number))", Program.path, "deliver"],
        input: Data(makeMessage(number)), environment: program.environment,
        directory: program.directory.url)
      if result.status == 0 { acknowledged.insert(number) }
      if number % 6 == 5 {
        _ = try runCommand(
          ["timeout", "--signal=KILL", "0.05", Program.path, "search", "item1"],
          environment: program.environment, directory: program.directory.url)
      }
    }
    _ = try program.run("search", "item1")
    for number in acknowledged {
      let found = try program.run("search", "--format", "ids", "item\(number)")
      #expect(found.text.split(separator: "\n").count == 1, "\(number)")
    }
    #expect(incoming(program).isEmpty)
  }

  @Test func aBackupHoldsWhatWaits() throws {
    let program = try program()
    #expect(try program.run("deliver", input: Data(makeMessage(5))).status == 0)
    let copy = program.directory.path + "/copy"
    #expect(try program.run("backup", copy).status == 0)
    let found = try program.run("search", "--archive", copy, "--format", "ids", "item5")
    #expect(found.text == "1\n")
  }
}
