import Archive
import ArgumentParser
import Fetch
import Foundation
import Text

struct AccountAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Describe a mailbox to fetch from, try the login, and write it to mailcask.toml.",
    discussion: """
      Asks for whatever the options leave open. The server is found from the address: large \
      providers are known, for others the usual host names are tried. A password that you type is \
      kept in the desktop keyring (--keyring) or in a file in the archive that only you can read.

      Example: mailcask account add
      Example: mailcask account add work --address ada@example.org --password-command "pass work"
      """)

  @OptionGroup var archive: ArchiveOption

  @Option(help: "The mail address.")
  var address: String?
  @Option(
    name: .customLong("protocol"),
    help: ArgumentHelp(
      "imap or pop3. Default: IMAP where the provider is known to have it, POP3 for --host.",
      valueName: "protocol"),
    transform: oneOf)
  var mailProtocol: MailProtocol?
  @Option(help: "The server. Default: found from the address.")
  var host: String?
  @Option(help: "The server's port. Default: IMAP 993, POP3 995; 143 and 110 without implicit TLS.")
  var port: UInt16?
  @Option(help: "How the connection is encrypted: implicit, starttls or none.", transform: oneOf)
  var tls: TransportSecurity?
  @Option(help: "The user name. Default: the address.")
  var user: String?
  @Option(help: "A shell command that prints the password.")
  var passwordCommand: String?
  @Option(help: "A file with the password.")
  var passwordFile: String?
  @Option(help: "An environment variable with the password.")
  var passwordEnv: String?
  @Flag(help: "Read the password from standard input.")
  var passwordStdin = false
  @Flag(help: "Keep the password in the desktop keyring.")
  var keyring = false
  @Option(help: "Log in with OAuth2: google or microsoft.", transform: oneOf)
  var oauth: OAuthProvider?
  @Option(help: "The client ID registered with the OAuth2 provider.")
  var oauthClientId: String?
  @Option(help: "The client secret, if the registration has one.")
  var oauthClientSecret: String?
  @Option(help: "Certificates (PEM) to trust instead of the system's.")
  var caFile: String?
  @Option(help: "Trust only the certificate with this SHA-256 fingerprint.")
  var pin: [String] = []
  @Option(help: "keep, delete, \"delete after 30d\" or \"keep newest 1000\".")
  var onServer: String = "keep"
  @Option(
    help: ArgumentHelp(
      "Fetch only mail that arrived on this day or later: 2024-01-31, or 30d.",
      valueName: "day"))
  var since: String?
  @Flag(help: "Save the account without testing the login.")
  var noTest = false

  @Argument(help: "A name for the account. Default: the part of the address before @.")
  var name: String?

  func validate() throws {
    _ = try policy
    _ = try firstDay
  }

  func run() throws {
    let archive = try archive.openForReading()
    var account = try describe(in: archive)
    try prove(&account, archive)
    try Configuration.add(account, to: archive.location.configurationFile)
    Console.line(
      terminalSafe(
        "Added account \(account.name); mail on the server: \(account.onServer.displayText)."))
    Console.line(terminalSafe("Next: mailcask fetch \(account.name)"))
  }

  /// Tests the login. A password that was typed can be typed again, and the user name changed: many
  /// servers want only the part before the @.
  private func prove(_ account: inout AccountSettings, _ archive: MailArchive) throws {
    let isTyped = account.secret == .prompt
    var attempts = Self.attempts
    while true {
      if isTyped { account.secret = try keep(askPassword(), account, archive) }
      do { return try test(account, archive) } catch {
        MailArchive.forgetSecrets(account: account.name, in: archive.location)
        attempts -= 1
        let failure = ArchiveError(any: error)
        guard isTyped, !passwordStdin, attempts > 0, failure.code == .credentials else {
          throw error
        }
        Log.error("\(failure)")
        let name = mailcask.ask("User name (\(account.user) unless you type another): ")
        if let name, !name.isEmpty { account.user = name }
      }
    }
  }

  /// Some servers lock an account that is tried more often.
  private static let attempts = 3

  private func test(_ account: AccountSettings, _ archive: MailArchive) throws {
    guard !noTest else { return }
    if case .oauth = account.secret { try logIn(account, archive, refreshToken: nil) }
    try archive.test(account)
    Log.info("the login at \(account.host) works")
  }

  // MARK: What the account is

  private func describe(in archive: MailArchive) throws -> AccountSettings {
    let address = try address ?? ask("Mail address: ", option: "--address")
    let name = name ?? String(address.prefix { $0 != "@" })
    guard archive.configuration.account(named: name) == nil else {
      throw ArchiveError(
        .alreadyThere, "add account \(name)", why: "an account of that name exists",
        remedy: "Give another name: mailcask account add NAME")
    }
    let server = try server(of: address)
    var account = AccountSettings(
      name: name, server.mailProtocol, host: server.host, port: server.port,
      security: server.security, user: user ?? address,
      secret: try secret(server.oauth, server.mailProtocol))
    account.onServer = try policy
    guard account.mailProtocol == .pop3 || account.onServer == .keep else {
      throw ValidationError("--on-server \(onServer): with IMAP, mail always stays on the server")
    }
    account.certificateAuthorityFile = caFile.map {
      ArchiveLocation.absolute($0, from: FileManager.default.currentDirectoryPath)
    }
    account.pins = pin
    account.since = try firstDay
    return account
  }

  private var policy: ServerPolicy {
    get throws {
      guard let policy = ServerPolicy(onServer) else {
        throw ValidationError(
          "--on-server \(onServer): write keep, delete, \"delete after 30d\" or \"keep newest 1000\""
        )
      }
      return policy
    }
  }

  private var firstDay: Int64? {
    get throws {
      try since.map { text in
        guard let day = parseDay(text) else {
          throw ValidationError("--since \(text): write a day as in 2024-01-31, or 30d")
        }
        return day
      }
    }
  }

  private func server(of address: String) throws -> MailServer {
    if let host { return server(named: host) }
    if let known = MailServer.known(forAddress: address, mailProtocol) {
      if mailProtocol == nil, known.mailProtocol == .imap {
        Log.info("taking IMAP, which shows all folders; --protocol pop3 takes the inbox alone")
      }
      if let advice = known.advice { Log.error(advice) }
      return MailServer(
        known.host, port: port ?? known.port, tls ?? known.security,
        mailProtocol: known.mailProtocol, oauth: oauth ?? known.oauth)
    }
    Log.info("looking for the server of \(address)")
    if var found = MailServer.find(forAddress: address, mailProtocol) {
      Log.info("found \(found.host):\(found.port)")
      found.oauth = oauth
      return found
    }
    Log.info("no server found under the usual names")
    let name = (mailProtocol ?? .pop3).displayText
    return server(named: try ask("\(name) server, as host or host:port: ", option: "--host"))
  }

  /// By a host as a person writes it. Ports 110 and 143 are those of STARTTLS (RFC 2595 §2), all others
  /// are taken for implicit TLS (RFC 8314 §3) unless the options say otherwise.
  private func server(named text: String) -> MailServer {
    let (host, written) = MailServer.hostAndPort(text)
    let port = port ?? written
    let isUsual = port.map { [143, 993].contains($0) } ?? false
    return MailServer(
      host, port: port, tls ?? (port == 110 || port == 143 ? .starttls : .implicit),
      mailProtocol: mailProtocol ?? (isUsual ? .imap : .pop3), oauth: oauth)
  }

  // MARK: Secrets

  private func secret(
    _ provider: OAuthProvider?, _ mailProtocol: MailProtocol
  ) throws -> SecretSource {
    let given: [SecretSource] = [
      passwordCommand.map(SecretSource.command),
      passwordFile.map {
        .file(ArchiveLocation.absolute($0, from: FileManager.default.currentDirectoryPath))
      },
      passwordEnv.map(SecretSource.environment),
    ].compactMap { $0 }
    if let source = given.first { return source }
    guard let provider, !passwordStdin, !keyring else { return .prompt }
    let clientID = try oauthClientId ?? ask("OAuth2 client id: ", option: "--oauth-client-id")
    return .oauth(
      try OAuthSettings(
        provider, for: mailProtocol, clientID: clientID, clientSecret: oauthClientSecret))
  }

  private func askPassword() throws -> String {
    let password = passwordStdin ? readLine() : askSecretly("Password: ")
    guard let password, !password.isEmpty else {
      throw ArchiveError(
        .credentials, "add an account", why: "no password was given",
        remedy: "Use --password-stdin, --password-command, --password-file or --password-env.")
    }
    return password
  }

  private func keep(
    _ password: String, _ account: AccountSettings, _ archive: MailArchive
  ) throws -> SecretSource {
    try keyring
      ? MailArchive.keepInKeyring(password, forAccount: account.name)
      : archive.keepPassword(password, forAccount: account.name)
  }

  /// A line from standard input, after a question on standard error.
  private func ask(_ question: String, option: String) throws -> String {
    Console.showOnTerminal(question)
    guard let line = readLine(), !line.isEmpty else {
      throw ArchiveError(
        .configuration, "add an account", why: "\"\(question)\" was not answered",
        remedy: "Answer it, or give \(option).")
    }
    return line
  }
}

/// An option that takes one of a few words.
private func oneOf<Word: RawRepresentable & CaseIterable>(_ text: String) throws -> Word
where Word.RawValue == String {
  guard let word = Word(rawValue: text) else {
    let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError(
      "\"\(text)\" is not one of \(words)"
        + didYouMean(text, among: Word.allCases.map(\.rawValue)))
  }
  return word
}
