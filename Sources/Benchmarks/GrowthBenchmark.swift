import ArgumentParser
import Foundation

/// How cost grows with the archive: synthetic mail, imported from one mbox.
struct GrowthBenchmark: Benchmark {
  static let configuration = CommandConfiguration(
    commandName: "growth",
    abstract: "Import 20,000, 200,000 and 1,000,000 synthetic messages, and search them.",
    discussion: """
      A million messages need some 10 GB, and half an hour for five rounds.
      """)

  @OptionGroup var options: CorpusOptions
  @OptionGroup var output: OutputOptions

  @Option(parsing: .upToNextOption, help: "Numbers of messages.")
  var sizes = [20_000, 200_000, 1_000_000]

  func sections(_ bench: Workbench) throws -> [Report.Section] {
    var section = Report.Section(
      title: "Growth", labels: ["messages"],
      columns: [
        "wall s", "µs a message", "CPU s", "peak MB", "raw MB", "store MB", "index MB",
        "search p50 ms", "search p95 ms", "newest 50 ms", "100 new s",
      ])
    for size in sizes { section.rows.append(try row(size, bench)) }
    for (column, what) in [(0, "import"), (5, "store"), (6, "index"), (7, "search p50")] {
      let points = zip(sizes, section.rows).compactMap { size, row in
        row.figures[column].map { (Double(size), $0.median) }
      }
      if let exponent = Self.exponent(points) {
        section.notes.append("\(what) grows with messages to the power of \(exponent.brief)")
      }
    }
    return [section]
  }

  private func row(_ size: Int, _ bench: Workbench) throws -> Report.Row {
    let directory = bench.directory + "/growth"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let file = directory + "/made.mbox"
    progress("making \(size) messages")
    try MadeMail().writeMbox(0..<size, to: file)
    let raw = Files.megabytes([file])
    let archive = Mailcask(archive: directory + "/archive")
    let imports = try (0..<max(1, bench.rounds)).map { round in
      progress("importing \(size) messages, \(raw.brief) MB, run \(round + 1) of \(bench.rounds)")
      try archive.makeAnew()
      return try archive.invocation("import", [file]).run()
    }
    try? FileManager.default.removeItem(atPath: file)
    guard try archive.stored() == size else {
      throw BenchmarkFailure("only \(try archive.stored()) of \(size) messages were stored")
    }
    let sizes = [
      Files.megabytes([archive.archive + "/mail.sqlite"]), Files.megabytes([archive.index]),
    ]
    progress("searching \(size) messages")
    let searches = try (0..<bench.rounds).map { _ in
      try QuerySet.ofCorpus(made: true).map { query in
        try query.invocation(of: archive).run(accepting: [0, 1]).wall * 1_000
      }
    }
    let newest = try (0..<bench.rounds).map { _ in
      try archive.invocation("search", ["--limit", "50", "--", ""]).run().wall * 1_000
    }
    let added = try (0..<bench.rounds).map { round in
      let more = directory + "/more.mbox"
      let first = size + 100 * round
      try MadeMail().writeMbox(first..<(first + 100), to: more)
      return try archive.invocation("import", [more]).run().wall
    }
    return Report.Row(
      labels: ["\(size)"],
      figures: [
        Figure(imports.map(\.wall)), Figure(imports.map { $0.wall * 1e6 / Double(size) }),
        Figure(imports.map(\.processor)), Figure(imports.map { $0.memory / 1e6 }), Figure([raw]),
        Figure([sizes[0]]), Figure([sizes[1]]), Figure(searches.compactMap { $0.percentile(0.5) }),
        Figure(searches.compactMap { $0.percentile(0.95) }), Figure(newest), Figure(added),
      ])
  }

  /// The exponent b of the best fit of y = a·xᵇ (least squares of the logarithms); nil for fewer
  /// than two points.
  static func exponent(_ points: [(x: Double, y: Double)]) -> Double? {
    let logs = points.filter { $0.x > 0 && $0.y > 0 }.map { (log($0.x), log($0.y)) }
    guard logs.count > 1 else { return nil }
    let count = Double(logs.count)
    let means = (logs.reduce(0) { $0 + $1.0 } / count, logs.reduce(0) { $0 + $1.1 } / count)
    let covariance = logs.reduce(0) { $0 + ($1.0 - means.0) * ($1.1 - means.1) }
    let variance = logs.reduce(0) { $0 + ($1.0 - means.0) * ($1.0 - means.0) }
    return variance > 0 ? covariance / variance : nil
  }
}
