public import Errors
import Files
import Foundation

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

  /// Adds a saved search to a settings file; all that stands in it stays as it is.
  ///
  /// - Throws: `alreadyThere`, `configuration`, `fileSystem`; the file is unchanged then.
  public static func save(
    query: String, as name: String, to file: String
  ) throws(ArchiveError) {
    let what = "save the search \(name)"
    guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || "-_.".contains($0) })
    else {
      throw ArchiveError(
        .configuration, what, why: "the name is not a word",
        remedy: "Use letters, digits, hyphens and underscores.")
    }
    let old = try readToleratingAccounts(file: file)
    guard old.search.saved[name] == nil else {
      throw ArchiveError(
        .alreadyThere, what, why: "\(file) has one of that name", remedy: "Choose another name.")
    }
    var lines = try text(of: file).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    let line = "\(tomlKey(name)) = \(tomlText(query))"
    let table = lines.firstIndex { line in
      line.prefix { $0 != "#" }.filter { !" \t\r".contains($0) } == "[saved]"
    }
    if let table {
      lines.insert(line, at: table + 1)
    } else {
      while lines.last?.isEmpty == true { lines.removeLast() }
      lines += ["", "[saved]", line, ""]
    }
    let text = lines.joined(separator: "\n")
    var expected = old.search.saved
    expected[name] = query
    guard let new = try? parse(text, file: file), new.search.saved == expected else {
      throw uneditable(file, what)
    }
    try write(text, to: file)
  }

  /// Takes a saved search out of a settings file; all else that stands in it stays as it is.
  ///
  /// - Throws: `notFound`, `configuration`, `fileSystem`; the file is unchanged then.
  public static func remove(saved name: String, from file: String) throws(ArchiveError) {
    let what = "remove the saved search \(name)"
    let old = try readToleratingAccounts(file: file)
    guard old.search.saved[name] != nil else {
      throw ArchiveError(.notFound, what, why: "\(file) has no such search")
    }
    var expected = old.search.saved
    expected[name] = nil
    let lines = try text(of: file).split(separator: "\n", omittingEmptySubsequences: false)
    // One whose query goes over several lines, or that is written in another way, is for a person.
    for index in lines.indices where isSetting(lines[index], of: name) {
      var rest = lines
      rest.remove(at: index)
      let text = rest.joined(separator: "\n")
      guard let new = try? parse(text, file: file), new.search.saved == expected else { continue }
      return try write(text, to: file)
    }
    throw uneditable(file, what)
  }

  private static func isSetting(_ line: Substring, of name: String) -> Bool {
    let key = line.prefix { $0 != "=" }.filter { !" \t\"'".contains($0) }
    return key == name && key.count < line.count
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
        isInside = bare.prefix { $0 != "]" } == "[accounts.\(name.filter { !" \t".contains($0) })"
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

  private static func text(of file: String) throws(ArchiveError) -> String {
    do {
      let bytes = try SmallFile.readIfThere(FilePath(file), limit: Limits.configurationBytes)
      return String(decoding: bytes ?? [], as: UTF8.self)
    } catch { throw ArchiveError(error) }
  }

  private static func write(_ text: String, to file: String) throws(ArchiveError) {
    do { try SmallFile.replace(FilePath(file), Array(text.utf8)) } catch {
      throw ArchiveError(error)
    }
  }

  private static func uneditable(_ file: String, _ what: String) -> ArchiveError {
    ArchiveError(
      .configuration, what, why: "\(file) is written in a way that is not safe to change",
      remedy: "Change it by hand.")
  }
}

extension AccountSettings {
  /// What differs from the defaults, as lines of TOML.
  var settingLines: [(key: String, value: String)] {
    var lines: [(String, String)] = []
    func add(_ key: String, _ value: String?) { if let value { lines.append((key, value)) } }
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
    if !isEnabled { add("enabled", "false") }
    return lines
  }
}

extension SecretSource {
  fileprivate func settingLines(for mailProtocol: MailProtocol) -> [(String, String)] {
    switch self {
    case .command(let command): return [("password_command", tomlText(command))]
    case .file(let path): return [("password_file", tomlText(path))]
    case .environment(let name): return [("password_env", tomlText(name))]
    case .keyring(let words):
      return [("password_keyring", tomlText(words.joined(separator: " ")))]
    case .prompt: return []
    case .oauth(let settings): return settings.settingLines(for: mailProtocol)
    }
  }
}

extension OAuthSettings {
  fileprivate func settingLines(for mailProtocol: MailProtocol) -> [(String, String)] {
    let provider =
      OAuthProvider.allCases.first { $0.preset(for: mailProtocol).tokenURL == tokenURL } ?? .custom
    let preset = provider.preset(for: mailProtocol)
    var lines = [("oauth", tomlText(provider.rawValue)), ("oauth_client_id", tomlText(clientID))]
    if let clientSecret { lines.append(("oauth_client_secret", tomlText(clientSecret))) }
    if tokenURL != preset.tokenURL { lines.append(("oauth_token_url", tomlText(tokenURL))) }
    if let deviceURL, deviceURL != preset.deviceURL {
      lines.append(("oauth_device_url", tomlText(deviceURL)))
    }
    if scope != preset.scope { lines.append(("oauth_scope", tomlText(scope))) }
    if let refreshCommand { lines.append(("oauth_refresh_command", tomlText(refreshCommand))) }
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

/// A basic string (TOML 1.0).
private func tomlText(_ text: String) -> String {
  let escaped = text.unicodeScalars.map { scalar in
    switch scalar {
    case "\"", "\\": "\\\(scalar)"
    case _ where scalar.value < 0x20 || scalar.value == 0x7F:
      "\\u" + String(repeating: "0", count: scalar.value < 16 ? 3 : 2)
        + String(scalar.value, radix: 16)
    default: String(scalar)
    }
  }
  return "\"" + escaped.joined() + "\""
}

private func tomlKey(_ name: String) -> String {
  let isBare = name.allSatisfy {
    $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_")
  }
  return isBare && !name.isEmpty ? name : tomlText(name)
}
