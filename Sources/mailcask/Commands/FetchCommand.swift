import Archive
import ArgumentParser

struct FetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Download new mail over POP3.",
    discussion: """
      Fetches from the accounts named, or from all that are enabled in mailcask.toml. Mail stays on \
      the server unless the account's on_server says otherwise, and nothing is deleted there \
      before its very octets are safe on this disk.

      Example: mailcask fetch work
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Store only; the next search or fetch indexes.")
  var noIndex = false

  @Flag(help: "Show the dialogue with the server, passwords masked.")
  var trace = false

  @Argument(help: "Accounts, as named in mailcask.toml.")
  var accounts: [String] = []

  func run() throws {
    let archive = try archive.openForWriting()
    let chosen = try chooseAccounts(in: archive)
    var failed = false
    let indexed = try archive.indexing(unless: noIndex, notice: note) { committed in
      for account in chosen {
        if !fetch(account, archive, committed) { failed = true }
      }
    }
    if indexed > 0 { Console.line("Indexed \(counted(indexed, "message")).") }
    if failed { throw partlyFailed }
  }

  /// Whether all went well; what did not is told here, so that the other accounts go on.
  private func fetch(
    _ account: AccountSettings, _ archive: MailArchive, _ committed: @escaping @Sendable () -> Void
  ) -> Bool {
    var options = MailArchive.FetchOptions()
    options.prompt = askSecretly
    options.committed = committed
    if trace { options.trace = { note($0) } }
    do {
      let report = try archive.fetch(from: account, options: options)
      Console.line(visible(report.inWords))
      for refusal in report.refused { note("\(account.name): not sent by the server: \(refusal)") }
      return report.isComplete
    } catch {
      note("\(account.name): \(error)")
      return false
    }
  }

  private func chooseAccounts(in archive: MailArchive) throws -> [AccountSettings] {
    let all = archive.configuration.accounts
    let file = archive.location.configurationFile
    guard !all.isEmpty else {
      throw ArchiveError(
        .configuration, "fetch", why: "\(file) describes no account",
        remedy: "Add an [accounts.NAME] table to it; the comments there show how.")
    }
    guard !accounts.isEmpty else { return all.filter(\.isEnabled) }
    return try accounts.map { name in
      guard let account = archive.configuration.account(named: name) else {
        let near = nearestWord(to: name, among: all.map(\.name))
        throw ArchiveError(
          .configuration, "fetch from \"\(name)\"", why: "\(file) has no such account",
          remedy: near.map { "Did you mean \"\($0)\"?" }
            ?? "It has: \(all.map(\.name).joined(separator: ", ")).")
      }
      return account
    }
  }
}

extension FetchReport {
  /// "work: 36 on the server, 36 new (24 KB)".
  var inWords: String {
    var parts = ["\(account): \(listed) on the server"]
    parts.append("\(totals.stored) new (\(humanSize(totals.octets)))")
    if known > 0 { parts.append("\(known) fetched before") }
    if totals.copies > 0 { parts.append("\(totals.copies) already in the archive") }
    if totals.rejected > 0 { parts.append("\(totals.rejected) not taken in") }
    if tooLarge > 0 { parts.append("\(tooLarge) left there as too large") }
    if postponed > 0 { parts.append("\(postponed) left for the next run") }
    if deleted > 0 { parts.append("\(deleted) deleted there") }
    return parts.joined(separator: ", ")
  }
}
