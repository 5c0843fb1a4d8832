import FoundationEssentials
import Glibc
import Search
import Store

extension Configuration {
  /// Reads a `mailcask.toml`. A missing file is an empty one: an archive works without accounts.
  ///
  /// - Throws: `configuration` with file and line for anything that is not understood.
  public static func read(file: String) throws(ArchiveError) -> Configuration {
    guard let text = try text(of: file) else { return Configuration() }
    return try parse(text, file: file)
  }

  /// Reads as `read` does, and looks also at what else is only looked at when it is used.
  public static func check(file: String) throws(ArchiveError) -> Configuration {
    guard let text = try text(of: file) else { return Configuration() }
    let configuration = try parse(text, file: file)
    let saved = configuration.search.saved
    for (name, query) in saved.sorted(by: { $0.key < $1.key }) {
      do { _ = try QueryParser.parse(query, QueryContext(now: currentTime()) { saved[$0] }) } catch
      {
        let source = ConfigurationSource(file: file, text: text)
        throw source.error(
          line: source.line(ofKey: name, inTable: "saved", 0),
          why: "the search \"\(name)\" cannot be understood: \(error)")
      }
    }
    return configuration
  }

  /// Nil where there is no file.
  private static func text(of file: String) throws(ArchiveError) -> String? {
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    guard let data = FileManager.default.contents(atPath: file) else {
      throw ArchiveError(
        .configuration, "read \(file)", why: "it cannot be opened",
        remedy: "Check its owner and permissions.")
    }
    guard data.count <= Limits.configurationOctets, let text = String(data: data, encoding: .utf8)
    else {
      throw ArchiveError(
        .configuration, "read \(file)", why: "it is no UTF-8 text of reasonable length",
        remedy: "See mailcask init for a file to start from.")
    }
    return text
  }

  /// `file` is only named in errors.
  public static func parse(_ text: String, file: String) throws(ArchiveError) -> Configuration {
    let root = try SettingsTable.root(of: ConfigurationSource(file: file, text: text))
    try root.check(against: ["search", "saved", "rules", "accounts"])
    var configuration = Configuration()
    if let search = try root.subtable("search") {
      try search.check(against: SettingKey.search.map(\.name))
      if let languages = try search.textList("languages") {
        if let unknown = languages.first(where: { !SearchLanguage.isKnown($0) }) {
          throw search.error(
            "languages", why: "no word forms are known of \"\(unknown)\"",
            remedy: "Use codes such as \"en\", \"de\" or \"fr\".")
        }
        configuration.search.languages = languages
      }
    }
    configuration.rules = try root.subtables("rules").map { table throws(ArchiveError) in
      try TagRule(table: table)
    }
    if let saved = try root.subtable("saved") {
      for name in saved.names { configuration.search.saved[name] = try saved.text(name) }
    }
    if let accounts = try root.subtable("accounts") {
      for name in accounts.names {
        guard let table = try accounts.subtable(name) else { continue }
        configuration.accounts.append(try AccountSettings(name: name, table: table))
      }
    }
    return configuration
  }
}

extension TagRule {
  init(table: SettingsTable) throws(ArchiveError) {
    try table.check(against: SettingKey.rule.map(\.name))
    query = try table.required("query", like: "from:shop.example.org")
    do { _ = try QueryParser.parse(query, QueryContext(now: currentTime())) } catch {
      throw table.error("query", why: "\(error)")
    }
    tags = try table.textList("tags") ?? []
    guard !tags.isEmpty else {
      throw table.error(
        why: "[[\(table.path)]] has no \"tags\"", remedy: "Add a line such as: tags = [\"orders\"]")
    }
    if let wrong = tags.first(where: { TagName($0) == nil }) {
      throw table.error(
        "tags", why: "\"\(wrong)\" can be no tag",
        remedy: "Use letters, digits and signs, without white space; not + or - first.")
    }
  }
}

extension AccountSettings {
  init(name: String, table: SettingsTable) throws(ArchiveError) {
    try table.check(against: SettingKey.account.map(\.name))
    let security = try table.choice("tls", TransportSecurity.self) ?? .implicit
    self.init(
      name: name, host: try table.required("host", like: "pop.example.org"),
      port: try table.port() ?? (security == .implicit ? 995 : 110), security: security,
      user: try table.required("user", like: "ada@example.org"), secret: try table.secret())
    mechanism = try table.text("auth")
    certificateAuthorityFile = try table.text("ca_file")
    pins = try table.textList("pin") ?? []
    clientCertificateFile = try table.text("client_certificate")
    proxy = try table.text("proxy")
    onServer = try table.serverPolicy()
    maximumOctets = try table.octets("max_size")
    order = try table.choice("order", FetchOrder.self) ?? .oldest
    sessionLimit = try table.positive("session_limit")
    since = try table.day("since")
    isEnabled = try table.boolean("enabled") ?? true
  }
}

