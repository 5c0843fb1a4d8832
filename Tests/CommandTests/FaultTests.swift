import Foundation
import Net
import Presentation
import TestSupport
import TestThreads
import Testing

@testable import mailcask

/// Whatever ends the program, what was acknowledged is there, and the archive goes on.
@Suite(.waiting, .serialized) struct FaultTests {
  /// `MAILCASK_KILLS=200 swift test --filter FaultTests` for the long form.
  private static let kills =
    ProcessInfo.processInfo.environment["MAILCASK_KILLS"].flatMap(Int.init) ?? 20

  /// The same for each run, so that a failure can be looked at again.
  private struct Dice {
    var state: UInt64 = 20_240_503
    mutating func below(_ limit: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % limit
    }
  }

  private func program(_ settings: String = "") throws -> Program {
    var program = try Program()
    try program.makeArchive(settings)
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    program.environment["SECRET"] = "wonderland"
    program.environment["SWIFT_BACKTRACE"] = "enable=no"
    return program
  }

  private func write(_ numbers: Range<Int>, to folder: String, _ program: Program) throws {
    for number in numbers {
      try program.directory.write(makeMessage(number), to: "\(folder)/\(number).eml")
    }
  }

  /// Runs the program and kills it after a random time; whether that was in time.
  private func runAndKill(
    _ program: Program, _ dice: inout Dice, within milliseconds: UInt64 = 700,
    _ arguments: String...
  ) throws -> Bool {
    let seconds = Double(10 + dice.below(milliseconds)) / 1000
    let status = try runCommand(
      ["timeout", "--signal=KILL", "\(seconds)", Program.path] + arguments,
      environment: program.environment, directory: program.directory.url
    ).status
    // timeout ends itself by the same signal.
    return status == SIGKILL || status == 128 + SIGKILL
  }

  private func subjects(_ program: Program) throws -> Set<String> {
    let rows = try runCommand([
      "sqlite3", "-readonly", program.archive + "/mail.sqlite", "SELECT subject FROM message",
    ])
    #expect(rows.status == 0, "\(rows.errors)")
    let lines = rows.text.split(separator: "\n").map(String.init)
    #expect(Set(lines).count == lines.count, "something is there twice")
    return Set(lines)
  }

