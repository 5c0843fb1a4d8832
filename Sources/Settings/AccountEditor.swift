public import Errors

extension Configuration {
  /// Adds `[accounts.NAME]` at the end of a settings file; all that stands in it stays as it is.
  ///
  /// - Throws: `alreadyThere`, `configuration`, `fileSystem`; the file is unchanged then.
  public static func add(_ account: AccountSettings, to file: String) throws(ArchiveError) {
    let old = try read(file: file)
    guard old.account(named: account.name) == nil else {
      throw ArchiveError(
        .alreadyThere, "add account \(account.name)", why: "\(file) has it already",
        remedy: "Choose another name, or remove that one first.")
    }
    var text = try self.text(of: file)
    if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
    text += "\n[accounts.\(tomlKey(account.name))]\n"
    text += account.settingLines.map { "\($0.key) = \($0.value)\n" }.joined()
    guard let new = try? parse(text, file: file), new.account(named: account.name) != nil else {
      throw uneditable(file, "add account \(account.name)")
    }
    try write(text, to: file)
  }

  /// Changes the settings of an account in a settings file: only the lines of what is different, and all
  /// else that stands in it stays as it is.
  ///
  /// - Parameter account: under the name that it has there.
  /// - Throws: `notFound`, `configuration`, `fileSystem`; the file is unchanged then.
  public static func change(_ account: AccountSettings, in file: String) throws(ArchiveError) {
    let what = "change account \(account.name)"
    var expected = try read(file: file)
    guard let index = expected.accounts.firstIndex(where: { $0.name == account.name }) else {
      throw ArchiveError(.notFound, what, why: "\(file) has no such account")
    }
    let old = expected.accounts[index]
    expected.accounts[index] = account
    var lines = try text(of: file).split(separator: "\n", omittingEmptySubsequences: false)
    guard let table = table(of: account.name, in: lines) else { throw uneditable(file, what) }
    lines.replaceSubrange(
      table, with: changed(lines[table], from: old.settingLines, to: account.settingLines))
    let text = lines.joined(separator: "\n")
    // An account written in another way than as a table of its own is for a person to change.
    guard let new = try? parse(text, file: file), new == expected else {
      throw uneditable(file, what)
    }
    try write(text, to: file)
  }

  /// The lines below the head of an account's table, up to the next one.
  private static func table(of name: String, in lines: [Substring]) -> Range<Int>? {
    guard let head = lines.firstIndex(where: { isHead($0, of: name) }) else { return nil }
    let end = lines[(head + 1)...].firstIndex {
      $0.first { !$0.isWhitespace } == "["
    }
    return head + 1..<(end ?? lines.endIndex)
  }

  /// However the name is written there.
  private static func isHead(_ line: Substring, of name: String) -> Bool {
    guard line.first(where: { !$0.isWhitespace }) == "[",
      let root = try? SettingsTable.root(of: ConfigurationSource(file: "", text: String(line)))
    else { return false }
    return root.subtable("accounts")?.names == [name]
  }

  private static func changed(
    _ lines: ArraySlice<Substring>, from old: [SettingLine], to new: [SettingLine]
  ) -> [Substring] {
    var lines = Array(lines)
    for line in old where !new.contains(where: { $0.key == line.key }) {
      lines.removeAll { isSetting($0, of: line.key) }
    }
    for line in new where !old.contains(where: { $0 == line }) {
      var text = Substring("\(line.key) = \(line.value)")
      if let index = lines.firstIndex(where: { isSetting($0, of: line.key) }) {
        let before = old.first { $0.key == line.key }?.value
        text += comment(behind: before, in: lines[index])
        lines[index] = text
      } else {
        // Behind the last setting, before what belongs to the next table.
        let last = lines.lastIndex { line in
          line.first { !$0.isWhitespace }.map { $0 != "#" } ?? false
        }
        lines.insert(text, at: last.map { $0 + 1 } ?? 0)
      }
    }
    return lines
  }

  /// What stands on the line of a setting behind its value.
  private static func comment(behind value: String?, in line: Substring) -> Substring {
    guard let value, let start = line.firstRange(of: "= " + value)?.upperBound else { return "" }
    return line[start...]
  }

  /// Takes `[accounts.NAME]` out of a settings file, with the lines up to the next table.
  ///
  /// - Throws: `notFound`, `configuration`, `fileSystem`; the file is unchanged then.
  public static func remove(account name: String, from file: String) throws(ArchiveError) {
    let old = try read(file: file)
    guard old.account(named: name) != nil else {
      throw ArchiveError(.notFound, "remove account \(name)", why: "\(file) has no such account")
    }
    let text = without(account: name, try self.text(of: file))
    var expected = old
    expected.accounts.removeAll { $0.name == name }
    // An account written in another way than as a table of its own is for a person to remove.
    guard let new = try? parse(text, file: file), new == expected else {
      throw uneditable(file, "remove account \(name)")
    }
    try write(text, to: file)
  }

