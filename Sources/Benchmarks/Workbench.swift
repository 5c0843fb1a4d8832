import ArgumentParser
import Foundation

/// One benchmark: a command of its own, and part of `all`.
protocol Benchmark: ParsableCommand {
  var options: CorpusOptions { get }
  var output: OutputOptions { get }
  init()
  func sections(_ bench: Workbench) throws -> [Report.Section]
}

extension Benchmark {
  func run() throws {
    let bench = try Workbench(options)
    defer { bench.clear() }
    var report = Report()
    report.sections = try sections(bench)
    try output.write(report)
  }
}

struct OutputOptions: ParsableArguments {
  @Option(help: "Write the table to this file as well as to the terminal.")
  var table: String?

  @Option(help: "Write everything as JSON to this file.")
  var json: String?

  func write(_ report: Report) throws {
    print(report.markdown)
    if let table { try Data((report.markdown + "\n").utf8).write(to: URL(fileURLWithPath: table)) }
    if let json { try report.json.write(to: URL(fileURLWithPath: json)) }
  }
}

/// The directory that one benchmark works in: the mail, and the archive and indexes built from it.
final class Workbench {
  let directory: String
  let rounds: Int
  private let options: CorpusOptions

  init(_ options: CorpusOptions) throws {
    self.options = options
    rounds = options.rounds
    directory = try options.makeScratch()
  }

  func clear() { try? FileManager.default.removeItem(atPath: directory) }

  lazy var maildir = Result { try options.maildir(in: directory) }

  var archive: Mailcask { Mailcask(archive: directory + "/archive") }

  /// Builds the archive again with all mail in it, searchable.
  func filledArchive() throws -> Mailcask {
    let mail = try maildir.get()
    progress("preparing archive")
    try archive.makeAnew()
    try archive.invocation("import", [mail]).run()
    return archive
  }

  /// Writes all mail to one mbox.
  func mbox() throws -> String {
    let file = directory + "/all.mbox"
    try filledArchive().invocation("export", ["--no-proof", "-o", file]).run()
    return file
  }

  /// Creates an empty directory with the peer's settings.
  func prepare(_ peer: MailIndexer) throws -> String {
    let place = directory + "/" + peer.name
    try? FileManager.default.removeItem(atPath: place)
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try peer.prepare(place, maildir.get())
    return place
  }

  /// Returns the peer's directory with all mail indexed.
  func indexed(_ peer: MailIndexer) throws -> String {
    progress("preparing \(peer.name)")
    let place = try prepare(peer)
    try peer.index(place).run()
    return place
  }
}
