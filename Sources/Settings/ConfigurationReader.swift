import Bytes
public import Errors
import Files
import FoundationEssentials
import Glibc
import Mail
import Search

extension Configuration {
  /// Reads a `mailcask.toml`. A missing file is an empty one: an archive works without accounts.
  ///
  /// - Throws: `configuration` with file and line for anything that is not understood.
  public static func read(file: String) throws(ArchiveError) -> Configuration {
    guard let text = try text(of: file) else { return Configuration() }
    return try parse(text, file: file)
  }

  /// Reads as `read` does, but leaves accounts with mistakes out and keeps the mistakes.
  ///
  /// - Throws: `configuration` for mistakes elsewhere.
  package static func readToleratingAccounts(file: String) throws(ArchiveError) -> Configuration {
    guard let text = try text(of: file) else { return Configuration() }
    let source = ConfigurationSource(file: file, text: text)
    var configuration = try read(source)
    let (wrong, otherwise) = source.ofAccounts
    if let otherwise { throw otherwise }
    configuration.accountMistakes = wrong.map(\.mistake)
    let tables = Set(wrong.map(\.table))
    configuration.accounts.removeAll { tables.contains("accounts.\($0.name)") }
    return configuration
  }

  /// Reads as `read` does, looks also at what else is only looked at when it is used, and tells all
  /// mistakes in the order of the file.
  public static func check(
    file: String
  ) -> (configuration: Configuration, mistakes: [ArchiveError]) {
    do {
      guard let text = try text(of: file) else { return (Configuration(), []) }
      let source = ConfigurationSource(file: file, text: text)
      let configuration = try read(source)
      configuration.search.checkSaved(source)
      return (configuration, source.mistakes)
    } catch { return (Configuration(), [error]) }
  }

  /// Nil where there is no file.
  private static func text(of file: String) throws(ArchiveError) -> String? {
    let text: String?
    do {
      guard
        let bytes = try SmallFile.readIfThere(FilePath(file), limit: Limits.configurationBytes)
      else { return nil }
      // Editors on other systems begin a file with a byte order mark.
      let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
      text = String(
        validating: bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...],
        as: UTF8.self)
    } catch {
      guard error.code == .tooLarge else {
        throw ArchiveError(
          .configuration, "read \(file)", why: "it cannot be opened: \(error.cause)",
          remedy: "Check its owner and permissions.")
      }
      text = nil
    }
    guard let text else {
      throw ArchiveError(
        .configuration, "read \(file)", why: "it is no UTF-8 text of reasonable length",
        remedy: "See mailcask init for a file to start from.")
    }
    return text
  }

  /// `file` is only named in errors.
  public static func parse(_ text: String, file: String) throws(ArchiveError) -> Configuration {
    let source = ConfigurationSource(file: file, text: text)
    let configuration = try read(source)
    if let first = source.firstMistake { throw first }
    return configuration
  }

  /// Mistakes are noted with the source; what they leave out is as if it were not there.
  ///
  /// - Throws: what is not TOML.
  private static func read(_ source: ConfigurationSource) throws(ArchiveError) -> Configuration {
    let root = try SettingsTable.root(of: source)
    root.check(against: ["search", "attachments", "decrypt", "serve", "saved", "rules", "accounts"])
    var configuration = Configuration()
    if let search = root.subtable("search") {
      search.check(against: SettingKey.search.map(\.name))
      configuration.search.languages =
        search.languages("languages") ?? configuration.search.languages
    }
    if let attachments = root.subtable("attachments") {
      attachments.check(against: SettingKey.attachments.map(\.name))
      configuration.attachments.read = attachments.boolean("read") ?? true
      configuration.attachments.ocr = attachments.textList("ocr") ?? []
      for name in configuration.attachments.ocr
      where name.isEmpty
        || !name.utf8.allSatisfy({
          Byte.isLetter($0) || Byte.isDigit($0) || $0 == UInt8(ascii: "_")
        })
      {
        attachments.note(
          "ocr", why: "\"\(name)\" is no language of tesseract",
          remedy: "Use codes such as \"eng\", \"deu\" or \"chi_sim\".")
      }
    }
    if let decrypt = root.subtable("decrypt") {
      decrypt.check(against: SettingKey.decrypt.map(\.name))
      configuration.decrypt.pgp = decrypt.boolean("pgp") ?? false
      configuration.decrypt.smime = decrypt.text("smime")
      configuration.decrypt.smimePasswordCommand = decrypt.text("smime_password_command")
    }
    if let serve = root.subtable("serve") { configuration.serve = ServeSettings(table: serve) }
    configuration.rules = root.subtables("rules").map(TagRule.init)
    if let saved = root.subtable("saved") {
      for name in saved.names { configuration.search.saved[name] = saved.text(name) }
    }
    if let accounts = root.subtable("accounts") {
      configuration.accounts = accounts.names.compactMap { name in
        accounts.subtable(name).map { AccountSettings(name: name, table: $0) }
      }
    }
    return configuration
  }
}

