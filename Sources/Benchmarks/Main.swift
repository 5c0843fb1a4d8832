import ArgumentParser

@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mailcask-bench",
    abstract: "Measure Mailcask, side by side with its peers where they are installed.",
    subcommands: [
      MIMEBenchmark.self, POP3Benchmark.self, FetchBenchmark.self, FetchExtremes.self,
      SearchBenchmark.self,
    ])
}
