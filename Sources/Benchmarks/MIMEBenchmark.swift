import ArgumentParser
import Foundation
import MIME

/// Speed of the MIME parser over a folder of messages, one core, messages in memory.
struct MIMEBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mime", abstract: "Parse messages, and decode their text.")

  @Option(help: "A Maildir, or any folder with one message a file.")
  var corpus: String

  @Option(help: "Runs of each job.")
  var `repeat` = 5

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let messages = try load()
    guard !messages.isEmpty else { throw ValidationError("There is no message in \(corpus).") }
    let octets = messages.reduce(0) { $0 + $1.count }
    var results: [Result] = []
    for job in Job.allCases {
      results.append(Result(job: job, octets: octets, seconds: measure(job, messages)))
    }
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      print(String(decoding: try encoder.encode(results), as: UTF8.self))
    } else {
      print("\(messages.count) messages, \(octets) octets, MB/s: median (min–max)")
      for result in results { print(result.line) }
    }
  }

  private func load() throws -> [[UInt8]] {
    let root = URL(fileURLWithPath: corpus, isDirectory: true)
    let keys: [URLResourceKey] = [.isRegularFileKey]
    guard let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: keys)
    else { return [] }
    return try files.compactMap { $0 as? URL }
      .filter { try $0.resourceValues(forKeys: Set(keys)).isRegularFile == true }
      .sorted { $0.path < $1.path }
      .map { [UInt8](try Data(contentsOf: $0)) }
  }

  private func measure(_ job: Job, _ messages: [[UInt8]]) -> [Double] {
    let clock = ContinuousClock()
    return (0..<max(1, `repeat`)).map { _ in
      var checksum = 0
      let time = clock.measure {
        for message in messages { checksum &+= job.run(message) }
      }
      blackHole(checksum)
      return Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
    }
  }
}

extension MIMEBenchmark {
  enum Job: String, CaseIterable, Codable {
    /// To the part tree.
    case parse
    /// And subject, sender, date, and the text of all text parts as Unicode.
    case parseAndDecodeText
    /// And everything that a search finds a message by: HTML as text, attachments' names.
    case parseAndPrepareSearch

    func run(_ bytes: [UInt8]) -> Int {
      let message = Message(parsing: bytes)
      switch self {
      case .parse: return message.parts.count
      case .parseAndDecodeText:
        let header = message.header
        var count = header.subject?.utf8.count ?? 0
        count += header.from.count + Int(truncatingIfNeeded: header.date?.seconds ?? 0)
        for part in message.parts where part.kind == .leaf && part.mediaType.type == "text" {
          count &+= message.text(of: part).text.utf8.count
        }
        return count
      case .parseAndPrepareSearch:
        let header = message.header
        var count = header.subject?.utf8.count ?? 0
        count += header.from.count + header.to.count + header.references.count
        count += message.attachments.count
        for piece in message.searchablePieces { count &+= piece.text.utf8.count }
        return count
      }
    }
  }

  struct Result: Codable {
    var job: Job
    /// Megabytes (10⁶ octets) of raw mail a second.
    var median: Double
    var min: Double
    var max: Double

    init(job: Job, octets: Int, seconds: [Double]) {
      let rates = seconds.map { Double(octets) / 1e6 / $0 }.sorted()
      self.job = job
      self.median = rates[rates.count / 2]
      self.min = rates[0]
      self.max = rates[rates.count - 1]
    }

    var line: String {
      func rounded(_ rate: Double) -> String { String(Int(rate.rounded())) }
      return "\(job.rawValue): \(rounded(median)) (\(rounded(min))–\(rounded(max)))"
    }
  }
}

/// Keeps the compiler from dropping work whose result nobody reads.
@inline(never)
private func blackHole(_ value: Int) {}
