import Archive
import ArgumentParser
import Glibc
import Presentation
import Sending
import StandardStreams
import Text

struct SendmailCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sendmail",
    abstract: "Send a message from standard input, and keep it.",
    discussion: """
      For mutt, git send-email, cron and whatever else knows sendmail. The message is stored in the \
      archive, then handed in at the account's server (smtp_host in mailcask.toml). If the server cannot \
      be reached, it waits in the outbox: mailcask outbox shows it, and fetch tries it again. The \
      command ends with 0 when the message is stored and sent or waiting, with 69 if the server \
      refused it, with 75 if it could not be stored.

      Examples:
        mailcask sendmail -t < message.eml
        git config sendemail.sendmailCmd "mailcask sendmail -i"
        echo 'set sendmail = "mailcask sendmail -oi"' >> ~/.muttrc
      """)

  /// Of sysexits.h.
  private enum Exit {
    static let noInput = ExitCode(65)
    static let unavailable = ExitCode(69)
    static let tryAgain = ExitCode(75)
    static let configuration = ExitCode(78)
  }

  @OptionGroup var archive: ArchiveOption

  @Option(
    help: ArgumentHelp("The account that sends. Default: the one with the sender's address."),
    completion: .account)
  var account: String?

  @Flag(name: .customShort("t"), help: "Send to the addresses in To, Cc and Bcc.")
  var toHeader = false

  @Flag(name: .customShort("i"), help: "A line with a dot alone does not end the message.")
  var ignoreDots = false

  @Option(
    name: [.customShort("f", allowingJoined: true), .customShort("r", allowingJoined: true)],
    help: ArgumentHelp("The sender of the envelope.", valueName: "address"))
  var from: String?

  @Option(
    name: .customShort("F", allowingJoined: true),
    help: ArgumentHelp("The sender's name; accepted and not used.", valueName: "name"))
  var fullName: String?

  @Option(
    name: .customShort("o", allowingJoined: true), parsing: .singleValue,
    help: ArgumentHelp(
      "Options of sendmail: i is -i; others are accepted and not used.", valueName: "option"))
  var settings: [String] = []

  @Option(
    name: .customShort("B", allowingJoined: true),
    help: ArgumentHelp("The kind of body; accepted and not used.", valueName: "kind"))
  var body: String?

  @Option(
    name: .customShort("N", allowingJoined: true),
    help: ArgumentHelp("When to notify; accepted and not used.", valueName: "cases"))
  var notify: String?

  @Option(
    name: .customShort("b", allowingJoined: true),
    help: ArgumentHelp("m: read a message, which is the default.", valueName: "mode"))
  var mode: String?

  @Argument(help: "Addresses to send to.")
  var recipients: [String] = []

  func validate() throws {
    guard mode ?? "m" == "m" else {
      throw ValidationError("-b\(mode ?? "") is not known: only -bm, to read a message")
    }
    guard toHeader || !recipients.isEmpty else {
      throw ValidationError("give addresses to send to, or -t to take those of the message")
    }
  }

  func run() throws {
    do {
      let reader = try archive.openForReading()
      defer { reader.close() }
      let message = try SubmittedMessage.read(
        from: STDIN_FILENO, endsAtDot: !ignoreDots && !settings.contains("i"),
        in: reader.spillPlace)
      let account = try reader.sendingAccount(named: account, sender: from ?? message.author)
      let (id, report) = try Dispatch(reader, account, SendingOptions.standard).send(
        message, from: from, to: recipients + (toHeader ? message.recipients : []))
      guard report.show(of: id) else { throw Exit.unavailable }
    } catch let error as ArchiveError {
      Log.error("\(error)")
      switch error.code {
      case .mailbox: throw Exit.noInput
      case .configuration, .notAnArchive: throw Exit.configuration
      default: throw Exit.tryAgain
      }
    }
  }
}
