import Foundation
import Net
import Synchronization
import TestSupport
import Testing

/// The index is derived: whatever happens to it, everything stored is found again.
@Suite(.serialized) struct IndexLifeTests {
  private func archive(_ messages: Range<Int>, indexed: Bool = true) throws -> Program {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    if !messages.isEmpty { try add(messages, to: program, indexed: indexed) }
    return program
  }

  private func add(_ messages: Range<Int>, to program: Program, indexed: Bool = true) throws {
    var mbox: [UInt8] = []
    for number in messages {
      mbox += Array("From x@example.org Mon Mar  4 10:00:00 2024\n".utf8)
      mbox += Array(
        """
        From: sender\(number % 7)@example.org
        Message-ID: <\(number)@example.org>
        Date: Mon, 4 Mar 2024 10:00:00 +0000
        Subject: Number \(number)

        The word is item\(number), and all say lighthouse.


        """.utf8)
    }
    let file = try program.directory.write(mbox, to: "mail.mbox")
    let result = try program.run(["import", file.path] + (indexed ? [] : ["--no-index"]))
    #expect(result.status == 0, "\(result.errors)")
  }

  private func found(_ program: Program) throws -> Int {
    try program.run("search", "--format", "ids", "--limit", "100000", "lighthouse").text
      .split(separator: "\n").count
  }

  /// Begins the command, ends it the hard way after a while.
  private func kill(_ arguments: [String], after seconds: Double, _ program: Program) throws {
    _ = try runCommand(
      ["timeout", "-s", "KILL", "\(seconds)", Program.path] + arguments,
      environment: program.environment)
  }

  @Test func afterAKillWhileTheIndexIsMadeEverythingIsFound() throws {
    let program = try archive(0..<3_000, indexed: false)
    for seconds in [0.1, 0.3, 0.6, 1.0] { try kill(["reindex"], after: seconds, program) }
    let result = try program.run("reindex")
    #expect(result.text == "Indexed 3,000 messages.\n", "\(result.errors)")
    #expect(try found(program) == 3_000)
    #expect(try program.run("search", "--format", "ids", "item2999").text == "3000\n")
  }

  @Test func afterAKillWhileTheIndexFollowsEverythingIsFound() throws {
    let program = try archive(0..<10)
    for round in 1...3 {
      try add(round * 100..<round * 100 + 100, to: program, indexed: false)
      try kill(["search", "lighthouse"], after: 0.15 * Double(round), program)
      #expect(try found(program) == 10 + 100 * round)
    }
  }

  @Test func anIndexAheadOfARestoredStoreIsMadeAnew() throws {
    let program = try archive(0..<10)
    let files = FileManager.default
    let names = try files.contentsOfDirectory(atPath: program.archive)
      .filter { $0.hasPrefix("mail.sqlite") && !$0.hasSuffix("-lock") }
    for name in names {
      try files.copyItem(
        atPath: "\(program.archive)/\(name)", toPath: "\(program.directory.path)/kept-\(name)")
    }
    try add(100..<105, to: program)
    #expect(try found(program) == 15)
    for name in try files.contentsOfDirectory(atPath: program.archive)
    where name.hasPrefix("mail.sqlite") {
      try files.removeItem(atPath: "\(program.archive)/\(name)")
    }
    for name in names {
      try files.copyItem(
        atPath: "\(program.directory.path)/kept-\(name)", toPath: "\(program.archive)/\(name)")
    }
    let result = try program.run("search", "item104")
    #expect(result.status == 1)
    #expect(result.errors.contains("rebuilding it"), "\(result.errors)")
    #expect(try found(program) == 10)
  }

