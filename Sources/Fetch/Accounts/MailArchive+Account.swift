public import Archive
import Text

extension MailArchive {
  /// All accounts, where there are any.
  ///
  /// - Parameter doing: what they are wanted for, for the error: "fetch".
  /// - Throws: `configuration` where there are none.
  public func someAccounts(to doing: String) throws(ArchiveError) -> [AccountSettings] {
    if let mistake = configuration.accountMistakes.first { throw mistake }
    guard !configuration.accounts.isEmpty else {
      throw ArchiveError(
        .configuration, doing, why: "\(location.configurationFile) describes no account",
        remedy: "Add one with: mailcask account add")
    }
    return configuration.accounts
  }

  /// - Parameter doing: what it is wanted for, for the error: "fetch from".
  /// - Throws: `configuration` with the nearest name that there is.
  public func account(named name: String, to doing: String) throws(ArchiveError) -> AccountSettings
  {
    let all = configuration.accounts
    if let account = configuration.account(named: name) { return account }
    if let mistake = configuration.accountMistakes.first { throw mistake }
    let near = nearestWord(to: name, among: all.map(\.name))
    let names = all.map(\.name).joined(separator: ", ")
    throw ArchiveError(
      .configuration, "\(doing) \"\(name)\"",
      why: "\(location.configurationFile) has no such account",
      remedy: near.map { "Did you mean \"\($0)\"?" }
        ?? (all.isEmpty ? "It has none: mailcask account add" : "It has: \(names)."))
  }
}
