import Archive
import ArgumentParser
import Fetch
import Presentation
import Serve
import StandardStreams
import Text
import Transfer
import Web

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Show the archive in any mail program, and take mail from a mail system.",
    discussion: """
      With --stdio it speaks IMAP4rev1 on its standard input and output, and lets whoever started it in: no port \
      is opened and no password is needed. mutt, neomutt, mbsync, OfflineIMAP and Gnus can use that. Nothing can \
      be changed through it, and programs are told so.

      Without it, it runs until it is stopped, and does what [serve] in the settings says: IMAP at a port of this \
      machine alone (user "archive", password in the archive's file serve-password; with --tls for programs that \
      insist on it, who then ask whether to trust the archive's own certificate), LMTP for a mail system that \
      delivers, the pages of mailcask web, and fetching.

      Mailboxes are INBOX (the newest messages), All, Years, Accounts, Folders, Tags and Saved (searches of the \
      settings). Opening "Search/QUERY" shows what the query finds: "Search/from:ada has:attachment". How each \
      program is set up: mailcask help serve.

      Examples:
        neomutt: set tunnel = "mailcask serve --stdio"
        mbsync:  Tunnel "mailcask serve --stdio"
        mailcask serve --imap 1430 --lmtp ~/mail/lmtp.sock --fetch 15m
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Speak IMAP on standard input and output.")
  var stdio = false

  @Option(help: ArgumentHelp("The port for mail programs; 0 for none.", valueName: "port"))
  var imap: UInt16?

  @Flag(help: "Speak TLS at the port for mail programs, with a certificate made for it.")
  var tls = false

  @Option(
    help: ArgumentHelp("A socket's path or a port for deliveries by LMTP.", valueName: "place"))
  var lmtp: String?

  @Option(help: ArgumentHelp("The port of the pages for a browser.", valueName: "port"))
  var web: UInt16?

  @Option(help: ArgumentHelp("Fetch new mail this often: 90s, 5m, 1h.", valueName: "interval"))
  var fetch: String?

  func validate() throws {
    if stdio, tls || imap != nil || lmtp != nil || web != nil || fetch != nil {
      throw ValidationError("--stdio cannot be combined with other places")
    }
    if let fetch, parseInterval(fetch) == nil {
      throw ValidationError("--fetch \(fetch): write an interval as in 90s, 5m or 1h")
    }
    if let lmtp, Door(lmtp) == nil {
      throw ValidationError("--lmtp \(lmtp): write a path with \"/\", or a port")
    }
  }

  func run() throws {
    let archive = try archive.openWithDelivered()
    defer { archive.close() }
    let interruption = try Interruption(.whenSafe("nothing is lost"), watchesHangup: true)
    guard !stdio else {
      let channel = DescriptorChannel(input: 0, output: 1)
      return ServeSession(try ServedArchive(archive), channel) {
        interruption.isRequested || interruption.takeHangup()
      }.run()
    }
    try ServeRounds(archive, settings(of: archive), isEncrypted: tls, interruption).run()
  }

  /// What the settings say, with what the command line says instead.
  private func settings(of archive: MailArchive) -> ServeSettings {
    var settings = archive.configuration.serve
    if let imap { settings.imap = imap == 0 ? nil : imap }
    settings.lmtp = lmtp ?? settings.lmtp
    settings.web = web ?? settings.web
    settings.fetch = fetch ?? settings.fetch
    return settings
  }
}