  /// A disk may change a bit and say nothing. Wherever it is, `verify` tells, or it is in what is not
  /// used.
  @Test func aFlippedBitInTheIndexIsFound() throws {
    let program = try archive(0..<300)
    let files = FileManager.default
    let index = program.archive + "/index"
    let whole = program.directory.path + "/whole"
    try files.copyItem(atPath: index, toPath: whole)
    func found(_ query: String) throws -> String {
      try program.run("search", "--format", "ids", query).text
    }
    let (word, phrase) = ("lighthouse", "\"all say lighthouse\"")
    let expected = try (found(word), found(phrase))
    var told = 0
    for name in ["postlist.glass", "termlist.glass"] {
      for step in 1..<12 {
        let file = URL(fileURLWithPath: "\(index)/\(name)")
        var damaged = try Data(contentsOf: file)
        damaged[damaged.count * step / 12 + 7] ^= 4
        try damaged.write(to: file)
        let verified = try program.run("verify")
        if verified.status != 0 {
          told += 1
          #expect(verified.text.contains("index"), "\(verified.text)")
        } else {
          #expect(try (found(word), found(phrase)) == expected, "\(name), \(step) of 12")
        }
        try files.removeItem(atPath: index)
        try files.copyItem(atPath: whole, toPath: index)
      }
    }
    #expect(told > 0)
  }

  /// The first page tells that all is well; what is behind it does not hold.
  @Test func damageInsideTheIndexIsMended() throws {
    let program = try archive(0..<300)
    for name in ["postlist.glass", "termlist.glass", "position.glass"] {
      let file = "\(program.archive)/index/\(name)"
      guard let handle = FileHandle(forUpdatingAtPath: file) else { continue }
      let size = try handle.seekToEnd()
      for page in stride(from: UInt64(0), to: size, by: 8_192) {
        try handle.seek(toOffset: page)
        try handle.write(contentsOf: Data(repeating: 0x5A, count: 512))
      }
      try handle.close()
    }
    let result = try program.run("search", "--format", "ids", "item7")
    #expect(result.text == "8\n", "\(result.errors)")
    #expect(result.errors.contains("rebuilding it"), "\(result.errors)")
    #expect(try found(program) == 300)
  }

