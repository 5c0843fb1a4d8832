import FoundationEssentials

extension Configuration {
  /// Reads a `mailcask.toml`. A missing file is an empty one: an archive works without accounts.
  ///
  /// - Throws: `configuration` with file and line for anything that is not understood.
  public static func read(file: String) throws(ArchiveError) -> Configuration {
    guard FileManager.default.fileExists(atPath: file) else { return Configuration() }
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
    return try parse(text, file: file)
  }

  /// `file` is only named in errors.
  public static func parse(_ text: String, file: String) throws(ArchiveError) -> Configuration {
    let root = try SettingsTable.root(of: ConfigurationSource(file: file, text: text))
    try root.check(against: ["search", "saved", "accounts"])
    var configuration = Configuration()
    if let search = try root.subtable("search") {
      try search.check(against: SettingKey.search.map(\.name))
      if let languages = try search.textList("languages") {
        configuration.search.languages = languages
      }
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
    ]
    let given = sources.compactMap { $0 }
    guard given.count < 2 else {
      throw error(
        why: "[\(path)] names more than one place for the password",
        remedy: "Keep one of password_command, password_file, password_env.")
    }
    return given.first ?? .prompt
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
  init?(_ text: String) {
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
