import ArgumentParser
import Foundation
import Net

/// The local page over real HTTP, by one browser that asks for one page after the other.
struct WebBenchmark: Benchmark {
  static let configuration = CommandConfiguration(
    commandName: "web",
    abstract: "Measure the pages of `mailcask web`, beside what they are to take.")

  @OptionGroup var options: CorpusOptions
  @OptionGroup var output: OutputOptions

  @Option(help: "Measure this archive as it is, instead of making one.")
  var archive: String?

  @Option(help: "A word that many messages have.")
  var word: String?

  /// A page, and milliseconds that 95 % of its answers are to take at most with 1,000,000 messages.
  private struct Page {
    var name: String
    var path: String
    var target: Double
  }

  private static let readyTarget = 50.0
  private static let idleTarget = 100.0
  private static let runsForEach = 20

  func sections(_ bench: Workbench) throws -> [Report.Section] {
    let archive = try archive.map { Mailcask(archive: $0) } ?? bench.filledArchive()
    var section = Report.Section(
      title: "The page", labels: ["what", "to take at most"],
      columns: ["ms", "95 % within, ms", "kB"])
    section.notes = [
      "\(try archive.stored()) messages; \(max(1, bench.rounds * Self.runsForEach)) answers each, after one that is not counted. The targets are those for 1,000,000 messages."
    ]
    let server = try ServedPage(archive)
    defer { server.end() }
    section.rows.append(
      Report.Row(
        labels: ["ready after the start", Self.readyTarget.brief],
        figures: [Figure([server.secondsToReady * 1_000]), nil, nil]))
    for page in try pages(server) {
      section.rows.append(try row(page, server, bench.rounds))
      progress("measured: \(page.name)")
    }
    section.rows.append(
      Report.Row(
        labels: ["memory of the process, MB", Self.idleTarget.brief],
        figures: [Figure([server.memory / 1e6]), nil, nil]))
    return [section]
  }

  /// - Throws: `BenchmarkFailure` if the first page shows no message.
  private func pages(_ server: ServedPage) throws -> [Page] {
    let word = self.word ?? (options.corpus == nil ? "invoice" : "patch")
    let list = try server.get("/").text
    guard let id = list.firstMatch(of: /data-id="(\d+)"/)?.1 else {
      throw BenchmarkFailure("the first page shows no message")
    }
    return [
      Page(name: "first page", path: "/", target: 50),
      Page(name: "a word, 50 results", path: "/?q=\(word)", target: 50),
      Page(name: "page 500", path: try deepPath(server), target: 50),
      Page(name: "a message", path: "/m/\(id)", target: 50),
      Page(name: "its conversation", path: "/t/\(id)", target: 200),
      Page(name: "completion", path: "/complete?q=from%3As", target: 30),
      Page(name: "counts of all", path: "/narrow", target: 500),
      Page(name: "conversations", path: "/?view=conversations", target: 50),
    ]
  }

  /// The page that the link of the 499th leads to.
  private func deepPath(_ server: ServedPage) throws -> String {
    let before = try server.get("/?from=24900").text
    guard let link = before.firstMatch(of: /rel="next" href="([^"]+)"/)?.1 else {
      return "/?from=24950"
    }
    return String(link).replacing("&amp;", with: "&")
  }

  private func row(_ page: Page, _ server: ServedPage, _ rounds: Int) throws -> Report.Row {
    var size = try server.get(page.path).body.count
    var times: [Double] = []
    for _ in 0..<max(1, rounds * Self.runsForEach) {
      let start = ContinuousClock.now
      size = try server.get(page.path).body.count
      times.append((ContinuousClock.now - start) / .milliseconds(1))
    }
    return Report.Row(
      labels: [page.name, page.target.brief],
      figures: [
        Figure(times), Figure([times.percentile(0.95)].compactMap(\.self)),
        Figure([Double(size) / 1_000]),
      ])
  }
}

/// `mailcask web` in a process of its own, and a connection that was let in.
private final class ServedPage {
  struct Answer {
    var head: String
    var body: [UInt8]
    var text: String { String(decoding: body, as: UTF8.self) }
  }

  let secondsToReady: Double
  private let process = Process()
  private let connection: Connection
  private let host: String
  private var cookie = ""

  init(_ archive: Mailcask) throws {
    let output = Pipe()
    let home = archive.archive + ".web"
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    process.executableURL = URL(fileURLWithPath: Mailcask.program)
    process.arguments = ["web", "--archive", archive.archive, "--no-open", "--port", "18426"]
    process.environment = ProcessInfo.processInfo.environment.merging([
      "XDG_RUNTIME_DIR": home, "XDG_CACHE_HOME": home,
    ]) { $1 }
    process.standardOutput = output
    let start = ContinuousClock.now
    try process.run()
    var text = ""
    while !text.contains("/enter/") || !text.hasSuffix("\n") {
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { throw BenchmarkFailure("mailcask web ended: \(text)") }
      text += String(decoding: more, as: UTF8.self)
    }
    secondsToReady = (ContinuousClock.now - start) / .seconds(1)
    guard let link = text.firstMatch(of: /http:\/\/(127\.0\.0\.1:(\d+))(\/enter\/\S+)/),
      let port = UInt16(link.2)
    else { throw BenchmarkFailure("no link: \(text)") }
    host = String(link.1)
    connection = try Connection(to: Endpoint(host: "127.0.0.1", port: port))
    let entered = try get(String(link.3))
    guard let match = entered.head.firstMatch(of: /[Ss]et-[Cc]ookie: ([^;]+);/) else {
      throw BenchmarkFailure("not let in: \(entered.head)")
    }
    cookie = String(match.1)
  }

  func get(_ path: String) throws -> Answer {
    let fields = "Host: \(host)\r\n" + (cookie.isEmpty ? "" : "Cookie: \(cookie)\r\n")
    try connection.send(Array("GET \(path) HTTP/1.1\r\n\(fields)\r\n".utf8))
    var input: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 256 << 10)
    var end: Int?
    var length = 0
    while true {
      if let end, input.count >= end + length {
        return Answer(
          head: String(decoding: input[..<end], as: UTF8.self), body: Array(input[end...]))
      }
      guard let count = try connection.receive(into: &buffer), count > 0 else {
        throw BenchmarkFailure("the connection ended at \(path)")
      }
      input += buffer[..<count]
      guard end == nil, let blank = Data(input).range(of: Data("\r\n\r\n".utf8)) else { continue }
      end = blank.upperBound
      let head = String(decoding: input[..<blank.lowerBound], as: UTF8.self)
      length = head.firstMatch(of: /[Cc]ontent-[Ll]ength: (\d+)/).flatMap { Int($0.1) } ?? 0
    }
  }

  /// Bytes that the process has in memory now.
  var memory: Double {
    let status =
      (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8))
      ?? ""
    return (status.firstMatch(of: /VmRSS:\s+(\d+) kB/).flatMap { Double($0.1) } ?? 0) * 1_024
  }

  func end() {
    connection.close()
    process.interrupt()
    process.waitUntilExit()
  }
}
