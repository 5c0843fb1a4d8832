import Archive

extension Topic {
  /// The keys of `mailcask.toml`, from the definitions that the reader checks it by.
  static var settings: Topic {
    let tables: [(String, [SettingKey])] = [
      ("[search]", SettingKey.search), ("[attachments]", SettingKey.attachments),
      ("[decrypt]", SettingKey.decrypt), ("[serve]", SettingKey.serve),
      ("[[rules]]", SettingKey.rule), ("[accounts.NAME]", SettingKey.account),
    ]
    let keys = tables.flatMap { heading, keys in
      [
        Block.heading(heading),
        .terms(
          keys.map {
            ("\($0.name) = \($0.example)", "\($0.summary) Takes \($0.kind.displayText).")
          }),
      ]
    }
    return Topic(
      name: "settings", page: ("mailcask.toml", 5), abstract: "The settings of an archive.",
      blocks: [
        .paragraph(
          """
          mailcask.toml is a TOML file in the archive's directory. mailcask init writes one that \
          explains every key. mailcask config check reports all mistakes with their lines; unknown \
          keys are mistakes. Settings run commands, so they are obeyed only if the file belongs to you \
          or to root and nobody else may write to it; see mailcask help trust.
          """),
        .heading("Example"),
        .literal([
          "[accounts.work]", "protocol = \"imap\"", "host = \"imap.example.org\"",
          "user = \"ada@example.org\"", "password_command = \"pass show mail/ada\"", "", "[saved]",
          "bills = \"invoice OR rechnung\"",
        ]),
      ] + keys + [
        .heading("[saved]"),
        .paragraph(
          "Searches by name: with bills = \"invoice OR rechnung\", saved:bills stands for that query."
        ),
      ])
  }
}
