import ArgumentParser
import Foundation

/// The cost of a day's new mail for an archive that is already large.
struct IncrementalBenchmark: Benchmark {
  static let configuration = CommandConfiguration(
    commandName: "incremental",
    abstract: "Add 100 messages to a large archive, and look for new ones where there are none.")

  @OptionGroup var options: CorpusOptions
  @OptionGroup var output: OutputOptions

  @Option(help: "Synthetic messages in the archive before.")
  var large = 100_000

  private static let added = 100

  func sections(_ bench: Workbench) throws -> [Report.Section] {
    let directory = bench.directory + "/large"
    let mail = try Maildir(directory + "/mail")
    try mail.fill(with: 0..<large)
    let archive = Mailcask(archive: directory + "/archive")
    try archive.makeAnew()
    progress("indexing \(large) messages with each program")
    try archive.invocation("import", [mail.path]).run()
    let peers = MailIndexer.installed()
    for peer in peers {
      let place = directory + "/" + peer.name
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      try peer.prepare(place, mail.path)
      try peer.index(place).run()
    }
    let contenders =
      [
        Contender(
          name: "mailcask import", run: { try archive.invocation("import", [mail.path]).run() },
          work: { try archive.count("") })
      ]
      + peers.map { peer in
        let place = directory + "/" + peer.name
        return Contender(
          name: peer.name, run: { try peer.index(place).run() },
          work: { try peer.count(place, "*") })
      }
    var section = Report.Section(
      title: "Incremental", labels: Contest.labels, columns: Contest.columns)
    var next = large
    section.rows += try Contest(
      job: "\(Self.added) new in \(large)", contenders: contenders, rounds: bench.rounds,
      beforeRound: {
        try mail.fill(with: next..<(next + Self.added))
        next += Self.added
      }
    ).rows()
    section.rows += try Contest(
      job: "nothing new in \(large)", contenders: contenders, rounds: bench.rounds
    ).rows()
    return [section]
  }
}
