import Archive
import ArgumentParser
import Presentation
import Sending
import StandardStreams
import Text

struct RedirectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "redirect",
    abstract: "Send a message of the archive on to somebody.",
    discussion: """
      The message goes on as it is, with fields in front that say who sent it on (Resent-From and \
      others, RFC 5322). What was sent is kept in the archive. Providers of many senders forbid others \
      to send in their name (SPF, DMARC): if such a message does not arrive, send it with --attach, as \
      an attachment of a message of your own.

      Examples:
        mailcask redirect 42 --to ada@example.org
        mailcask redirect @1 --to ada@example.org --to ben@example.org --attach
      """)

  @OptionGroup var archive: ArchiveOption

  @Option(
    parsing: .singleValue, help: ArgumentHelp("An address to send it to.", valueName: "address"))
  var to: [String]

  @Flag(help: "Send it as an attachment of a new message.")
  var attach = false

  @Option(
    help: ArgumentHelp("The account that sends. Default: the only one with smtp_host."),
    completion: .account)
  var account: String?

  @OptionGroup var messages: MessagesOption

  func validate() throws {
    guard !messages.isEmpty else {
      throw ValidationError("Specify a message: its number, or @3 of the last search")
    }
  }

  func run() throws {
    let reader = try archive.openForReading()
    defer { reader.close() }
    let account = try reader.sendingAccount(named: account, sender: nil)
    let chosen = try messages.chosen(in: reader, at: archive.archive, to: "redirect")
    guard let id = chosen.ids.first, chosen.ids.count == 1 else {
      throw ArchiveError(
        .notFound, "redirect a message",
        why: chosen.ids.isEmpty ? "nothing is found" : "\(chosen.ids.count) messages are found",
        remedy: "Name one by its number: mailcask search lists them.")
    }
    let (sent, report) = try Dispatch(reader, account, SendingOptions.standard).redirect(
      id, to: to, asAttachment: attach)
    guard report.show(of: sent) else { throw ExitStatus.partial }
  }
}
