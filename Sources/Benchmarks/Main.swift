import ArgumentParser

@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mailcask-bench",
    abstract: "Measure Mailcask, side by side with its peers where they are installed.",
    subcommands: [
      AllBenchmarks.self, IngestBenchmark.self, QueryBenchmark.self,
      InteractiveBenchmark.self, WebBenchmark.self, ExportBenchmark.self,
      MIMEBenchmark.self, LimitsBenchmark.self, FetchBenchmark.self, IMAPBenchmark.self,
      FetchExtremes.self, POP3Benchmark.self, IncrementalBenchmark.self, GrowthBenchmark.self,
      SearchBenchmark.self,
      InstructionCounts.self, Counted.self, MadeMailCommand.self,
    ])
}
