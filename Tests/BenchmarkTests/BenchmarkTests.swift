import Foundation
import MIME
import TestSupport
import Testing

@testable import mailcask_bench

@Suite struct FigureTests {
  @Test(
    arguments: [
      ([3.0], 3.0), ([1, 9, 2], 2), ([4, 1, 3, 2], 2.5), ([5, 5, 5, 5, 100], 5),
    ] as [([Double], Double)])
  func theMedianCounts(values: [Double], median: Double) throws {
    #expect(try #require(Figure(values)).median == median)
  }

  @Test func nothingMeasuredIsNoFigure() { #expect(Figure([]) == nil) }

  @Test(arguments: [(0.5, 5.0), (0.95, 10.0), (0.0, 1.0), (1.0, 10.0)])
  func percentiles(share: Double, value: Double) {
    #expect((1...10).map(Double.init).percentile(share) == value)
  }

  @Test(arguments: [(1.0, 2.0), (0.0, 7.0), (1.5, 0.01)])
  func theExponentOfGrowthIsFound(power: Double, factor: Double) throws {
    let points = [20_000.0, 200_000, 1_000_000].map { (x: $0, y: factor * pow($0, power)) }
    #expect(abs(try #require(GrowthBenchmark.exponent(points)) - power) < 1e-9)
  }

  @Test func onePointTellsNoGrowth() {
    #expect(GrowthBenchmark.exponent([(x: 1_000, y: 1)]) == nil)
  }
}

@Suite struct MadeMailTests {
  private static let made = (0..<300).map { MadeMail().message($0) }
  private var messages: [[UInt8]] { Self.made }

  @Test func allAreDifferentAndTheSameInEveryRun() {
    #expect(Set(messages).count == messages.count)
    #expect(MadeMail().message(123) == messages[123])
  }

  @Test func theyAreWhatAParserCallsWhole() {
    for message in messages.map({ Message(parsing: $0) }) {
      #expect(message.defects.isEmpty)
      #expect(message.header.date != nil && message.header.messageID != nil)
      #expect(message.header.subject?.isEmpty == false)
    }
  }

  @Test func wordsAreUnevenlyUsed() throws {
    var counts: [Substring: Int] = [:]
    for message in messages {
      let text = String(decoding: message, as: UTF8.self)
      for word in text.split(whereSeparator: \.isWhitespace) { counts[word, default: 0] += 1 }
    }
    let common = try #require(counts["ba"])
    #expect(common > 500)
    #expect(counts.values.filter { $0 == 1 }.count > counts.count / 4)
  }
}

@Suite struct ReportTests {
  @Test func aTableAndJSONHoldTheSame() throws {
    var section = Report.Section(title: "Ingest", labels: ["program"], columns: ["wall s"])
    section.rows = [
      Report.Row(labels: ["ours"], figures: [Figure([1, 2, 3])]),
      Report.Row(labels: ["theirs"], figures: [nil], ratio: 4),
    ]
    var report = Report()
    report.sections = [section]
    #expect(report.markdown.contains("| ours | 2.00 (1.00–3.00) |  |"))
    #expect(report.markdown.contains("| theirs | – | × 4.00 |"))
    let back = try JSONDecoder().decode(Report.self, from: report.json)
    #expect(back.sections.first?.rows.first?.figures.first??.median == 2)
  }
}

/// The whole program on very little mail.
@Suite struct BenchmarkCommandTests {
  /// Beside the test bundle, where the package manager puts all products.
  private static let program = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appendingPathComponent("mailcask-bench").path

  @Test(arguments: ["ingest", "query", "export", "mime", "limits"])
  func measuresMadeMail(benchmark: String) throws {
    let directory = try TemporaryDirectory()
    let json = directory.path + "/result.json"
    let result = try runCommand([
      Self.program, benchmark, "--made", "30", "--rounds", "1", "--scratch",
      directory.path, "--json", json,
    ])
    #expect(result.status == 0, "\(result.errors)")
    let report = try JSONDecoder().decode(
      Report.self, from: Data(contentsOf: URL(fileURLWithPath: json)))
    #expect(report.sections.allSatisfy { !$0.rows.isEmpty } && !report.sections.isEmpty)
    let left = try FileManager.default.contentsOfDirectory(atPath: directory.path)
    #expect(left == ["result.json"])
  }

  @Test func madeMailGoesOnWhereItEnded() throws {
    func made(_ arguments: String...) throws -> [UInt8] {
      let result = try runCommand([Self.program, "made"] + arguments)
      #expect(result.status == 0, "\(result.errors)")
      return Array(result.output)
    }
    #expect(try made("5") + made("--first", "5", "3") == made("8"))
  }
}
