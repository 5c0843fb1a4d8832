import Archive
import ArgumentParser
import Demo
import Errors
import Files
import Foundation
import Presentation
import StandardStreams
import Transfer

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "See Mailcask do its whole job on sample messages, in a new temporary directory.",
    discussion: """
      Starts a POP3 server with TLS on this machine, holding a few dozen sample messages, and runs \
      the real commands against it: init, fetch, search, show, export.

      Example: mailcask demo
      """)

  @OptionGroup var verbosity: VerbosityOptions

  func run() throws {
    let directory = try makeTemporaryDirectory()
    let archive = directory + "/archive"
    let mbox = directory + "/invoices.mbox"
    let server = try DemoServer(filesIn: directory)
    defer { server.stop() }
    Console.line(
      "A POP3 server with TLS now runs on this machine; it holds "
        + "\(server.messageCount) sample messages.")

    try step("init", archive)
    try append(server.accountSettings, to: archive + "/mailcask.toml")
    let option = ["--archive", archive]
    try step(["fetch"] + option)
    for query in ["invoice", "rechnung", "café", "快乐", "from:grace islands"] {
      try step(["search"] + option + query.split(separator: " ").map(String.init))
    }
    let found = try ArchiveOption.parse(option).openForReading().search("café gare")
    if let message = found.messages.first {
      try step(["show"] + option + [String(message.id)])
    }
    try step(["export"] + option + ["--query", "invoice", "--format", "mbox", "-o", mbox])
    try step(["fetch"] + option)

    Console.line(
      """

      Everything is in \(directory):
        archive/        the archive: mailcask.toml, mail.sqlite, index/
        invoices.mbox   the exported messages
      Now try, while it is there:
        mailcask search --archive \(archive) ferry date:2024
        mailcask show --archive \(archive) 1
      For your own mail: mailcask init, then mailcask account add.
      Remove the demo with: rm -r \(directory)
      """)
  }

  private func step(_ words: String...) throws { try step(words) }

  /// Shows a command as a person would type it, and runs that very command.
  private func step(_ words: [String]) throws {
    Console.line("\n$ mailcask " + words.map(quoted).joined(separator: " "))
    var command = try Mailcask.parseAsRoot(words)
    try command.run()
    Console.flush()
  }

  private func quoted(_ word: String) -> String {
    word.unicodeScalars.contains(where: { " '\"$*()".unicodeScalars.contains($0) })
      ? Shell.quoted(word) : word
  }

  private func makeTemporaryDirectory() throws -> String {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("mailcask-demo-\(UUID().uuidString.prefix(8).lowercased())").path
    do { try POSIX.makeDirectory(FilePath(directory)) } catch {
      throw ArchiveError(
        .fileSystem, "make \(directory)", why: error.cause,
        remedy: "Set TMPDIR to a directory that you may write to.")
    }
    return directory
  }

  private func append(_ text: String, to file: String) throws {
    guard let handle = FileHandle(forWritingAtPath: file) else {
      throw ArchiveError(.fileSystem, "write \(file)", why: "it cannot be opened")
    }
    defer { try? handle.close() }
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
  }
}