extension SearchSettings {
  fileprivate func checkSaved(_ source: ConfigurationSource) {
    for (name, query) in saved {
      do { _ = try QueryParser.parse(query, QueryContext(now: currentTime()) { saved[$0] }) } catch
      {
        source.note(
          line: source.line(ofKey: name, inTable: "saved", 0),
          why: "the search \"\(name)\" cannot be understood: \(error.text.explanation)")
      }
    }
  }
}

extension ServeSettings {
  fileprivate init(table: SettingsTable) {
    table.check(against: SettingKey.serve.map(\.name))
    self.init()
    if table.integer("imap") == 0 { imap = nil } else { imap = table.port("imap") ?? imap }
    lmtp = table.text("lmtp")
    web = table.port("web")
    fetch = table.text("fetch")
  }
}

extension TagRule {
  fileprivate init(table: SettingsTable) {
    table.check(against: SettingKey.rule.map(\.name))
    let query = table.required("query", like: "from:shop.example.org")
    do { _ = try QueryParser.parse(query, QueryContext(now: currentTime())) } catch {
      table.note("query", why: error.text.explanation)
    }
    let tags = table.textList("tags")
    if tags?.isEmpty ?? !table.names.contains("tags") {
      table.note(
        why: "[[\(table.path)]] has no \"tags\"", remedy: "Add a line such as: tags = [\"orders\"]")
    }
    for wrong in tags ?? [] where TagName(wrong) == nil {
      table.note(
        "tags", why: "\"\(wrong)\" can be no tag",
        remedy: "Use letters, digits and signs, without white space; not + or - first.")
    }
    self.init(query: query, tags: tags ?? [])
  }
}

extension AccountSettings {
  fileprivate init(name: String, table: SettingsTable) {
    table.check(against: SettingKey.account.map(\.name))
    let mailProtocol = table.choice("protocol", MailProtocol.self) ?? .pop3
    let security = table.choice("tls", TransportSecurity.self) ?? .implicit
    self.init(
      name: name, mailProtocol, host: table.required("host", like: "pop.example.org"),
      port: table.port() ?? mailProtocol.port(security), security: security,
      user: table.required("user", like: "ada@example.org"),
      secret: table.secret(for: mailProtocol))
    mechanism = table.text("auth")
    certificateAuthorityFile = table.text("ca_file")
    pins = table.textList("pin") ?? []
    clientCertificateFile = table.text("client_certificate")
    proxy = table.text("proxy")
    onServer = table.serverPolicy(for: mailProtocol)
    maximumBytes = table.bytes("max_size")
    order = table.choice("order", FetchOrder.self) ?? .oldest
    sessionLimit = table.positive("session_limit")
    since = table.day("since")
    listSizes = table.choice("list_sizes", ListSizes.self) ?? .compare
    folders = table.textList("folders") ?? []
    skippedFolders = table.textList("skip_folders") ?? []
    compresses = table.boolean("compress")
    connections = table.positive("connections") ?? 1
    if connections > Limits.connections {
      table.note(
        "connections", why: "\(connections) connections at once are more than servers take",
        remedy: "Write a number from 1 to \(Limits.connections).")
    }
    if mailProtocol != .imap {
      for key in ["folders", "skip_folders"] where table.names.contains(key) {
        table.note(
          key, why: "\(mailProtocol.displayText) has no folders",
          remedy: "Write protocol = \"imap\" to fetch by folders.")
      }
    }
    isEnabled = table.boolean("enabled") ?? true
    submission = table.submission()
    identities = table.textList("identities") ?? []
    for wrong in identities where !wrong.contains("@") || wrong.contains(where: \.isWhitespace) {
      table.note(
        "identities", why: "\"\(wrong)\" is no address",
        remedy: "Write addresses alone, as in [\"ada@example.org\"].")
    }
  }
}

