public import Archive

/// A mail provider: where its servers are, how one logs in, and what a person has to know. The entries
/// are in providers.txt.
public struct Provider: Equatable, Sendable {
  public let name: String
  let domains: [String]
  /// What the hosts of MX records of domains that it serves end in.
  let mailExchangers: [String]
  private let servers: [MailProtocol: Place]
  /// Servers for addresses at customers' own domains, where they differ.
  private let ownServers: [MailProtocol: Place]
  let login: Login
  let oauth: OAuthProvider?
  /// Why there is no POP3.
  public let noPOP3: String?
  private let notes: [(key: String, text: String)]
  /// What the sources leave open, as in "the POP3 server."; nil where nothing is.
  public let unsure: String?
  let sources: [String]

  /// Microsoft takes none any more; the others still take an app password of some accounts.
  var takesPasswords: Bool { oauth != .microsoft }

  /// What it takes as a user name.
  enum Login: String {
    case address, local, either
  }

  struct Place: Equatable, Sendable {
    let host: String
    let port: UInt16
    let security: TransportSecurity
  }

  public static func == (first: Provider, second: Provider) -> Bool { first.name == second.name }

  /// The server of an address.
  ///
  /// - Parameter mailProtocol: nil takes the one that shows more of the mailbox.
  /// - Returns: nil if it has none for the protocol.
  public func server(forAddress address: String, _ mailProtocol: MailProtocol?) -> MailServer? {
    let isOwn = !domains.contains(MailServer.domain(of: address))
    for each in MailServer.protocols(mailProtocol) {
      guard let place = (isOwn ? ownServers[each] : nil) ?? servers[each] else { continue }
      // A password goes over an encrypted connection, even if no source names it.
      let security = place.security == .none ? TransportSecurity.starttls : place.security
      var server = MailServer(
        place.host, port: place.port, security, mailProtocol: each, oauth: oauth)
      server.provider = self
      server.users = users(of: address)
      return server
    }
    return nil
  }

  /// User names to log in with, the likelier first.
  private func users(of address: String) -> [String] {
    let local = String(address.prefix { $0 != "@" })
    switch login {
    case .address: return [address, local]
    case .local: return [local, address]
    case .either: return [address, local]
    }
  }

  /// What a person must know before the login, a sentence or a few each.
  public func advice(_ mailProtocol: MailProtocol) -> [String] {
    var lines: [String] = []
    func add(_ key: String, _ beginning: String = "") {
      lines += notes.filter { $0.key == key }.map { beginning + $0.text }
    }
    add("first", "First: ")
    add("first-\(mailProtocol.rawValue)", "First: ")
    add("password", "Password: ")
    if login == .local { lines.append("User name: the part of the address before the @.") }
    if mailProtocol == .pop3 {
      let before = lines.count
      add("pop3-lacks", "POP3 does not bring: ")
      if lines.count == before {
        lines.append("POP3 brings the inbox only: not Sent, not your folders.")
      }
    }
    add("note")
    add("note-\(mailProtocol.rawValue)")
    if let unsure { lines.append("Not certain: \(unsure)") }
    return lines
  }

  func has(host: String) -> Bool {
    (Array(servers.values) + Array(ownServers.values)).contains { $0.host == host.lowercased() }
  }

  // MARK: All

  /// The providers in providers.txt, read on first use.
  static let all: [Provider] = parse(
    String(decoding: PackageResources.providers_txt, as: UTF8.self))

  private static let byDomain: [String: Provider] = all.reduce(into: [:]) { table, provider in
    for domain in provider.domains { table[domain] = provider }
  }

  public static func of(address: String) -> Provider? { byDomain[MailServer.domain(of: address)] }

  /// The provider that serves a domain by the hosts of its MX records.
  static func of(mailExchangers hosts: [String]) -> Provider? {
    for host in hosts {
      let labels = host.split(separator: ".")
      for start in labels.indices {
        let ending = labels[start...].joined(separator: ".")
        if let found = all.first(where: { $0.mailExchangers.contains(ending) }) { return found }
      }
      for start in labels.indices {
        if let found = byDomain[labels[start...].joined(separator: ".")] { return found }
      }
    }
    return nil
  }

  /// The provider of a server.
  public static func operating(host: String) -> Provider? {
    isLoopback(host) ? nil : all.first { $0.has(host: host) }
  }

  /// A server on this machine is the person's own, like Proton's Bridge.
  private static func isLoopback(_ host: String) -> Bool {
    host == "localhost" || host == "::1" || host.hasPrefix("127.")
  }
}

extension Provider {
  /// Entries in the form that the head of providers.txt describes. Lines that are not understood are left
  /// out, and found by a test.
  static func parse(_ text: String) -> [Provider] {
    var providers: [Provider] = []
    var lines: [Line] = []
    func end() {
      if let provider = Provider(lines) { providers.append(provider) }
      lines = []
    }
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split(separator: " ", maxSplits: 1)
      guard let key = words.first, let value = words.dropFirst().first else { continue }
      if key == "provider" { end() }
      lines.append((String(key), String(value)))
    }
    end()
    return providers
  }

  typealias Line = (key: String, text: String)

  static let keys: Set<String> = [
    "provider", "domains", "mx", "pop3", "imap", "own-pop3", "own-imap", "no-pop3", "login",
    "oauth",
    "first", "first-pop3", "first-imap", "password", "pop3-lacks", "note", "note-pop3", "note-imap",
    "unsure", "source",
  ]

  private init?(_ lines: [Line]) {
    func values(_ key: String) -> [String] { lines.filter { $0.key == key }.map(\.text) }
    func words(_ key: String) -> [String] {
      values(key).flatMap { $0.split(separator: " ").map(String.init) }
    }
    guard let name = values("provider").first else { return nil }
    self.name = name
    domains = words("domains")
    mailExchangers = words("mx")
    var places: [String: Place] = [:]
    for line in lines { places[line.key] = Place(line.text) }
    servers = [.pop3: places["pop3"], .imap: places["imap"]].compactMapValues(\.self)
    ownServers = [.pop3: places["own-pop3"], .imap: places["own-imap"]].compactMapValues(\.self)
    login = values("login").first.flatMap(Login.init) ?? .address
    oauth = values("oauth").first.flatMap(OAuthProvider.init)
    noPOP3 = values("no-pop3").first
    unsure = values("unsure").first
    sources = values("source")
    notes = lines
  }
}

extension Provider.Place {
  /// "imap.example.org:993 implicit"
  fileprivate init?(_ text: String) {
    let words = text.split(separator: " ")
    guard words.count == 2, let security = TransportSecurity(rawValue: String(words[1])) else {
      return nil
    }
    let (host, port) = MailServer.hostAndPort(String(words[0]))
    guard let port else { return nil }
    self.init(host: host, port: port, security: security)
  }
}
