import ArgumentParser

/// Everything, in one run on one machine.
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
    IngestBenchmark.self, QueryBenchmark.self, ExportBenchmark.self, MIMEBenchmark.self,
    LimitsBenchmark.self, FetchExtremes.self, FetchBenchmark.self, IncrementalBenchmark.self,
    GrowthBenchmark.self,
  ]

  private static var names: [String] { kinds.compactMap { $0.configuration.commandName } }

  func validate() throws {
    if let unknown = only.first(where: { !Self.names.contains($0) }) {
      throw ValidationError("there is no benchmark \(unknown)")
    }
  }

  func sections(_ bench: Workbench) throws -> [Report.Section] {
    var sections: [Report.Section] = []
    for kind in Self.kinds {
      let name = kind.configuration.commandName ?? ""
      guard only.isEmpty || only.contains(name),
        var benchmark = try kind.parseAsRoot([]) as? any Benchmark
      else { continue }
      benchmark.options = options
      sections += try benchmark.sections(bench)
    }
    return sections
  }
}
