import Foundation
import Glibc
import Net
import TestSupport
import TestThreads
import Testing

/// What is acknowledged, and what is sent, survives a power cut: file and name are synced before; and where
/// syncing fails, nothing is acknowledged or sent.
@Suite(.waiting) struct SyncOrderTests {
  private struct Stage {
    var program: Program
    let order: String

    init(_ settings: String = "") throws {
      program = try Program()
      try program.makeArchive(settings)
      let shim = program.directory.path + "/order.so"
      let source = URL(filePath: #filePath).deletingLastPathComponent().path + "/Kills/order.c"
      let built = try runCommand([
        "cc", "-shared", "-fPIC", "-o", shim, source, "-ldl", "-lpthread",
      ])
      try #require(built.status == 0, "\(built.errors)")
      order = program.directory.path + "/order"
      program.environment["LD_PRELOAD"] = shim
      program.environment["ORDER"] = order
      program.environment["ORDER_BELOW"] = program.archive
      program.environment["MAILCASK_ARCHIVE"] = program.archive
    }

    var lines: [[String]] {
      get throws {
        try String(contentsOfFile: order, encoding: .utf8).split(separator: "\n").map {
          $0.split(separator: " ").map(String.init)
        }
      }
    }

    /// The same program as it is without the shim.
    var plain: Program {
      var plain = program
      plain.environment["LD_PRELOAD"] = ""
      return plain
    }
  }

  /// What a power cut leaves at a place of the order.
  private struct Disk {
    /// Files with bytes that are not synced.
    var unsynced: Set<String> = []
    /// Names in `new` that the directory's next sync makes durable.
    var fresh: Set<String> = []
    /// Delivered files that a power cut leaves whole.
    var delivered: Set<String> = []

    mutating func apply(_ line: [String]) {
      switch line.first {
      case "W": unsynced.insert(line[1])
      case "S":
        unsynced.remove(line[1])
        guard line[1].hasSuffix("/incoming/new") else { return }
        delivered.formUnion(fresh)
        fresh = []
      case "R" where line.count > 2:
        if unsynced.remove(line[1]) != nil { unsynced.insert(line[2]) }
        if line[2].contains("/incoming/new/"), !unsynced.contains(line[2]) { fresh.insert(line[2]) }
      default: break
      }
    }
  }

  @Test func aDeliveryIsDurableBeforeItIsAcknowledged() throws {
    let stage = try Stage()
    let socket = stage.program.directory.path + "/lmtp.sock"
    let server = try stage.program.start("serve", "--imap", "0", "--lmtp", socket)
    defer { kill(server.process.processIdentifier, SIGKILL) }
    try server.wait { server.text.contains("LMTP at") }
    let tools = URL(filePath: #filePath).deletingLastPathComponent().path + "/Kills"
    let sent = try runCommand([
      "python3", tools + "/deliver.py", socket, stage.program.directory.path + "/mail", "8", "2",
    ])
    #expect(sent.status == 0, "\(sent.errors)")
    server.send(SIGTERM)
    #expect(server.end() == 0)
    var disk = Disk()
    var acknowledged = 0
    for line in try stage.lines {
      disk.apply(line)
      guard line.first == "A" else { continue }
      acknowledged += 1
      #expect(disk.delivered.count >= acknowledged, "acknowledgment \(acknowledged)")
    }
    #expect(acknowledged == 8)
  }

  @Test func deliverEndsWithZeroWhenTheMessageIsDurable() throws {
    let stage = try Stage()
    #expect(try stage.program.run("deliver", input: Data(makeMessage(1))).status == 0)
    var disk = Disk()
    for line in try stage.lines { disk.apply(line) }
    #expect(disk.delivered.count == 1)
  }

  @Test func whatCannotBeSyncedIsNotAcknowledged() throws {
    var failures = 0
    for number in 1...10 {
      let stage = try Stage()
      var program = stage.program
      program.environment["FAIL_SYNC"] = "\(number)"
      let result = try program.run("deliver", input: Data(makeMessage(number)))
      if result.status == 75 { failures += 1 }
      let found = try stage.plain.run("search", "--format", "ids", "item\(number)")
      #expect(result.status == 75 || found.text == "1\n", "\(number): \(result)")
    }
    // File, its directory, and those that were made.
    #expect(failures >= 3)
  }

  @Test func aMessageIsDurableBeforeAServerIsOfferedIt() throws {
    let server = try FakeSMTPServer()
    defer { server.stop() }
    let stage = try Stage(sendingSettings(port: server.endpoint.port))
    let result = try stage.program.run(["sendmail", "-i", "x@b.org"], input: Self.message)
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    #expect(server.messages.count == 1)
    var disk = Disk()
    var offers = 0
    for line in try stage.lines {
      disk.apply(line)
      guard line.first == "M" else { continue }
      offers += 1
      let open = disk.unsynced.filter { $0.hasSuffix("/mail.sqlite") || $0.hasSuffix("-wal") }
      #expect(open == [])
    }
    #expect(offers == 1)
  }

  /// A disk that breaks at any sync: nothing is sent that is not in the archive.
  @Test func whatCannotBeSyncedIsNotSent() throws {
    let server = try FakeSMTPServer()
    defer { server.stop() }
    var failures = 0
    for number in 1...8 {
      let stage = try Stage(sendingSettings(port: server.endpoint.port))
      var program = stage.program
      program.environment["FAIL_SYNC"] = "\(number)"
      let before = server.messages.count
      let result = try program.run(["sendmail", "-i", "x@b.org"], input: Self.message)
      let isSent = server.messages.count > before
      if result.status != 0 { failures += 1 }
      #expect(result.status == 0 || result.status == 75, "\(number): \(result)")
      #expect(result.status == 0 || !isSent, "\(number): \(result)")
      let found = try stage.plain.run("search", "--format", "ids", "ferry")
      #expect(!isSent || found.text == "1\n", "\(number): \(found)")
    }
    #expect(failures > 0)
  }

  private static let message = Data("From: ada@example.org\nSubject: boat\n\nferry\n".utf8)
}

/// An account that hands mail in at a port of this machine.
func sendingSettings(port: UInt16) -> String {
  """

  [accounts.work]
  host = "127.0.0.1"
  port = 1
  user = "ada"
  password_command = "echo secret"
  smtp_host = "127.0.0.1"
  smtp_port = \(port)
  smtp_tls = "none"
  smtp_user = ""
  identities = ["ada@example.org"]
  """
}
