import ArgumentParser

/// Searches as whole processes, from start to exit, for the newest 50 results.
struct QueryBenchmark: Benchmark {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Search with Mailcask, notmuch and mu, warm and with nothing in the page cache.")

  @OptionGroup var options: CorpusOptions
  @OptionGroup var output: OutputOptions

  func sections(_ bench: Workbench) throws -> [Report.Section] {
    let archive = try bench.filledArchive()
    let peers = try MailIndexer.installed().filter { $0.name != "mairix" }
      .map { (peer: $0, place: try bench.indexed($0)) }
    let names = peers.flatMap { peer in
      peer.peer.list == nil
        ? [peer.peer.name] : [peer.peer.name + " (ids)", peer.peer.name + " (list)"]
    }
    var section = Report.Section(
      title: "Search", labels: ["query", "hits"],
      columns: ["warm", "cold"].flatMap { state in
        (["mailcask"] + names).map { "\($0), \(state) ms" }
      })
    section.notes = [
      "Ratio: warm median of the faster peer divided by Mailcask's. Hits in the order of the columns; they differ because the programs index different things (stems, HTML, attached text).",
      "Warm: \(max(1, bench.rounds * Self.warmRounds)) runs each, after the cold ones.",
      "Mailcask prints date, sender and subject of each hit. So does notmuch's list, of threads; with --output=messages it prints only ids, which needs no message.",
    ]
    for query in QuerySet.ofCorpus(made: options.corpus == nil) {
      section.rows.append(try row(query, archive, peers, bench.rounds))
      progress("searched: \(query.ours)")
    }
    let ours = section.rows.compactMap { $0.figures[0]?.median }
    section.notes.append(
      "Mailcask over all queries, warm: median \(ours.percentile(0.5)?.brief ?? "–") ms, 95th percentile \(ours.percentile(0.95)?.brief ?? "–") ms."
    )
    return [section]
  }

  /// Number of warm rounds for each cold one: single runs of a few milliseconds vary by more than
  /// the programs differ.
  private static let warmRounds = 5

  /// Milliseconds of each run, by program; the order of programs changes.
  private func times(
    _ programs: [Invocation], _ rounds: Int, before: (_ program: Int) -> Void = { _ in }
  ) throws -> [[Double]] {
    var times: [[Double]] = programs.map { _ in [] }
    for index in programs.indices.inTurn(rounds: rounds).joined() {
      before(index)
      // The programs use other statuses to report that nothing was found.
      times[index].append(try programs[index].run(accepting: [0, 1, 2, 4]).wall * 1_000)
    }
    return times
  }

  private func row(
    _ query: QuerySet.Query, _ archive: Mailcask, _ peers: [(peer: MailIndexer, place: String)],
    _ rounds: Int
  ) throws -> Report.Row {
    let runs: [(files: String, invocation: Invocation)] =
      [(archive.archive, query.invocation(of: archive))]
      + peers.flatMap { peer, place in
        [peer.search, peer.list].compactMap(\.self).map {
          (place, $0(place, query.spelled(for: peer)))
        }
      }
    let cold = try times(runs.map(\.invocation), rounds) { PageCache.forget(runs[$0].files) }
    let warm = try times(runs.map(\.invocation), rounds * Self.warmRounds)
    let hits =
      try [archive.count(query.ours)]
      + peers.map { try $0.peer.count($0.place, query.spelled(for: $0.peer)) }
    let figures = (warm + cold).map { Figure($0) }
    let fastest = figures[1..<runs.count].compactMap { $0?.median }.min()
    return Report.Row(
      labels: [
        "`\(query.ours)`\(query.threads ? " (threads)" : "")",
        hits.map(String.init).joined(separator: "/"),
      ], figures: figures,
      ratio: fastest.flatMap { peer in figures[0].map { peer / $0.median } })
  }
}
