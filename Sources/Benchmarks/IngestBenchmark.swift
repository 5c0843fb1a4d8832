import ArgumentParser

/// From files to searchable mail. Mailcask also stores the mail; the others leave it where it is.
struct IngestBenchmark: Benchmark {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Import a Maildir and an mbox; notmuch, mu and mairix index the same Maildir.")

  @OptionGroup var options: CorpusOptions
  @OptionGroup var output: OutputOptions

  func sections(_ bench: Workbench) throws -> [Report.Section] {
    let maildir = try bench.maildir.get()
    let mbox = try bench.mbox()
    var section = Report.Section(
      title: "Ingest", labels: Contest.labels, columns: Contest.columns)
    section.notes = [
      "The mail is \(Files.megabytes([maildir]).brief) MB. The others need these files in addition to their index; Mailcask's figure includes the mail itself.",
      "Files are in the page cache for all. Mailcask syncs what it stores.",
    ]
    let peers = MailIndexer.installed().map { peer in
      Contender(
        name: peer.name, prepare: { _ = try bench.prepare(peer) },
        run: { try peer.index("\(bench.directory)/\(peer.name)").run() },
        work: { try peer.count("\(bench.directory)/\(peer.name)", "*") },
        results: ["\(bench.directory)/\(peer.name)"])
    }
    section.rows += try Contest(
      job: "Maildir, searchable",
      contenders: [ours("mailcask import", [maildir], bench)] + peers,
      rounds: bench.rounds
    ).rows()
    section.rows += try Contest(
      job: "stored only",
      contenders: [
        ours("from Maildir", ["--no-index", maildir], bench),
        ours("from mbox", ["--no-index", mbox], bench),
      ], rounds: bench.rounds
    ).rows()
    section.rows += try Contest(
      job: "mbox, searchable", contenders: [ours("mailcask import", [mbox], bench)],
      rounds: bench.rounds
    ).rows()
    return [section]
  }

  private func ours(_ name: String, _ arguments: [String], _ bench: Workbench) -> Contender {
    let archive = Mailcask(archive: bench.directory + "/import")
    return Contender(
      name: name, prepare: archive.makeAnew,
      run: { try archive.invocation("import", arguments).run() },
      work: { try archive.stored() }, results: [archive.archive])
  }
}
