import ArgumentParser
import Foundation

/// Runs all benchmarks, one after the other, on one machine.
struct AllBenchmarks: Benchmark {
  static let configuration = CommandConfiguration(
    commandName: "all",
    abstract: "Run all benchmarks, or some, one after the other; takes hours.",
    discussion: """
      Growth alone needs some 10 GB.

      Examples:
        mailcask-bench all --corpus ~/Maildir --table numbers.md --json numbers.json
        mailcask-bench all --only ingest query --rounds 3
      """)

  @OptionGroup var options: CorpusOptions
  @OptionGroup var output: OutputOptions

  @Option(
    parsing: .upToNextOption, help: "Only these: \(names.joined(separator: ", ")).")
  var only: [String] = []

  private static let kinds: [any Benchmark.Type] = [
    IngestBenchmark.self, QueryBenchmark.self, InteractiveBenchmark.self, WebBenchmark.self,
    ExportBenchmark.self, MIMEBenchmark.self,
    LimitsBenchmark.self, FetchExtremes.self, FetchBenchmark.self, IMAPBenchmark.self,
    IncrementalBenchmark.self, GrowthBenchmark.self,
  ]

  private static var names: [String] { kinds.compactMap { $0.configuration.commandName } }

  func validate() throws {
    if let unknown = only.first(where: { !Self.names.contains($0) }) {
      throw ValidationError("there is no benchmark \(unknown)")
    }
  }

  func sections(_ bench: Workbench) throws -> [Report.Section] {
    try Self.names.filter { only.isEmpty || only.contains($0) }
      .flatMap { try Self.sections($0, options, bench) }
  }

  /// Each runs in its own process: memory that one holds would count towards the next one's peak.
  private static func sections(
    _ name: String, _ options: CorpusOptions, _ bench: Workbench
  ) throws -> [Report.Section] {
    let file = URL(fileURLWithPath: "\(bench.directory)/\(name).json")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
    process.arguments =
      [
        name, "--json", file.path, "--scratch", bench.directory, "--rounds", "\(options.rounds)",
        "--made", "\(options.made)",
      ] + (options.corpus.map { ["--corpus", $0] } ?? [])
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchmarkFailure("\(name) ended with \(process.terminationStatus)")
    }
    return try JSONDecoder().decode(Report.self, from: Data(contentsOf: file)).sections
  }
}
