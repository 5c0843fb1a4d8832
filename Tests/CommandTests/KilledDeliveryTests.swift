import Foundation
import Glibc
import TestSupport
import TestThreads
import Testing

/// `mailcask serve` is killed while mail systems deliver by LMTP: what it has acknowledged is in the archive
/// once, as it was sent.
///
/// `MAILCASK_DELIVERIES=1000 swift test --filter KilledDeliveryTests` delivers more, `MAILCASK_KILLS=10000`
/// kills at each call that changes a file instead of a few.
@Suite(.waiting, .serialized) struct KilledDeliveryTests {
  private static func number(_ name: String, or other: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? other
  }

  private static let tools =
    URL(filePath: #filePath).deletingLastPathComponent().path + "/Kills"

  private func program() throws -> Program {
    var program = try Program()
    try program.makeArchive()
    program.environment["SWIFT_BACKTRACE"] = "enable=no"
    return program
  }

  private func start(_ program: Program, _ archive: String, _ socket: String) throws
    -> RunningProgram
  {
    let server = try program.start(
      "serve", "--archive", archive, "--imap", "0", "--lmtp", socket)
    try server.wait { !server.process.isRunning || server.text.contains("LMTP at") }
    return server
  }

  /// The senders repeat what was not acknowledged, so that in the end each message is there, and none twice.
  @Test func nothingAcknowledgedIsMissingHoweverOftenTheServerIsKilled() throws {
    let count = Self.number("MAILCASK_DELIVERIES", or: 60)
    let program = try program()
    let socket = program.directory.path + "/lmtp.sock"
    let mail = program.directory.path + "/mail"
    let senders = Process()
    senders.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    senders.arguments = [Self.tools + "/deliver.py", socket, mail, "\(count)", "5"]
    let (output, errors) = (Pipe(), Pipe())
    (senders.standardOutput, senders.standardError) = (output, errors)
    try senders.runUnmasked()
    defer { if senders.isRunning { senders.terminate() } }
    var dice = Dice(count)
    var kills = 0
    while senders.isRunning {
      let server = try start(program, program.archive, socket)
      usleep(UInt32.random(in: 5_000...400_000, using: &dice))
      if senders.isRunning { kills += 1 }
      server.send(SIGKILL)
      _ = server.end()
    }
    let acknowledged = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
      .split(separator: "\n")
    #expect(acknowledged.count == count)
    #expect(kills > 0)
    try expectSame(program, mail, count)
    let tries = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
    print("\(count) deliveries, \(kills) kills, \(tries)", terminator: "")
  }

  /// The archive has the messages of a directory, and nothing waits or is left.
  private func expectSame(_ program: Program, _ mail: String, _ count: Int) throws {
    let found = try program.run(
      "search", "--archive", program.archive, "--format", "ids", "--limit", "100000", "size:>0")
    #expect(found.text.split(separator: "\n").count == count, "\(found.errors)")
    let other = program.directory.path + "/other"
    #expect(try program.run("init", other).status == 0)
    #expect(try program.run("import", "-q", "--archive", other, mail).status == 0)
    #expect(
      try program.run("fingerprint", "--archive", program.archive).text
        == program.run("fingerprint", "--archive", other).text)
    #expect(try program.run("verify", "--archive", program.archive).status == 0)
    // The next that writes removes what was arriving when the server was killed.
    let again = try program.run("import", "--archive", program.archive, mail)
    #expect(again.status == 0, "\(again.errors)")
    let left = try left(program.archive)
    #expect(left == [])
  }

  private func left(_ archive: String) throws -> [String] {
    try ["new", "tmp"].flatMap {
      try FileManager.default.contentsOfDirectory(atPath: "\(archive)/incoming/\($0)")
    }
  }

  /// Just before each call that changes a file of the archive.
  @Test func nothingAcknowledgedIsMissingWhereverTheServerIsKilled() throws {
    let stage = try program()
    let shim = stage.directory.path + "/kill.so"
    let built = try runCommand([
      "cc", "-shared", "-fPIC", "-o", shim, Self.tools + "/kill.c", "-ldl",
    ])
    try #require(built.status == 0, "\(built.errors)")
    let count = stage.directory.path + "/count"
    _ = try deliver(stage, at: 0, shim, ["KILL_COUNT": count])
    let text = try String(contentsOfFile: count, encoding: .utf8)
    let calls = try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(calls > 20)
    var kills = 0
    var acknowledged = 0
    let most = Self.number("MAILCASK_KILLS", or: 4)
    for call in stride(from: 1, through: calls, by: max(1, calls / most)) {
      let (wasKilled, kept) = try deliver(stage, at: call, shim)
      if wasKilled { kills += 1 }
      acknowledged += kept
    }
    #expect(kills > 0)
    print("killed at \(kills) of \(calls) calls, \(acknowledged) messages acknowledged")
  }

  /// Delivers three messages to a server that is killed at a call.
  ///
  /// - Returns: how many were acknowledged, each of which is in the archive then.
  private func deliver(
    _ stage: Program, at call: Int, _ shim: String, _ more: [String: String] = [:]
  ) throws -> (wasKilled: Bool, acknowledged: Int) {
    let place = stage.directory.path + "/k\(call)"
    let archive = place + "/archive"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: stage.archive, toPath: archive)
    defer { try? FileManager.default.removeItem(atPath: place) }
    var program = stage
    program.environment.merge(more) { $1 }
    program.environment["LD_PRELOAD"] = shim
    program.environment["KILL_AT"] = "\(call)"
    program.environment["KILL_BELOW"] = archive
    let server = try start(program, archive, place + "/lmtp.sock")
    let sent = try runCommand([
      "python3", Self.tools + "/deliver.py", place + "/lmtp.sock", place + "/mail", "3", "1",
      "once",
    ])
    // Until what was delivered is taken in.
    try server.wait { try !server.process.isRunning || left(archive).isEmpty }
    server.send(SIGTERM)
    let status = server.end()
    for number in sent.text.split(separator: "\n") {
      let found = try stage.run(
        "search", "--archive", archive, "--format", "ids", "word\(number)")
      #expect(found.text.split(separator: "\n").count == 1, "call \(call): \(number) \(found)")
    }
    let verified = try stage.run("verify", "--archive", archive)
    #expect(verified.status == 0, "call \(call): \(verified.text)\(verified.errors)")
    return (status == SIGKILL, sent.text.split(separator: "\n").count)
  }
}
