import ArgumentParser
import Foundation
import Net
import POP3
import TestSupport

/// What a poll of a very large mailbox and the fetch of a very large message take: whole runs of the
/// built program, time from start to exit and the most memory it held.
struct FetchExtremes: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extremes",
    abstract: "Poll a very large mailbox, and fetch a very large message.",
    discussion: "Needs the product mailcask built beside this program.")

  @Option(help: "Messages in the mailbox that is polled.")
  var messages = 100_000

  @Option(help: "The large message, in millions of octets.")
  var megabytes = 150

  @Option(help: "Polls; each is shown.")
  var rounds = 3

  func run() throws {
    if messages > 0 { try poll() }
    if megabytes > 0 { try large() }
  }

  private func poll() throws {
    let server = try CannedMaildrop(count: messages) { number in
      Array("Subject: number \(number)\r\n\r\ntext \(number)\r\n".utf8)
    }
    defer { server.stop() }
    let archive = try BenchmarkArchive(server.endpoint)
    let first = try archive.fetch("--no-index")
    print("\(messages) messages fetched in \(first)")
    for _ in 0..<rounds {
      let start = ContinuousClock.now
      try server.list()
      let server = (ContinuousClock.now - start) / .seconds(1)
      print(
        "nothing new: \(try archive.fetch()); login and lists alone \(seconds(server))")
    }
  }

  private func large() throws {
    let size = megabytes * 1_000_000
    let server = try CannedMaildrop(count: 1) { _ in Self.message(size) }
    defer { server.stop() }
    let archive = try BenchmarkArchive(server.endpoint)
    print("one message of \(size) octets: \(try archive.fetch("--no-index"))")
    print("an empty mailbox's memory for comparison: \(try archive.fetch("--no-index"))")
  }

  /// A message with one attachment in base64 that does not compress.
  private static func message(_ size: Int) -> [UInt8] {
    var text = Array(
      """
      Subject: large\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream\r
      Content-Transfer-Encoding: base64\r\n\r\n
      """.utf8)
    text.reserveCapacity(size + 100)
    var state: UInt64 = 1
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    while text.count < size {
      for _ in 0..<76 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text.append(alphabet[Int(state >> 58)])
      }
      text += [13, 10]
    }
    return text
  }
}

private func seconds(_ seconds: Double) -> String { String(format: "%.2f s", seconds) }

/// An archive with one account, and runs of the built program on it.
private struct BenchmarkArchive {
  private let directory: TemporaryDirectory
  private let program: String
  private var archive: String { directory.path + "/archive" }

  struct Run: CustomStringConvertible {
    let time: Double
    /// The most resident memory, in units of 1,024 octets.
    let memory: Int
    var description: String { "\(seconds(time)), \(memory / 1_024) MiB" }
  }

  init(_ endpoint: Endpoint) throws {
    directory = try TemporaryDirectory()
    program =
      URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("mailcask").path
    let made = try runCommand([program, "init", archive])
    guard made.status == 0 else { throw TestFailure(made.errors) }
    let file = archive + "/mailcask.toml"
    let settings = """

      [accounts.a]
      host = "\(endpoint.host)"
      port = \(endpoint.port)
      tls = "none"
      user = "ada"
      password_command = "echo secret"

      """
    try (String(contentsOfFile: file, encoding: .utf8) + settings)
      .write(toFile: file, atomically: false, encoding: .utf8)
  }

  /// The kernel counts a child's memory when it is waited for by its number.
  func fetch(_ options: String...) throws -> Run {
    let arguments = [program, "fetch", "--archive", archive] + options
    var words = unsafe arguments.map { unsafe strdup($0) } + [nil]
    defer { for word in 0..<arguments.count { unsafe free(words[word]) } }
    var process: pid_t = 0
    let start = ContinuousClock.now
    guard unsafe posix_spawn(&process, program, nil, nil, &words, environ) == 0 else {
      throw TestFailure("\(program) cannot be started")
    }
    var status: Int32 = 0
    var usage = rusage()
    unsafe wait4(process, &status, 0, &usage)
    let time = (ContinuousClock.now - start) / .seconds(1)
    guard status == 0 else { throw TestFailure("mailcask fetch ended with status \(status)") }
    return Run(time: time, memory: usage.ru_maxrss)
  }
}

/// A server whose answers lie ready, so that its own time is next to nothing. It deletes nothing.
private struct CannedMaildrop {
  private let server: ScriptedServer

  var endpoint: Endpoint { server.endpoint }

  init(count: Int, message: @escaping @Sendable (Int) -> [UInt8]) throws {
    func listing(_ line: (Int) -> String) -> [UInt8] {
      Array(("+OK\r\n" + (1...count).map { "\($0) \(line($0))\r\n" }.joined() + ".\r\n").utf8)
    }
    let octets = count == 1 ? message(1).count : 40
    let list = listing { _ in "\(octets)" }
    let uidl = listing { "uid-of-message-\(1_000_000_000 + $0)" }
    server = try ScriptedServer { peer, _ in
      try peer.send("+OK\r\n")
      while let line = try peer.line() {
        switch line.prefix(4) {
        case "CAPA": try peer.send("+OK\r\nUIDL\r\nUSER\r\nPIPELINING\r\n.\r\n")
        case "LIST": try peer.send(list)
        case "UIDL": try peer.send(uidl)
        case "RETR":
          let text = message(Int(line.dropFirst(5)) ?? 0)
          try peer.send(Array("+OK\r\n".utf8) + text + Array(".\r\n".utf8))
        default: try peer.send("+OK\r\n")
        }
      }
    }
  }

  func stop() { server.stop() }

  /// Login, lists and QUIT, and nothing done with them.
  func list() throws {
    var settings = POP3Settings(server.endpoint, security: .none)
    settings.sendsPasswordInClear = true
    let client = try POP3Client.connect(settings)
    try client.login(Credentials(user: "ada", secret: "secret"))
    try client.retrieve(ListingOnly())
    try client.quit()
  }
}

private final class ListingOnly: MaildropReceiver {
  func choose(_ message: ListedMessage) -> Choice { .skip }
  func began(_ request: Request) {}
  func received(_ octets: borrowing RawSpan) {}
  func ended(_ request: Request, octets: UInt64) {}
  func failed(_ request: Request, reply: String) {}
  func restarted(because reason: String) {}
}