extension SettingsTable {
  fileprivate func required(_ name: String, like example: String) throws(ArchiveError) -> String {
    guard let text = try text(name), !text.isEmpty else {
      throw error(
        why: "[\(path)] has no \"\(name)\"", remedy: "Add a line such as: \(name) = \"\(example)\"")
    }
    // RFC 1939 commands are lines: an end of line in an argument would be a second command.
    guard !text.utf8.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 }) else {
      throw error(name, why: "\"\(name)\" holds an end of line or a NUL")
    }
    return text
  }

  fileprivate func port() throws(ArchiveError) -> UInt16? {
    guard let number = try integer("port") else { return nil }
    guard let port = UInt16(exactly: number), port > 0 else {
      throw error("port", why: "\(number) is no port", remedy: "Ports are 1 to 65535.")
    }
    return port
  }

  fileprivate func positive(_ name: String) throws(ArchiveError) -> Int? {
    guard let number = try integer(name) else { return nil }
    guard number > 0 else { throw error(name, why: "\"\(name)\" must be more than 0") }
    return number
  }

  fileprivate func octets(_ name: String) throws(ArchiveError) -> Int? {
    guard let text = try text(name) else { return nil }
    guard let octets = parseOctets(text) else {
      throw error(
        name, why: "\"\(text)\" is no size", remedy: "Write a number with K, M or G, as in \"50M\"."
      )
    }
    return octets
  }

  fileprivate func secret() throws(ArchiveError) -> SecretSource {
    let sources: [SecretSource?] = [
      try text("password_command").map(SecretSource.command),
      try text("password_file").map(SecretSource.file),
      try text("password_env").map(SecretSource.environment),
      try keyring(), try oauth().map(SecretSource.oauth),
    ]
    let given = sources.compactMap { $0 }
    guard given.count < 2 else {
      throw error(
        why: "[\(path)] names more than one place for the password",
        remedy:
          "Keep one of password_command, password_file, password_env, password_keyring, oauth."
      )
    }
    return given.first ?? .prompt
  }

  private func keyring() throws(ArchiveError) -> SecretSource? {
    guard let text = try text("password_keyring") else { return nil }
    let words = text.split(separator: " ").map(String.init)
    guard !words.isEmpty, words.count.isMultiple(of: 2), !text.hasPrefix("-") else {
      throw error(
        "password_keyring", why: "\"\(text)\" is no list of attributes and values",
        remedy: "Write pairs, as in \"service mailcask account work\".")
    }
    return .keyring(words)
  }

  /// The provider's preset with what the table says instead.
  private func oauth() throws(ArchiveError) -> OAuthSettings? {
    guard let provider = try choice("oauth", OAuthProvider.self) else { return nil }
    let preset = provider.preset
    func needed(_ key: String, _ preset: String?) throws(ArchiveError) -> String {
      if let value = try text(key) ?? preset { return value }
      throw error(
        why: "[\(path)] has no \"\(key)\"",
        remedy: "oauth = \"\(provider.rawValue)\" needs it: \(provider.clientAdvice)")
    }
    return OAuthSettings(
      clientID: try needed("oauth_client_id", preset.clientID),
      clientSecret: try text("oauth_client_secret"),
      tokenURL: try needed("oauth_token_url", preset.tokenURL),
      deviceURL: try text("oauth_device_url") ?? preset.deviceURL,
      scope: try needed("oauth_scope", preset.scope),
      refreshCommand: try text("oauth_refresh_command"))
  }

  fileprivate func day(_ name: String) throws(ArchiveError) -> Int64? {
    guard let text = try text(name) else { return nil }
    guard let time = parseDay(text) else {
      throw error(
        name, why: "\"\(text)\" is no day",
        remedy: "Write \"2024-01-31\", or \"30d\" for 30 days ago."
      )
    }
    return time
  }

  fileprivate func serverPolicy() throws(ArchiveError) -> ServerPolicy {
    guard let text = try text("on_server") else { return .keep }
    guard let policy = ServerPolicy(text) else {
      throw error(
        "on_server", why: "\"\(text)\" is not understood",
        remedy: "Write \"keep\", \"delete\", \"delete after 30d\" or \"keep newest 1000\".")
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

/// "50M" → octets; K, M, G are powers of 1,024; nil where it is no size or too large.
public func parseOctets(_ text: String) -> Int? {
  let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
  let unit = text.last.flatMap { units[Character($0.uppercased())] }
  guard let number = Int(unit == nil ? text[...] : text.dropLast()), number > 0 else { return nil }
  let (octets, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
  return overflow ? nil : octets
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
