import Archive
import ArgumentParser
import Presentation
import StandardStreams
import Text
import Transfer

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare two archives or mailboxes.",
    discussion: """
      Compares messages byte for byte, and those that remain by Message-ID and content, so that a \
      copy that a server has changed counts as the same message. "<" marks messages that are only \
      in the first, ">" those that are only in the second.

      Examples:
        mailcask diff ~/Maildir ~/.local/share/mailcask
        mailcask diff old.mbox new.mbox
      """)

  @OptionGroup var verbosity: VerbosityOptions

  @Flag(
    name: .shortAndLong,
    help: "Also list messages that are in both but differ in their bytes, marked ~.")
  var changed = false

  @Flag(help: "Print the result as JSON.")
  var json = false

  @Argument(help: ArgumentHelp("An archive's directory, or a mailbox.", valueName: "first"))
  var first: String

  @Argument(help: ArgumentHelp("The archive or mailbox to compare it with.", valueName: "second"))
  var second: String

  func run() throws {
    _ = try Interruption(.atOnce("nothing was changed"))
    let line = ProgressLine()
    defer { line.clear() }
    let difference = try MailArchive.difference(between: first, and: second) {
      line.show("comparing", $0, of: 0)
    }
    line.clear()
    guard !json else {
      Console.json(DifferenceReport(difference))
      if !difference.isNone { throw ExitStatus.partial }
      return
    }
    for item in difference.onlyInFirst { show("<", item) }
    for item in difference.onlyInSecond { show(">", item) }
    if changed { for pair in difference.changed { show("~", pair.first) } }
    for place in difference.unreadable { Log.warning("cannot be read: \(place)") }
    Console.wrappedLine(
      "\(grouped(difference.same)) the same (\(humanSize(difference.sameBytes))), \(grouped(difference.changed.count)) the same with different bytes, "
        + "\(grouped(difference.onlyInFirst.count)) only in \(terminalSafe(first)), "
        + "\(grouped(difference.onlyInSecond.count)) only in \(terminalSafe(second))")
    if !difference.isNone { throw ExitStatus.partial }
  }

  private func show(_ mark: String, _ item: MailDifference.Item) {
    Console.line(
      "\(mark) \(terminalSafe(item.place))  \(localDate(item.date))  \(terminalSafe(item.sender))  "
        + terminalSafe(item.subject))
  }
}
