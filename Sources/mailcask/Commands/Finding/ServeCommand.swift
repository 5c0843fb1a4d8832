import Archive
import ArgumentParser
import Serve
import StandardStreams

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Show the archive in any mail program that can start a program to speak IMAP.",
    discussion: """
      With --stdio it speaks IMAP4rev1 on its standard input and output, and lets whoever started it in: no port \
      is opened and no password is needed. mutt, neomutt, mbsync, OfflineIMAP and Gnus can use that. Nothing can \
      be changed through it, and programs are told so.

      Mailboxes are INBOX (the newest messages), All, Years, Accounts, Folders, Tags and Saved (searches of the \
      settings). Opening "Search/QUERY" shows what the query finds: "Search/from:ada has:attachment". How each \
      program is set up: mailcask help serve.

      Examples:
        neomutt: set tunnel = "mailcask serve --stdio"
        mbsync:  Tunnel "mailcask serve --stdio"
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Speak IMAP on standard input and output.")
  var stdio = false

  func validate() throws {
    if !stdio {
      throw ValidationError("--stdio is needed: serving at a port is not there yet")
    }
  }

  func run() throws {
    let archive = try archive.openWithDelivered()
    defer { archive.close() }
    let interruption = try Interruption(.whenSafe("nothing is lost"), watchesHangup: true)
    let channel = DescriptorChannel(input: 0, output: 1)
    ServeSession(try ServedArchive(archive), channel) {
      interruption.isRequested || interruption.takeHangup()
    }.run()
  }
}
