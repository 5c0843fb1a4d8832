import Foundation
import Net
import TestSupport
import TestThreads
import Testing

/// sendmail and the outbox are killed: nothing is sent that is not in the archive, what is there is sent in the
/// end, and twice only if the program was killed after the server had it and before that was recorded.
///
/// `MAILCASK_DELIVERIES=1000 swift test --filter KilledSendingTests` sends more, `MAILCASK_KILLS=10000` kills at
/// each call that changes a file instead of a few.
@Suite(.waiting, .serialized) struct KilledSendingTests {
  private static func number(_ name: String, or other: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? other
  }

  private static func message(_ number: Int) -> Data {
    Data(
      "From: ada@example.org\nMessage-ID: <\(number)@example.org>\nBcc: h@b.org\nSubject: boat\n\nferry\(number)x\n"
        .utf8)
  }

  private func program(_ server: FakeSMTPServer) throws -> Program {
    var program = try Program()
    try program.makeArchive(sendingSettings(port: server.endpoint.port))
    program.environment["SWIFT_BACKTRACE"] = "enable=no"
    return program
  }

  /// How often a server has each message.
  private func copies(_ server: FakeSMTPServer) throws -> [Int: Int] {
    var copies: [Int: Int] = [:]
    for message in server.messages {
      let number = try #require(message.data.firstMatch(of: /ferry(\d+)x/)?.1)
      copies[Int(number) ?? 0, default: 0] += 1
      #expect(!message.data.contains("Bcc"))
    }
    return copies
  }

  private func isKept(_ number: Int, _ program: Program, _ archive: String) throws -> Bool {
    let found = try program.run(
      "search", "--archive", archive, "--format", "ids", "ferry\(number)x")
    return found.text.split(separator: "\n").count == 1
  }

  @Test func atAnyMomentNothingIsSentThatIsNotKept() throws {
    let count = Self.number("MAILCASK_DELIVERIES", or: 30)
    let server = try FakeSMTPServer()
    defer { server.stop() }
    let program = try program(server)
    // How long it takes by itself, here and now.
    let clock = ContinuousClock()
    let started = clock.now
    let whole = try program.run(
      ["sendmail", "-i", "--archive", program.archive, "x@b.org"], input: Self.message(count))
    #expect(whole.status == 0, "\(whole.errors)")
    let duration = 1.3 * Double((clock.now - started) / .milliseconds(1)) / 1_000
    var dice = Dice(count)
    var (kills, done) = (0, Set<Int>())
    for number in 0..<count {
      // Every third time it is the outbox that is killed.
      let seconds = Double.random(in: 0.01...duration, using: &dice)
      let sent = try runCommand(
        ["timeout", "--signal=KILL", "\(seconds)", Program.path]
          + ["sendmail", "-i", "--archive", program.archive, "x@b.org"],
        input: Self.message(number), environment: program.environment)
      if sent.status == 0 { done.insert(number) } else { kills += 1 }
      guard number % 3 == 2 else { continue }
      let pause = Double.random(in: 0.01...duration, using: &dice)
      _ = try runCommand(
        ["timeout", "--signal=KILL", "\(pause)", Program.path]
          + ["outbox", "--send", "--archive", program.archive],
        environment: program.environment)
    }
    let last = try program.run("outbox", "--send", "--archive", program.archive)
    #expect(last.status == 0, "\(last.errors)")
    #expect(try program.run("outbox", "--archive", program.archive).text.isEmpty)
    let copies = try copies(server)
    for (number, times) in copies {
      #expect(try isKept(number, program, program.archive), "\(number)")
      #expect(times <= 3, "\(number)")
    }
    for number in done { #expect(copies[number] != nil, "\(number)") }
    #expect(try program.run("verify", "--archive", program.archive).status == 0)
    let twice = copies.values.count { $0 > 1 }
    print(
      "\(count) messages, \(kills) kills, \(copies.count) sent, \(twice) more than once, "
        + "\(done.count) acknowledged")
  }

  /// Just before each call that changes a file of the archive.
  @Test func whereverItIsKilledNothingIsSentThatIsNotKept() throws {
    let server = try FakeSMTPServer()
    defer { server.stop() }
    let stage = try program(server)
    let shim = stage.directory.path + "/kill.so"
    let source = URL(filePath: #filePath).deletingLastPathComponent().path + "/Kills/kill.c"
    let built = try runCommand(["cc", "-shared", "-fPIC", "-o", shim, source, "-ldl"])
    try #require(built.status == 0, "\(built.errors)")
    let file = stage.directory.path + "/count"
    _ = try send(stage, 0, shim, server, ["KILL_COUNT": file])
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let calls = try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(calls > 10)
    let most = Self.number("MAILCASK_KILLS", or: 6)
    var outcomes: [String: Int] = [:]
    for call in stride(from: 1, through: calls, by: max(1, calls / most)) {
      outcomes[try send(stage, call, shim, server), default: 0] += 1
    }
    #expect(outcomes.count > 1, "\(outcomes)")
    print("sendmail killed at calls of \(calls): \(outcomes.sorted { $0.key < $1.key })")
  }

  /// - Returns: what became of the message.
  private func send(
    _ stage: Program, _ call: Int, _ shim: String, _ server: FakeSMTPServer,
    _ more: [String: String] = [:]
  ) throws -> String {
    let place = stage.directory.path + "/k\(call)"
    try FileManager.default.copyItem(atPath: stage.archive, toPath: place)
    defer { try? FileManager.default.removeItem(atPath: place) }
    var program = stage
    program.environment.merge(more) { $1 }
    program.environment["LD_PRELOAD"] = shim
    program.environment["KILL_AT"] = "\(call)"
    program.environment["KILL_BELOW"] = place
    let result = try program.run(
      ["sendmail", "-i", "--archive", place, "x@b.org"], input: Self.message(call))
    let sent = try copies(server)[call] ?? 0
    let again = try stage.run("outbox", "--send", "--archive", place)
    #expect(again.status == 0, "call \(call): \(again.errors)")
    let copies = try copies(server)[call] ?? 0
    let kept = try isKept(call, stage, place)
    #expect(try stage.run("outbox", "--archive", place).text.isEmpty, "call \(call)")
    #expect(try stage.run("verify", "--archive", place).status == 0, "call \(call)")
    // Kept and sent, or neither.
    #expect(kept == (copies > 0), "call \(call): \(result)")
    #expect(copies <= sent + 1 && sent <= 1, "call \(call)")
    if result.status == 0 { #expect(copies == 1, "call \(call)") }
    return copies == 0 ? "not kept" : copies == 1 ? "sent once" : "sent twice"
  }
}
