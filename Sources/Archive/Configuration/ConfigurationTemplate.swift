extension Configuration {
  /// The commented file that `init` writes: every key, with what it means and an example.
  public static var template: String {
    """
    # Settings of this Mailcask archive. Lines that begin with # are comments; each key below
    # shows an example. Check your changes with: mailcask config check

    [search]
    \(commented(SettingKey.search))

    # Searches to use by name, here as saved:bills
    # [saved]
    # bills = "(invoice OR rechnung) has:attachment"

    # One table for each mailbox to fetch from; the name (here: work) is yours to choose.
    # [accounts.work]
    \(commented(SettingKey.account))
    """
  }

  private static func commented(_ keys: [SettingKey]) -> String {
    keys.map { "# \($0.name) = \($0.example)   # \($0.summary)" }.joined(separator: "\n") + "\n"
  }
}