  private static func without(account name: String, _ text: String) -> String {
    var kept: [Substring] = []
    var isInside = false
    // Comments and empty lines above the next table belong to that.
    var undecided: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let bare = line.filter { !" \t\r\"'".contains($0) }
      if bare.hasPrefix("[") {
        let wasInside = isInside
        isInside = isHead(line, of: name)
        if wasInside, !isInside { kept += undecided }
        undecided = []
      }
      if !isInside {
        kept.append(line)
      } else if bare.isEmpty || bare.hasPrefix("#") {
        undecided.append(line)
      } else {
        undecided = []
      }
    }
    return kept.joined(separator: "\n")
  }
}

/// One line of a table.
struct SettingLine: Equatable {
  let key: String
  /// As TOML.
  let value: String
}

extension AccountSettings {
  /// What differs from the defaults, as lines of TOML.
  var settingLines: [SettingLine] {
    var lines: [SettingLine] = []
    func add(_ key: String, _ value: String?) {
      if let value { lines.append(SettingLine(key: key, value: value)) }
    }
    func add(_ key: String, _ texts: [String]) {
      if !texts.isEmpty { add(key, "[" + texts.map(tomlText).joined(separator: ", ") + "]") }
    }
    if mailProtocol != .pop3 { add("protocol", tomlText(mailProtocol.rawValue)) }
    add("host", tomlText(host))
    add("port", "\(port)")
    if security != .implicit { add("tls", tomlText(security.rawValue)) }
    add("user", tomlText(user))
    lines += secret.settingLines(for: mailProtocol)
    add("auth", mechanism.map(tomlText))
    add("ca_file", certificateAuthorityFile.map(tomlText))
    add("pin", pins)
    add("client_certificate", clientCertificateFile.map(tomlText))
    add("proxy", proxy.map(tomlText))
    add("folders", folders)
    add("skip_folders", skippedFolders)
    add("compress", compresses.map { "\($0)" })
    if connections != 1 { add("connections", "\(connections)") }
    if onServer != .keep { add("on_server", tomlText(onServer.displayText)) }
    add("max_size", maximumBytes.map { tomlText("\($0)") })
    if order != .oldest { add("order", tomlText(order.rawValue)) }
    add("session_limit", sessionLimit.map { "\($0)" })
    add("since", since.map { tomlText(day(of: $0)) })
    if listSizes != .compare { add("list_sizes", tomlText(listSizes.rawValue)) }
    if let submission { lines += submission.settingLines }
    add("identities", identities)
    if !isEnabled { add("enabled", "false") }
    return lines
  }
}

extension SecretSource {
  fileprivate func settingLines(for mailProtocol: MailProtocol) -> [SettingLine] {
    func line(_ key: String, _ value: String) -> [SettingLine] {
      [SettingLine(key: key, value: tomlText(value))]
    }
    return switch self {
    case .command(let command): line("password_command", command)
    case .file(let path): line("password_file", path)
    case .environment(let name): line("password_env", name)
    case .keyring(let words): line("password_keyring", words.joined(separator: " "))
    case .prompt: []
    case .oauth(let settings): settings.settingLines(for: mailProtocol)
    }
  }
}

extension OAuthSettings {
  fileprivate func settingLines(for mailProtocol: MailProtocol) -> [SettingLine] {
    let provider =
      OAuthProvider.allCases.first { $0.preset(for: mailProtocol).tokenURL == tokenURL } ?? .custom
    let preset = provider.preset(for: mailProtocol)
    var lines: [SettingLine] = []
    func add(_ key: String, _ value: String?, unless preset: String? = nil) {
      guard let value, value != preset else { return }
      lines.append(SettingLine(key: key, value: tomlText(value)))
    }
    add("oauth", provider.rawValue)
    add("oauth_client_id", clientID)
    add("oauth_client_secret", clientSecret)
    add("oauth_token_url", tokenURL, unless: preset.tokenURL)
    add("oauth_device_url", deviceURL, unless: preset.deviceURL)
    add("oauth_authorize_url", authorizeURL, unless: preset.authorizeURL)
    add("oauth_scope", scope, unless: preset.scope)
    add("oauth_refresh_command", refreshCommand)
    return lines
  }
}

extension SubmissionSettings {
  fileprivate var settingLines: [SettingLine] {
    let usual: UInt16 = security == .implicit ? 465 : 587
    var lines = [SettingLine(key: "smtp_host", value: tomlText(host))]
    if port != usual { lines.append(SettingLine(key: "smtp_port", value: "\(port)")) }
    if security != .implicit {
      lines.append(SettingLine(key: "smtp_tls", value: tomlText(security.rawValue)))
    }
    if let user { lines.append(SettingLine(key: "smtp_user", value: tomlText(user))) }
    if let passwordCommand {
      lines.append(SettingLine(key: "smtp_password_command", value: tomlText(passwordCommand)))
    }
    return lines
  }
}

extension ServerPolicy {
  /// As `on_server` takes it.
  public var displayText: String {
    switch self {
    case .keep: "keep"
    case .delete: "delete"
    case .deleteAfter(let days): "delete after \(days)d"
    case .keepNewest(let count): "keep newest \(count)"
    }
  }
}