extension SettingsTable {
  fileprivate func required(_ name: String, like example: String) -> String {
    let text = text(name)
    if text?.isEmpty ?? !names.contains(name) {
      note(
        why: "[\(path)] has no \"\(name)\"", remedy: "Add a line such as: \(name) = \"\(example)\"")
    }
    // RFC 1939 commands are lines: an end of line in an argument would be a second command.
    if let text, text.utf8.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 }) {
      note(name, why: "\"\(name)\" holds an end of line or a NUL")
    }
    return text ?? ""
  }

  /// Where mail is handed in; nil without "smtp_host".
  fileprivate func submission() -> SubmissionSettings? {
    guard let host = text("smtp_host"), !host.isEmpty else {
      for key in ["smtp_port", "smtp_tls", "smtp_user", "smtp_password_command"]
      where names.contains(key) {
        note(key, why: "\"\(key)\" needs \"smtp_host\"")
      }
      return nil
    }
    let security = choice("smtp_tls", TransportSecurity.self) ?? .implicit
    return SubmissionSettings(
      host: host, port: port("smtp_port") ?? (security == .implicit ? 465 : 587),
      security: security, user: text("smtp_user"), passwordCommand: text("smtp_password_command"))
  }

  fileprivate func port(_ key: String = "port") -> UInt16? {
    guard let number = integer(key) else { return nil }
    guard let port = UInt16(exactly: number), port > 0 else {
      note(key, why: "\(number) is no port", remedy: "Ports are 1 to 65535.")
      return nil
    }
    return port
  }

  fileprivate func positive(_ name: String) -> Int? {
    guard let number = integer(name) else { return nil }
    guard number > 0 else {
      note(name, why: "\"\(name)\" must be more than 0")
      return nil
    }
    return number
  }

  fileprivate func bytes(_ name: String) -> Int? {
    guard let text = text(name) else { return nil }
    guard let bytes = parseBytes(text) else {
      note(
        name, why: "\"\(text)\" is no size", remedy: "Write a number with K, M or G, as in \"50M\"."
      )
      return nil
    }
    return bytes
  }

  fileprivate func secret(for mailProtocol: MailProtocol) -> SecretSource {
    let sources: [SecretSource?] = [
      text("password_command").map(SecretSource.command),
      text("password_file").map(SecretSource.file),
      text("password_env").map(SecretSource.environment),
      keyring(), oauth(for: mailProtocol).map(SecretSource.oauth),
    ]
    let given = sources.compactMap { $0 }
    if given.count > 1 {
      note(
        why: "[\(path)] names more than one place for the password",
        remedy:
          "Keep one of password_command, password_file, password_env, password_keyring, oauth."
      )
    }
    return given.first ?? .prompt
  }

  private func keyring() -> SecretSource? {
    guard let text = text("password_keyring") else { return nil }
    let words = text.split(separator: " ").map(String.init)
    guard !words.isEmpty, words.count.isMultiple(of: 2), !text.hasPrefix("-") else {
      note(
        "password_keyring", why: "\"\(text)\" is no list of attributes and values",
        remedy: "Write pairs, as in \"service mailcask account work\".")
      return nil
    }
    return .keyring(words)
  }

  /// The provider's preset with what the table says instead.
  private func oauth(for mailProtocol: MailProtocol) -> OAuthSettings? {
    guard let provider = choice("oauth", OAuthProvider.self) else { return nil }
    let preset = provider.preset(for: mailProtocol, sends: names.contains("smtp_host"))
    func needed(_ key: String, _ preset: String?) -> String {
      if let value = text(key) ?? preset { return value }
      if !names.contains(key) {
        note(
          why: "[\(path)] has no \"\(key)\"",
          remedy: "oauth = \"\(provider.rawValue)\" needs it: \(provider.clientAdvice)")
      }
      return ""
    }
    return OAuthSettings(
      clientID: needed("oauth_client_id", preset.clientID),
      clientSecret: text("oauth_client_secret"),
      tokenURL: needed("oauth_token_url", preset.tokenURL),
      deviceURL: text("oauth_device_url") ?? preset.deviceURL,
      authorizeURL: text("oauth_authorize_url") ?? preset.authorizeURL,
      scope: needed("oauth_scope", preset.scope),
      refreshCommand: text("oauth_refresh_command"))
  }

  fileprivate func languages(_ name: String) -> [String]? {
    let languages = textList(name)
    for unknown in languages ?? [] where !SearchLanguage.isKnown(unknown) {
      note(
        name, why: "no word forms are known of \"\(unknown)\"",
        remedy: "Use codes such as \"en\", \"de\" or \"fr\".")
    }
    return languages
  }

  fileprivate func day(_ name: String) -> Int64? {
    guard let text = text(name) else { return nil }
    guard let time = parseDay(text) else {
      note(
        name, why: "\"\(text)\" is no day",
        remedy: "Write \"2024-01-31\", or \"30d\" for 30 days ago."
      )
      return nil
    }
    return time
  }

  fileprivate func serverPolicy(for mailProtocol: MailProtocol) -> ServerPolicy {
    guard let text = text("on_server") else { return .keep }
    if mailProtocol == .imap, ServerPolicy(text) != .keep {
      note(
        "on_server", why: "with IMAP, mail always stays on the server",
        remedy: "Write on_server = \"keep\", or leave it out.")
      return .keep
    }
    guard let policy = ServerPolicy(text) else {
      note(
        "on_server", why: "\"\(text)\" is not understood",
        remedy: "Write \"keep\", \"delete\", \"delete after 30d\" or \"keep newest 1000\".")
      return .keep
    }
    return policy
  }
}

