import ArgumentParser

/// Writes synthetic mail for manual measurements, of any size: only one message is in memory at a
/// time.
struct MadeMailCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "made",
    abstract: "Write synthetic mail as an mbox to standard output.",
    discussion: """
      Example: mailcask-bench made 10000000 | mailcask import --no-index -
      """)

  @Option(help: "The number of the first message.")
  var first = 0

  @Argument(help: "Number of messages.")
  var count: Int

  func validate() throws {
    guard first >= 0, count >= 0, !first.addingReportingOverflow(count).overflow else {
      throw ValidationError("the number of messages is out of range")
    }
  }

  func run() throws { try MadeMail().writeMbox(first..<first + count, to: "/dev/stdout") }
}
