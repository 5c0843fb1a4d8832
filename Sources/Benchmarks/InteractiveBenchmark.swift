import ArgumentParser

/// What a person waits for: searches on a terminal with the text that matches, queries that are dear,
/// single messages, lists, tags. Whole processes, from start to exit.
struct InteractiveBenchmark: Benchmark {
  static let configuration = CommandConfiguration(
    commandName: "interactive",
    abstract: "Measure searches on a terminal, dear queries, single messages, lists and tags.")

  @OptionGroup var options: CorpusOptions
  @OptionGroup var output: OutputOptions

  private struct Job {
    var name: String
    var command: String
    var arguments: [String]
    var isOnTerminal = false
  }

  func sections(_ bench: Workbench) throws -> [Report.Section] {
    let archive = try bench.filledArchive()
    var section = Report.Section(
      title: "Interactive", labels: ["what"],
      columns: ["CPU ms", "wall ms", "peak memory MB"])
    section.notes = [
      "On a terminal: through `script`, whose own share is the first row. A terminal's searches show the text that matches, and colors."
    ]
    for job in Self.jobs(word: options.corpus == nil ? "invoice" : "patch") {
      section.rows.append(try row(job, archive, bench.rounds * Self.roundsForEach))
      progress("measured: \(job.name)")
    }
    return [section]
  }

  /// Single runs of a few milliseconds vary more than changes of the program do.
  private static let roundsForEach = 3

  private func row(_ job: Job, _ archive: Mailcask, _ rounds: Int) throws -> Report.Row {
    var invocation = archive.invocation(job.command, job.arguments)
    if job.isOnTerminal {
      let words = invocation.arguments.map { "'\($0)'" }.joined(separator: " ")
      invocation.arguments = [
        "script", "-qec", job.name == Self.nothing ? "true" : words, "/dev/null",
      ]
    }
    // What finds nothing ends with a status of its own.
    _ = try invocation.run(accepting: [0, 1, 2, 4])
    let usages = try (0..<rounds).map { _ in try invocation.run(accepting: [0, 1, 2, 4]) }
    return Report.Row(
      labels: [job.name],
      figures: [
        Figure(usages.map { $0.processor * 1_000 }), Figure(usages.map { $0.wall * 1_000 }),
        Figure(usages.map { $0.memory / 1e6 }),
      ])
  }

  private static let nothing = "nothing, on a terminal"

  /// - Parameter word: a common one.
  private static func jobs(word: String) -> [Job] {
    func search(_ name: String, _ arguments: String...) -> Job {
      Job(name: name, command: "search", arguments: arguments)
    }
    return [
      Job(name: nothing, command: "search", arguments: [], isOnTerminal: true),
      Job(
        name: "a word, 50 results on a terminal", command: "search",
        arguments: ["--limit", "50", "--no-pager", word], isOnTerminal: true),
      search("a word, 50 results", "--limit", "50", word),
      search("… with the text that matches", "--limit", "50", "--snippets", word),
      search("… as JSON", "--limit", "50", "--format", "json", word),
      search("… with five facets", "--facets", "sender,year,list,account,type", word),
      search("five facets over all", "--facets", "sender,year,list,account,type", ""),
      search("`t*`", "t*"), search("`1*`", "1*"), search("`tre*`", "tre*"),
      search("`subject:/re/`", "subject:/re/"),
      search("a phrase of common words", "\"on the of and\""),
      search("nothing found", "qqxyzzy"), search("nothing found, two words", word, "qqxyzzy"),
      search("all numbers", "--format", "ids", "--limit", "2000000"),
      search("1,000 as JSON lines", "--format", "jsonl", "--limit", "1000"),
      Job(name: "one message", command: "show", arguments: ["100"]),
      Job(name: "its thread", command: "show", arguments: ["100", "--thread"]),
      Job(name: "its bytes", command: "show", arguments: ["100", "--raw"]),
      Job(name: "a tag for all with a word", command: "tag", arguments: ["+measured", "--", word]),
      Job(name: "… taken away", command: "tag", arguments: ["-measured", "--", word]),
      Job(name: "statistics", command: "stats", arguments: []),
      Job(name: "the fingerprint", command: "fingerprint", arguments: []),
      Job(name: "verify", command: "verify", arguments: []),
    ]
  }
}