extension ServerPolicy {
  /// "keep", "delete", "delete after 30d" (or "30 days"), "keep newest 1000".
  public init?(_ text: String) {
    let words = text.split(separator: " ")
    switch (words.first, words.dropFirst().first, words.count) {
    case ("keep", nil, _): self = .keep
    case ("delete", nil, _): self = .delete
    case ("delete", "after", 3...4):
      let days = words[2].hasSuffix("d") ? words[2].dropLast() : words[2]
      guard let count = Int(days), count > 0, words.count == 3 || words[3] == "days" else {
        return nil
      }
      self = .deleteAfter(days: count)
    case ("keep", "newest", 3):
      guard let count = Int(words[2]), count > 0 else { return nil }
      self = .keepNewest(count: count)
    default: return nil
    }
  }
}

/// "50M" → bytes; K, M, G are powers of 1,024; nil where it is no size or too large.
public func parseBytes(_ text: String) -> Int? {
  let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
  let unit = text.last.flatMap { units[Character($0.uppercased())] }
  guard let number = Int(unit == nil ? text[...] : text.dropLast()), number > 0 else { return nil }
  let (bytes, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
  return overflow ? nil : bytes
}

/// The local calendar's day of a time in seconds since 1970, as `parseDay` takes it: "2024-01-31".
func day(of time: Int64) -> String {
  var parts = unsafe tm()
  var seconds = time_t(time)
  unsafe localtime_r(&seconds, &parts)
  let numbers = unsafe [parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday]
  return numbers.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: "-")
}

/// "2024-01-31" (its beginning on the local calendar) or "30d" ago → seconds since 1970.
public func parseDay(_ text: String) -> Int64? {
  if text.hasSuffix("d"), let days = Int64(text.dropLast()), (0...100_000).contains(days) {
    return currentTime() - days * 86_400
  }
  let numbers = text.split(separator: "-", omittingEmptySubsequences: false).map { Int32($0) }
  guard numbers.count == 3, let year = numbers[0], let month = numbers[1], let day = numbers[2],
    (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day)
  else { return nil }
  var parts = unsafe tm()
  unsafe parts.tm_year = year - 1900
  unsafe parts.tm_mon = month - 1
  unsafe parts.tm_mday = day
  unsafe parts.tm_isdst = -1
  let time = unsafe mktime(&parts)
  // mktime makes 31 February a day in March.
  return unsafe parts.tm_mday == day ? Int64(time) : nil
}