  private func expectClean(
    _ program: Program, _ comment: String = "", _ source: SourceLocation = #_sourceLocation
  ) throws {
    let result = try program.run("verify")
    #expect(
      result.status == 0, "\(comment): \(result.text)\(result.errors)", sourceLocation: source)
  }

  /// All of this mail is there, byte for byte: offered again, each is a copy.
  private func expectComplete(
    _ count: Int, from folder: String, _ program: Program,
    _ source: SourceLocation = #_sourceLocation
  ) throws {
    let again = try program.run("import", "--reread", folder)
    #expect(
      again.text.contains("0 stored, \(grouped(count)) already in the archive, 0 rejected"),
      "\(again.text)\(again.errors)", sourceLocation: source)
    let found = try program.run("search", "--limit", "100000", "subject:message")
    #expect(found.text.split(separator: "\n").count == count, sourceLocation: source)
    try expectClean(program, "at the end", source)
  }

  @Test func anImportThatIsKilledLosesNothingThatWasCommitted() throws {
    let program = try program()
    let perRound = 60
    var (dice, before, killed) = (Dice(), Set<String>(), 0)
    for round in 0..<Self.kills {
      try write(round * perRound..<(round + 1) * perRound, to: "mail/\(round)", program)
      if try runAndKill(program, &dice, "import", "mail/\(round)") { killed += 1 }
      try expectClean(program, "round \(round)")
      let after = try subjects(program)
      #expect(after.isSuperset(of: before), "round \(round)")
      before = after
    }
    #expect(killed > 0)
    let last = try program.run("import", "mail")
    #expect(last.status == 0, "\(last.errors)")
    try expectComplete(Self.kills * perRound, from: "mail", program)
  }

  /// The program was ended while it made the index: there are files, but no index yet.
  @Test func anIndexThatIsHalfMadeIsMadeAnew() throws {
    let program = try program()
    try write(0..<5, to: "mail", program)
    #expect(try program.run("import", "mail").status == 0)
    try FileManager.default.removeItem(atPath: program.archive + "/index/iamglass")
    let found = try program.run("search", "item3")
    #expect(found.status == 0, "\(found.errors)")
  }

  /// With a policy that deletes on the server, a message is in the archive or still there.
  @Test func aFetchThatIsKilledLeavesEachMessageHereOrOnTheServer() throws {
    let server = try FakePOP3Server(FakeMaildrop([]))
    defer { server.stop() }
    let program = try program(
      """

      [accounts.work]
      host = "\(server.endpoint.host)"
      port = \(server.endpoint.port)
      tls = "none"
      user = "alice"
      password_env = "SECRET"
      on_server = "delete"

      """)
    let perRound = 40
    var (dice, killed) = (Dice(), 0)
    for round in 0..<Self.kills {
      let numbers = round * perRound..<(round + 1) * perRound
      let new = numbers.map { number in
        FakeMaildrop.Message(uid: "uid\(number)", dotStuffed(onTheWire(makeMessage(number))))
      }
      server.maildrop.messages += new
      if try runAndKill(program, &dice, "fetch") { killed += 1 }
      try expectClean(program, "round \(round)")
      let onServer = Set(server.maildrop.messages.compactMap(\.uid))
      let here = try subjects(program)
      for number in 0..<numbers.upperBound {
        #expect(
          onServer.contains("uid\(number)") || here.contains("Message number \(number)"),
          "round \(round): message \(number) is lost")
      }
    }
    #expect(killed > 0)
    let last = try program.run("fetch")
    #expect(last.status == 0, "\(last.errors)")
    let count = Self.kills * perRound
    for number in 0..<count {
      try program.directory.write(onTheWire(makeMessage(number)), to: "wire/\(number).eml")
    }
    try expectComplete(count, from: "wire", program)
  }

  /// A later backup into the same directory writes into the one that is there.
  @Test func aBackupThatIsKilledIsTheOlderOneOrTheNewOne() throws {
    let program = try program()
    let perRound = 30
    try write(0..<perRound, to: "mail/first", program)
    #expect(try program.run("import", "mail/first").status == 0)
    #expect(try program.run("backup", "kept").status == 0)
    func fingerprint(_ archive: String) throws -> String {
      let result = try program.run("fingerprint", "--archive", archive)
      #expect(result.status == 0, "\(result.errors)")
      return result.text
    }
    var (dice, killed, older) = (Dice(), 0, try fingerprint("kept"))
    for round in 1...Self.kills {
      try write(round * perRound..<(round + 1) * perRound, to: "mail/\(round)", program)
      #expect(try program.run("import", "mail/\(round)").status == 0)
      if try runAndKill(program, &dice, within: 120, "backup", "kept") { killed += 1 }
      let held = try fingerprint("kept")
      let newer = try fingerprint(program.archive)
      #expect([older, newer].contains(held), "round \(round)")
      let verified = try program.run("verify", "--archive", "kept")
      #expect(verified.status == 0, "round \(round): \(verified.text)\(verified.errors)")
      older = held
    }
    #expect(killed > 0)
    #expect(try program.run("backup", "kept").status == 0)
    #expect(try fingerprint("kept") == fingerprint(program.archive))
  }

  /// RFC 1939, section 3: a dot that begins a line is doubled.
  private func dotStuffed(_ wire: [UInt8]) -> [UInt8] {
    var stuffed: [UInt8] = []
    var isLineStart = true
    for byte in wire {
      if isLineStart, byte == 0x2E { stuffed.append(0x2E) }
      stuffed.append(byte)
      isLineStart = byte == 10
    }
    return stuffed
  }

  /// No file may grow beyond this number of blocks of 1,024 bytes, as if the disk were full.
  @Test(arguments: [40, 200, 400])
  func afterAFullDiskTheArchiveGoesOn(_ blocks: Int) throws {
    let program = try program()
    try writeNoise(0..<150, to: "mail", program)
    let result = try run(program, "import mail", blocks: blocks)
    #expect(result.status == 1 || result.status == 2, "\(result.text)\(result.errors)")
    #expect(result.errors.contains("mailcask: "), "it says why: \(result.errors)")
    try expectClean(program, "after the failure")
    #expect(try program.run("import", "mail").status == 0)
    try expectComplete(150, from: "mail", program)
  }

  @Test func aBackupOntoAFullDiskStaysTheOlderOne() throws {
    let program = try program()
    try writeNoise(0..<20, to: "first", program)
    #expect(try program.run("import", "first").status == 0)
    #expect(try program.run("backup", "kept").status == 0)
    let older = try program.run("fingerprint", "--archive", "kept").text
    try writeNoise(20..<150, to: "second", program)
    #expect(try program.run("import", "second").status == 0)
    let result = try run(program, "backup kept", blocks: 400)
    #expect(result.status != 0)
    #expect(result.errors.contains("mailcask: "), "it says why: \(result.errors)")
    #expect(try program.run("fingerprint", "--archive", "kept").text == older)
    #expect(try program.run("verify", "--archive", "kept").status == 0)
    #expect(try program.run("backup", "kept").status == 0)
    #expect(try program.run("fingerprint", "--archive", "kept").text != older)
  }

  private func writeNoise(_ numbers: Range<Int>, to folder: String, _ program: Program) throws {
    for number in numbers {
      // Random bytes, so that compression does not help.
      let noise = (0..<6_000).map { _ in UInt8.random(in: 0...255) }
      let text = Data(noise).base64EncodedString(options: .lineLength76Characters)
      let message = String(decoding: makeMessage(number * 7 + 6), as: UTF8.self) + text + "\n"
      try program.directory.write(message.utf8, to: "\(folder)/\(number).eml")
    }
  }

  private func run(
    _ program: Program, _ arguments: String, blocks: Int
  ) throws -> CommandResult {
    try runCommand(
      ["bash", "-c", "ulimit -f \(blocks); exec \"$0\" \(arguments)", Program.path],
      environment: program.environment, directory: program.directory.url)
  }

  /// A copy of the files at one moment, with the log cut at some byte, as a power cut leaves it.
  @Test func aTruncatedLogLosesOnlyTheCommitsThatItHeld() throws {
    let program = try program()
    try write(0..<300, to: "mail", program)
    // While a reader looks at the old state, all commits stay in the log.
    let script = """
      import os, shutil, sqlite3, subprocess, sys
      program, archive = sys.argv[1:]
      reader = sqlite3.connect(archive + "/mail.sqlite", isolation_level=None)
      reader.execute("BEGIN")
      reader.execute("SELECT count(*) FROM message").fetchone()
      subprocess.run([program, "import", "mail"], check=True)
      os.mkdir("crashed")
      for name in ["mail.sqlite", "mail.sqlite-wal"]:
        shutil.copy(archive + "/" + name, "crashed")
      """
    let held = try runCommand(
      ["python3", "-c", script, Program.path, program.archive],
      environment: program.environment, directory: program.directory.url)
    #expect(held.status == 0, "\(held.errors)")
    let log = try Data(contentsOf: program.directory.url.appending(path: "crashed/mail.sqlite-wal"))
    try #require(log.count > 100_000)
    for part in 0...8 {
      var copy = program
      let archive = program.directory.path + "/copy\(part)"
      try FileManager.default.copyItem(
        atPath: program.directory.path + "/crashed", toPath: archive)
      try log.prefix(log.count * part / 8 - part % 3)
        .write(to: URL(filePath: archive + "/mail.sqlite-wal"))
      copy.environment["MAILCASK_ARCHIVE"] = archive
      // Opening for reading needs a log that is whole or empty; the first writer recovers it.
      let recovered = try copy.run("import", "mail")
      #expect(recovered.status == 0, "cut at \(part)/8: \(recovered.errors)")
      try expectComplete(300, from: "mail", copy)
    }
  }

  /// One bit in each of many places: verify names exactly those messages that can't be given back.
  @Test func flippedBitsAreNamedAndEverythingElseIsReadable() throws {
    let program = try program()
    try write(0..<120, to: "mail", program)
    #expect(try program.run("import", "mail").status == 0)
    let file = URL(filePath: program.archive + "/mail.sqlite")
    let intact = try Data(contentsOf: file)
    let frame = try firstContent(program)
    var dice = Dice()
    var flipped = 0
    while flipped < 5 {
      let start = 20 + Int(dice.below(UInt64(frame.count - 40)))
      // Unless the bytes go on in another page there.
      guard let place = intact.firstRange(of: frame[start..<start + 12]) else { continue }
      flipped += 1
      var damaged = intact
      damaged[place.lowerBound] ^= 1 << UInt8(dice.below(8))
      try damaged.write(to: file)
      let result = try program.run("verify")
      #expect(result.status == 1, "\(result.text)")
      let named = Set(
        result.text.split(separator: "\n").compactMap { line in
          line.hasPrefix("message: message ")
            ? Int(line.dropFirst("message: message ".count).prefix { $0 != ":" }) : nil
        })
      for id in stride(from: 1, through: 120, by: 7) {
        let status = try program.run("show", "--raw", String(id)).status
        #expect(status == (named.contains(id) ? 1 : 0), "message \(id)")
      }
    }
    try intact.write(to: file)
    try expectClean(program)
  }

  private func firstContent(_ program: Program) throws -> Data {
    let hex = try runCommand([
      "sqlite3", "-readonly", program.archive + "/mail.sqlite",
      "SELECT hex(bytes) FROM content ORDER BY id LIMIT 1",
    ]).text.filter(\.isHexDigit)
    var bytes = Data()
    var rest = hex[...]
    while let byte = UInt8(rest.prefix(2), radix: 16) {
      bytes.append(byte)
      rest = rest.dropFirst(2)
    }
    try #require(bytes.count > 100)
    return bytes
  }
}
