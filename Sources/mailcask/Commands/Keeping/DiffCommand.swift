import Archive
import ArgumentParser
import Presentation
import Text
import Transfer

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Tell what is in one archive or mailbox but not in the other.",
    discussion: """
      Compares octets; what that leaves is compared by Message-ID and content, so that a copy that \
      a server changed counts as the same message. "<" is only in the first, ">" only in the second.

      Examples:
        mailcask diff ~/Maildir ~/.local/share/mailcask
        mailcask diff old.mbox new.mbox
      """)

  @OptionGroup var verbosity: VerbosityOptions

  @Flag(name: .shortAndLong, help: "Also list messages that are in both in other octets, with ~.")
  var changed = false

  @Flag(help: "As JSON.")
  var json = false

  @Argument(help: ArgumentHelp("An archive's directory, or a mailbox.", valueName: "first"))
  var first: String

  @Argument(help: ArgumentHelp("Likewise.", valueName: "second"))
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
      if !difference.isNone { throw partlyFailed }
      return
    }
    for item in difference.onlyInFirst { show("<", item) }
    for item in difference.onlyInSecond { show(">", item) }
    if changed { for pair in difference.changed { show("~", pair.first) } }
    for place in difference.unreadable { warn("cannot be read: \(place)") }
    Console.line(
      "\(grouped(difference.same)) the same, \(grouped(difference.changed.count)) the same in other octets, "
        + "\(grouped(difference.onlyInFirst.count)) only in \(terminalSafe(first)), "
        + "\(grouped(difference.onlyInSecond.count)) only in \(terminalSafe(second))")
    if !difference.isNone { throw partlyFailed }
  }

  private func show(_ mark: String, _ item: MailDifference.Item) {
    Console.line(
      "\(mark) \(terminalSafe(item.place))  \(localDate(item.date))  \(terminalSafe(item.sender))  "
        + terminalSafe(item.subject))
  }
}
