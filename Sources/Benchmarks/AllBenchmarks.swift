import ArgumentParser

/// Everything, in one run on one machine.
struct AllBenchmarks: Benchmark {
  static let configuration = CommandConfiguration(
    commandName: "all",
    abstract: "Run all benchmarks but growth, one after the other; takes about an hour.",
    discussion: """
      Example:
        mailcask-bench all --corpus ~/Maildir --table numbers.md --json numbers.json
      """)

  @OptionGroup var options: CorpusOptions
  @OptionGroup var output: OutputOptions

  @Flag(help: "Growth as well: some 10 GB and another hour.")
  var growth = false

  func sections(_ bench: Workbench) throws -> [Report.Section] {
    var kinds: [any Benchmark.Type] = [
      IngestBenchmark.self, QueryBenchmark.self, ExportBenchmark.self, MIMEBenchmark.self,
      LimitsBenchmark.self, FetchBenchmark.self, IncrementalBenchmark.self,
    ]
    if growth { kinds.append(GrowthBenchmark.self) }
    var sections: [Report.Section] = []
    for kind in kinds {
      guard var benchmark = try kind.parseAsRoot([]) as? any Benchmark else { continue }
      benchmark.options = options
      sections += try benchmark.sections(bench)
    }
    return sections
  }
}
