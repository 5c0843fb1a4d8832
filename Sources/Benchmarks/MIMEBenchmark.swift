import ArgumentParser
import Foundation
import MIME
import Mail

/// Speed of the MIME parser compared with GMime's, on one core with messages in memory.
struct MIMEBenchmark: Benchmark {
  static let configuration = CommandConfiguration(
    commandName: "mime", abstract: "Parse messages, and decode their text; GMime does the same.")

  @OptionGroup var options: CorpusOptions
  @OptionGroup var output: OutputOptions

  func sections(_ bench: Workbench) throws -> [Report.Section] {
    let messages = try Files.below(bench.maildir.get()).map {
      [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0)))
    }
    let bytes = messages.reduce(0) { $0 + $1.count }
    var section = Report.Section(
      title: "MIME parsing", labels: ["job", "program", "messages"], columns: ["MB/s"])
    section.notes = ["\((Double(bytes) / 1e6).brief) MB (10⁶ bytes) of raw mail."]
    if GMime.shared == nil { section.notes.append("libgmime-3.0-0 is not installed: left out.") }
    for job in Job.allCases {
      section.rows += rows(job, messages, Double(bytes) / 1e6, bench.rounds)
    }
    return [section]
  }

  private func rows(
    _ job: Job, _ messages: [[UInt8]], _ megabytes: Double, _ rounds: Int
  ) -> [Report.Row] {
    var rates: [[Double]] = [[], []]
    let programs: [((([UInt8]) -> Int))?] = [job.run, GMime.shared.flatMap(job.gmime)]
    for index in programs.indices.inTurn(rounds: rounds).joined() {
      guard let program = programs[index] else { continue }
      var checksum = 0
      let time = ContinuousClock().measure {
        for message in messages { checksum &+= program(message) }
      }
      blackHole(checksum)
      rates[index].append(megabytes / (time / .seconds(1)))
    }
    let figures = rates.map { Figure($0) }
    return zip(["mailcask", "GMime"], figures).compactMap { name, figure in
      guard let figure else { return nil }
      var row = Report.Row(
        labels: [job.rawValue, name, "\(messages.count)"], figures: [figure])
      if name == "GMime", let ours = figures[0] { row.ratio = ours.median / figure.median }
      return row
    }
  }
}

extension MIMEBenchmark {
  enum Job: String, CaseIterable {
    case parse = "to the part tree"
    /// The part tree, subject, sender, date, and the text of all text parts as Unicode.
    case parseAndDecodeText = "and all text decoded"
    /// Also everything else that a search uses: HTML as text, attachments' names.
    case parseAndPrepareSearch = "and all that search needs"

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
        for piece in message.searchableTexts { count &+= piece.text.utf8.count }
        return count
      }
    }

    /// Nil if GMime has no equivalent.
    func gmime(_ library: GMime) -> (([UInt8]) -> Int)? {
      switch self {
      case .parse: { library.parse($0, text: false) }
      case .parseAndDecodeText: { library.parse($0, text: true) }
      case .parseAndPrepareSearch: nil
      }
    }
  }
}

/// Keeps the compiler from removing work whose result is not used.
@inline(never)
func blackHole(_ value: Int) {}
