import ArgumentParser
import Digests
import Foundation
import Net
import POP3
import SASL
import TestSupport

/// Polls a very large mailbox and fetches very large messages: whole runs of the built program,
/// measuring the time from start to exit and the peak memory.
struct FetchExtremes: Benchmark {
  static let configuration = CommandConfiguration(
    commandName: "extremes",
    abstract: "Poll a very large mailbox, and fetch very large messages.",
    discussion: "Needs the product mailcask built beside this program.")

  @OptionGroup var options: CorpusOptions
  @OptionGroup var output: OutputOptions

  @Option(help: "Messages in the mailbox that is polled.")
  var messages = 100_000

  @Option(help: "Size of the large message, in millions of bytes.")
  var megabytes = 150

  func sections(_ bench: Workbench) throws -> [Report.Section] {
    var section = Report.Section(
      title: "Very large mailboxes and messages", labels: ["job"],
      columns: ["wall s", "peak MB", "server alone s"])
    section.rows.append(try poll(1, bench.rounds))
    section.rows.append(try poll(messages, bench.rounds))
    for shape in LargeMessage.allCases {
      section.rows += try large(shape, bench.rounds)
      section.notes.append("\(shape.rawValue): the archive returns the same bytes (SHA-256)")
    }
    section.notes.append(
      "The server's responses are prepared; alone: login and lists are read and discarded.")
    return [section]
  }

  private func poll(_ messages: Int, _ rounds: Int) throws -> Report.Row {
    progress("polling \(messages) messages")
    let server = try CannedMaildrop(count: messages, bytes: 40) { number, send in
      try send(Array("Subject: number \(number)\r\n\r\ntext \(number)\r\n".utf8))
    }
    defer { server.stop() }
    let archive = try FetchingArchive(server.endpoint)
    _ = try archive.fetch("--no-index")
    var (usages, alone): ([Usage], [Double]) = ([], [])
    for _ in 0..<rounds {
      let start = ContinuousClock.now
      try server.list()
      alone.append((ContinuousClock.now - start) / .seconds(1))
      usages.append(try archive.fetch("--no-index"))
    }
    return row("\(messages) messages polled, none new", usages, Figure(alone))
  }

  /// Each round fetches into an archive of its own.
  private func large(_ shape: LargeMessage, _ rounds: Int) throws -> [Report.Row] {
    let size = megabytes * 1_000_000
    progress("fetching \(shape.rawValue), \(megabytes) MB")
    let server = try CannedMaildrop(count: 1, bytes: size) { _, send in
      try shape.send(size, send)
    }
    defer { server.stop() }
    var sent = try SHA256Hasher()
    try shape.send(size) { sent.update($0) }
    let digest = try sent.finish().hex
    var (stored, indexed): ([Usage], [Usage]) = ([], [])
    for _ in 0..<rounds {
      let archive = try FetchingArchive(server.endpoint)
      stored.append(try archive.fetch("--no-index"))
      indexed.append(try archive.fetch())
      guard try archive.digest(ofMessage: 1) == digest else {
        throw BenchmarkFailure("\(shape.rawValue): the archive returns other bytes")
      }
    }
    let name = "\(shape.rawValue), \(megabytes) MB"
    return [row(name + ", stored", stored), row(name + ", then indexed", indexed)]
  }

  private func row(_ job: String, _ usages: [Usage], _ alone: Figure? = nil) -> Report.Row {
    Report.Row(
      labels: [job],
      figures: [Figure(usages.map(\.wall)), Figure(usages.map { $0.memory / 1e6 }), alone])
  }
}

/// A message that is generated while it is sent.
private enum LargeMessage: String, CaseIterable {
  case attachment = "an attachment in base64 that does not compress"
  case text = "a text"
  case line = "one line"