  @Test(arguments: ["postlist.glass", "termlist.glass"])
  func anIndexFileThatWasCutOffIsMended(_ name: String) throws {
    let program = try archive(0..<300)
    let file = "\(program.archive)/index/\(name)"
    let size = try #require(
      FileManager.default.attributesOfItem(atPath: file)[.size] as? UInt64)
    for length in [0, size / 2] {
      let handle = try #require(FileHandle(forUpdatingAtPath: file))
      try handle.truncate(atOffset: length)
      try handle.close()
      let result = try program.run("search", "--format", "ids", "--limit", "1000", "lighthouse")
      #expect(result.text.split(separator: "\n").count == 300, "\(result.errors)")
    }
  }

  @Test func searchesGoOnWhileSomethingWrites() throws {
    let program = try archive(0..<50)
    let writer = Task.detached {
      try self.add(1_000..<2_500, to: program)
    }
    for _ in 0..<8 {
      let result = try program.run("search", "--format", "ids", "item7")
      #expect(result.text == "8\n", "\(result.errors)")
    }
    let semaphore = DispatchSemaphore(value: 0)
    Task.detached {
      _ = try? await writer.value
      semaphore.signal()
    }
    semaphore.wait()
    #expect(try found(program) == 1_550)
  }

  /// What the search finds missing is the other's to put in: neither waits for the other.
  @Test func searchesLeaveTheIndexToWhatWrites() throws {
    let program = try archive(0..<0)
    let importing = RunningWork { try self.add(0..<6_000, to: program) }
    while !importing.isDone {
      let result = try program.run("search", "--format", "ids", "lighthouse")
      #expect(!result.errors.contains("bringing it up to date"), "\(result.errors)")
      #expect([0, 1].contains(result.status), "\(result.errors)")
    }
    try importing.value.get()
    #expect(try found(program) == 6_000)
  }

  /// The search began before: taking in mail does not fail because of it.
  @Test func takingInMailDoesNotFailWhileASearchMakesTheIndex() throws {
    let program = try archive(0..<12_000, indexed: false)
    let searching = RunningWork { _ = try program.run("search", "--format", "ids", "item7") }
    Thread.sleep(forTimeInterval: 0.3)
    try add(20_000..<20_010, to: program)
    try searching.value.get()
    #expect(try found(program) == 12_010)
  }

  @Test func aLinkThatLeadsNowhereIsReplacedByAnIndex() throws {
    for command in [["search", "item7"], ["reindex"]] {
      let program = try archive(0..<20)
      let index = program.archive + "/index"
      try FileManager.default.removeItem(atPath: index)
      try FileManager.default.createSymbolicLink(atPath: index, withDestinationPath: "/nowhere/x")
      let result = try program.run(command)
      #expect(result.status == 0, "\(result.errors)")
      #expect(try found(program) == 20)
    }
  }

  @Test func aLinkToAnIndexElsewhereIsReplacedByReindex() throws {
    let program = try archive(0..<20)
    let (index, elsewhere) = (program.archive + "/index", program.directory.path + "/elsewhere")
    try FileManager.default.moveItem(atPath: index, toPath: elsewhere)
    try FileManager.default.createSymbolicLink(atPath: index, withDestinationPath: elsewhere)
    #expect(try found(program) == 20)
    let result = try program.run("reindex")
    #expect(result.status == 0, "\(result.errors)")
    #expect(try found(program) == 20)
  }

  @Test func otherLanguagesSayThatReindexIsDue() throws {
    let program = try archive(0..<2)
    try program.directory.write(
      "Subject: vente\n\nDeux chevaux et des journaux\n".utf8, to: "fr.eml")
    _ = try program.run("import", "fr.eml")
    #expect(try program.run("search", "journal").status == 1)
    let settings = program.archive + "/mailcask.toml"
    let text = try String(contentsOfFile: settings, encoding: .utf8)
      .replacingOccurrences(of: "[search]", with: "[search]\nlanguages = [\"en\", \"fr\"]")
    try text.write(toFile: settings, atomically: false, encoding: .utf8)
    let before = try program.run("search", "item1")
    #expect(before.errors.contains("reindex is due"))
    #expect(before.status == 0)
    #expect(try program.run("reindex").status == 0)
    let after = try program.run("search", "journal")
    #expect(after.status == 0, "\(after.errors)")
    #expect(after.errors.isEmpty)
  }

  private static let server = "/usr/bin/xapian-tcpsrv"

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: server)))
  func aRemoteIndexIsSearchedWithALocalOne() throws {
    let remote = try archive(0..<20)
    let local = try archive(100..<103)
    let port = try Listener().endpoint.port
    let stub = try local.directory.write("remote 127.0.0.1:\(port)\n".utf8, to: "far").path
    let search =
      "\(Program.path) search --format jsonl --archive \(stub) --archive \(local.archive) lighthouse"
    let script = """
      \(Self.server) --quiet --interface 127.0.0.1 --port \(port) \(remote.archive)/index & server=$!
      for try in $(seq 100); do \(search) && break; sleep 0.1; done
      kill $server
      """
    let result = try runCommand(["bash", "-c", script], environment: local.environment)
    let lines = result.text.split(separator: "\n")
    #expect(lines.count == 23, "\(result.errors)")
    #expect(
      lines.contains { $0.contains("\"archive\":\"far\"") && $0.contains("sender3@example.org") })
    #expect(lines.contains { $0.contains("Number 101") })
  }

  @Test func aRemoteIndexThatDoesNotAnswerIsTold() throws {
    let program = try archive(0..<1)
    let stub = try program.directory.write("remote 127.0.0.1:1\n".utf8, to: "far").path
    let result = try program.run("search", "--archive", stub, "x")
    #expect(result.status == 1)
    #expect(result.errors.contains("far"), "\(result.errors)")
  }
}

/// Runs beside the test.
private final class RunningWork: Sendable {
  private let result = Mutex<Result<Void, any Error>?>(nil)
  private let done = DispatchGroup()

  init(_ work: @escaping @Sendable () throws -> Void) {
    done.enter()
    Thread.detachNewThread {
      let outcome = Result { try work() }
      self.result.withLock { $0 = outcome }
      self.done.leave()
    }
  }

  var isDone: Bool { result.withLock { $0 != nil } }

  /// Waits for it.
  var value: Result<Void, any Error> {
    done.wait()
    return result.withLock { $0 } ?? .success(())
  }
}
