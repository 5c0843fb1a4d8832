extension Configuration {
  /// The commented file that `init` writes: every key, with what it means and an example.
  public static var template: String {
    """
    # Settings of this Mailcask archive. Lines that begin with # are comments: below, each key is
    # explained and shown with an example. Take the # off what you want to set, and check your
    # changes with: mailcask config check

    [search]
    \(commented(SettingKey.search))

    # What is read out of attachments.

    # [attachments]
    \(commented(SettingKey.attachments))

    # What encrypted mail is decrypted; see mailcask help decrypt.

    # [decrypt]
    \(commented(SettingKey.decrypt))

    # What mailcask serve does.

    # [serve]
    \(commented(SettingKey.serve))

    # Searches to use by name, here as saved:bills
    # [saved]
    # bills = "(invoice OR rechnung) has:attachment"

    # Rules tag mail as it comes in. There may be several, each under a heading of its own.

    # [[rules]]
    \(commented(SettingKey.rule))

    # One table for each mailbox to fetch from. The name (here: work) is yours to choose.

    # [accounts.work]
    \(commented(SettingKey.account))

    """
  }

  private static func commented(_ keys: [SettingKey]) -> String {
    keys.map { key in
      (wrapped(key.summary).map { "## \($0)" } + ["# \(key.name) = \(key.example)"])
        .joined(separator: "\n")
    }.joined(separator: "\n")
  }

  private static func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + word.count < 90 {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
