import Archive
import ArgumentParser
import Mail
import Presentation
import Sending
import StandardStreams
import Text

struct OutboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox",
    abstract: "List what waits to be sent, and send it.",
    discussion: """
      What the account's server could not take is tried again by fetch: after 5 and 15 minutes, after \
      one hour, then every 4 hours, for 5 days. A recipient whom the server refused is not tried again. \
      In an archive that was restored from a backup, what waited is held: it may have been sent since, and \
      only --send sends it.

      Examples:
        mailcask outbox
        mailcask outbox --send
        mailcask outbox --take-back 3
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Also list what was sent, refused or given up.")
  var all = false

  @Flag(help: "Send everything that waits, now.")
  var send = false

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Do not send the message with this number in the outbox.", valueName: "n"))
  var takeBack: [Int64] = []

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if send, !takeBack.isEmpty {
      throw ValidationError("--send and --take-back cannot be combined")
    }
  }

  func run() throws {
    let reader = try archive.openForReading()
    defer { reader.close() }
    if !takeBack.isEmpty {
      let writer = try archive.openForWriting()
      defer { writer.close() }
      let count = try writer.withdraw(takeBack)
      Console.summary("\(counted(count, "message")) taken back")
      if count < Set(takeBack).count { throw ExitStatus.partial }
      return
    }
    if send {
      let report = try Outbox(of: reader, SendingOptions.standard).send(always: true)
      guard !json else { return Console.json(report.items.map { QueuedMessageReport($0) }) }
      if report.items.isEmpty { Log.info("nothing waits to be sent") }
      guard report.show() else { throw ExitStatus.partial }
      return
    }
    let items = try reader.outbox(all: all)
    guard !json else { return Console.json(items.map { QueuedMessageReport($0) }) }
    if items.isEmpty { Log.info("nothing waits to be sent") }
    for item in items { item.show() }
    if items.contains(where: { $0.recipients.contains(where: \.isHeld) }) {
      Log.info(
        "held: the archive was restored from a backup, and it may have been sent since; "
          + "--send sends it, --take-back does not")
    }
  }
}
