import ArgumentParser

/// Exports all mail to one mbox.
struct ExportBenchmark: Benchmark {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Export everything to mbox, and the same with `notmuch show --format=mbox`.")

  @OptionGroup var options: CorpusOptions
  @OptionGroup var output: OutputOptions

  func sections(_ bench: Workbench) throws -> [Report.Section] {
    let archive = try bench.filledArchive()
    let file = bench.directory + "/exported.mbox"
    func ours(_ name: String, _ arguments: [String]) -> Contender {
      Contender(
        name: name,
        prepare: { try Invocation(arguments: ["rm", "-f", file, file + ".manifest.json"]).run() },
        run: {
          try archive.invocation("export", ["-o", file] + arguments).run()
        },
        work: { try separators(in: file) }, results: [file])
    }
    var contenders = [ours("mailcask", ["--no-proof"]), ours("mailcask, proven", [])]
    if let notmuch = MailIndexer.installed().first(where: { $0.name == "notmuch" }) {
      let place = try bench.indexed(notmuch)
      contenders.append(
        Contender(
          name: "notmuch show --format=mbox",
          run: {
            try Invocation(
              arguments: ["notmuch", "show", "--format=mbox", "--exclude=false", "*"],
              environment: ["NOTMUCH_CONFIG": place + "/config"]
            ).run(output: file)
          }, work: { try separators(in: file) }, results: [file]))
    }
    var section = Report.Section(
      title: "Export to mbox", labels: Contest.labels, columns: Contest.columns)
    section.rows = try Contest(job: "all mail", contenders: contenders, rounds: bench.rounds)
      .rows()
    section.notes = [
      "Messages are counted as lines that begin with \"From \"; notmuch does not quote such lines in bodies, so its count is higher."
    ]
    return [section]
  }

  private func separators(in file: String) throws -> Int {
    let text = try Invocation(arguments: ["grep", "-ac", "^From ", file]).text(accepting: [0, 1])
    return Int(text.split(separator: "\n").first ?? "") ?? 0
  }
}