  func send(_ size: Int, _ send: ([UInt8]) throws -> Void) throws {
    let type = self == .attachment ? "application/octet-stream" : "text/plain"
    let encoding = self == .attachment ? "base64" : "8bit"
    try send(
      Array(
        """
        Subject: large\r\nMIME-Version: 1.0\r\nContent-Type: \(type)\r
        Content-Transfer-Encoding: \(encoding)\r\n\r\n
        """.utf8))
    var random = SplitMix(seed: 1)
    var sent = 0
    while sent < size {
      let portion = portion(&random)
      try send(portion)
      sent += portion.count
    }
    if self == .line { try send(Array("\r\n".utf8)) }
  }

  /// About 77,000 bytes.
  private func portion(_ random: inout SplitMix) -> [UInt8] {
    switch self {
    case .attachment:
      let bytes = (0..<57_000 / 8).flatMap { _ in
        unsafe withUnsafeBytes(of: random.next()) { unsafe Array($0) }
      }
      return Array(Data(bytes).base64EncodedData(options: .lineLength76Characters) + [13, 10])
    case .text:
      let lines = (0..<1_500).map { _ in
        "line with the number \(random.next() % 1_000_000) and other words\r\n"
      }
      return Array(lines.joined().utf8)
    case .line: return [UInt8](repeating: UInt8(ascii: "x"), count: 77_000)
    }
  }
}

/// An archive with one account, and runs of the built program on it.
private struct FetchingArchive {
  private let directory: TemporaryDirectory
  private let program: String
  private var archive: String { directory.path + "/archive" }

  init(_ endpoint: Endpoint) throws {
    directory = try TemporaryDirectory()
    program =
      URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("mailcask").path
    try Invocation(arguments: [program, "init", archive]).run()
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

  /// SHA-256 of the message as the archive returns it.
  func digest(ofMessage id: Int) throws -> String {
    let command = "\"$0\" show --raw --archive \"$1\" \(id) | sha256sum"
    let text = try Invocation(arguments: ["sh", "-c", command, program, archive]).text()
    return String(text.prefix { $0 != " " })
  }

  func fetch(_ options: String...) throws -> Usage {
    try Invocation(arguments: [program, "fetch", "--archive", archive] + options).run()
  }
}

/// A server with prepared responses, so that its own time is almost zero. It deletes nothing.
private struct CannedMaildrop {
  private let server: ScriptedServer

  var endpoint: Endpoint { server.endpoint }

  /// - Parameters:
  ///   - bytes: size of each message, as LIST reports it.
  ///   - message: sends the message with a number.
  init(
    count: Int, bytes: Int,
    message: @escaping @Sendable (Int, ([UInt8]) throws -> Void) throws -> Void
  ) throws {
    func listing(_ line: (Int) -> String) -> [UInt8] {
      Array(("+OK\r\n" + (1...count).map { "\($0) \(line($0))\r\n" }.joined() + ".\r\n").utf8)
    }
    let list = listing { _ in "\(bytes)" }
    let uidl = listing { "uid-of-message-\(1_000_000_000 + $0)" }
    server = try ScriptedServer { peer, _ in
      try peer.send("+OK\r\n")
      while let line = try peer.line() {
        switch line.prefix(4) {
        case "CAPA": try peer.send("+OK\r\nUIDL\r\nUSER\r\nPIPELINING\r\n.\r\n")
        case "LIST": try peer.send(list)
        case "UIDL": try peer.send(uidl)
        case "RETR":
          try peer.send("+OK\r\n")
          try message(Int(line.dropFirst(5)) ?? 0) { try peer.send($0) }
          try peer.send(".\r\n")
        default: try peer.send("+OK\r\n")
        }
      }
    }
  }

  func stop() { server.stop() }

  /// Logs in, reads the lists and quits, without processing anything.
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
  func received(_ bytes: borrowing RawSpan) {}
  func ended(_ request: Request, _ size: ArrivedSize) {}
  func failed(_ request: Request, reply: String) {}
  func restarted(because reason: String) {}
}
