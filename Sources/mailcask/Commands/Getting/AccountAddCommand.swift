import Archive
import ArgumentParser
import Fetch
import Foundation
import StandardStreams
import Text

struct AccountAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Describe a mailbox to fetch from, try the login, and write it to mailcask.toml.",
    discussion: """
      Asks for whatever the options leave open. The server is found from the address: \
      a hundred providers are known; of other domains, it is found by the provider that \
      takes their mail, by what they announce (SRV records, autoconfig), or by the usual host \
      names. If the login fails, only what was wrong is asked for again. A password that you type \
      is kept in the desktop keyring (--keyring) or in a file in the archive that only you can \
      read.

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
  @Option(
    help: "The user name. Default: the address, or the part before the @ where that is the login.")
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
  @Option(
    help: "Log in with OAuth2: google, microsoft, yahoo, aol or att.", transform: oneOf)
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
    var account = AccountSettings.empty
    var questions = AccountQuestions(archive: archive)
    do {
      try describe(&account, &questions)
      try prove(&account, &questions)
    } catch {
      remind(of: account)
      throw error
    }
    try Configuration.add(account, to: archive.location.configurationFile)
    Console.line(
      terminalSafe(
        "Added account \(account.name); mail on the server: \(account.onServer.displayText)."))
    Console.line(terminalSafe("Next: mailcask fetch \(account.name)"))
  }

  /// Tests the login until it works; after a failure, what was wrong is asked for again.
  private func prove(
    _ account: inout AccountSettings, _ questions: inout AccountQuestions
  ) throws {
    let isTyped = account.secret == .prompt
    let archive = questions.archive
    var asksPassword = isTyped
    while true {
      if asksPassword { account.secret = try keep(askPassword(), account, archive) }
      do { return try test(account, archive) } catch {
        let failure = ArchiveError(any: error)
        let next =
          passwordStdin && failure.code == .credentials
          ? .giveUp : questions.mend(&account, after: failure)
        guard case .again(let password) = next else {
          MailArchive.forgetSecrets(account: account.name, in: archive.location)
          guard failure.certificateFingerprint != nil else { throw error }
          // The fingerprint is on the screen. A command with it would be copied without a look.
          throw ArchiveError(
            .certificate, "add account \(account.name)",
            why: "the certificate of \(account.host) is not trusted", remedy: "Nothing was saved.")
        }
        asksPassword = isTyped && password
      }
    }
  }

  /// So that nothing has to be answered twice.
  private func remind(of account: AccountSettings) {
    guard Console.errorIsTerminal, !account.host.isEmpty else { return }
    var words = ["mailcask", "account", "add", account.name]
    words += ["--protocol", account.mailProtocol.rawValue, "--host", account.host]
    words += ["--port", "\(account.port)", "--tls", account.security.rawValue]
    words += ["--user", account.user]
    if let address { words += ["--address", address] }
    let command = words.map { $0.contains(where: \.isWhitespace) ? "'\($0)'" : $0 }
    Log.info("to go on from here: \(command.joined(separator: " "))")
  }

  private func test(_ account: AccountSettings, _ archive: MailArchive) throws {
    guard !noTest else { return }
    if case .oauth(let settings) = account.secret {
      try logIn(
        account, archive,
        refreshToken: settings.deviceURL == nil && settings.authorizeURL == nil
          ? ask("Refresh token: ", option: "--no-test, then mailcask account login") : nil)
    }
    let advice = try archive.tryOut(account)
    Log.info("the login at \(account.host) works")
    for line in advice { Log.info(line) }
  }

  // MARK: What the account is

  private func describe(
    _ account: inout AccountSettings, _ questions: inout AccountQuestions
  ) throws {
    let address = try address ?? ask("Mail address: ", option: "--address")
    let name = try freeName(
      name ?? String(address.prefix { $0 != "@" }), questions.archive.configuration)
    let server = try server(of: address)
    questions.users = server.users
    account = AccountSettings(
      name: name, server.mailProtocol, host: server.host, port: server.port,
      security: server.security, user: user ?? server.users.first ?? address, secret: .prompt)
    account.secret = try secret(server.oauth, server.mailProtocol)
    account.onServer = try policy
    guard account.mailProtocol == .pop3 || account.onServer == .keep else {
      throw ValidationError("--on-server \(onServer): with IMAP, mail always stays on the server")
    }
    account.certificateAuthorityFile = caFile.map {
      ArchiveLocation.absolute($0, from: FileManager.default.currentDirectoryPath)
    }
    account.pins = pin
    if !pin.isEmpty, let provider = Provider.operating(host: account.host) {
      throw ArchiveError(
        .certificate, "add account \(name)",
        why: "\(provider.name) has good certificates, which change: none is to be pinned",
        remedy:
          "Leave out --pin. If the certificate is not trusted, do not log in from this network.")
    }
    account.since = try firstDay
  }

  /// The name, or another where it is taken.
  private func freeName(_ name: String, _ configuration: Configuration) throws -> String {
    var name = name
    while configuration.account(named: name) != nil {
      guard isatty(STDIN_FILENO) == 1,
        let other = StandardStreams.ask("There is an account \(name). Another name: "),
        !other.isEmpty
      else {
        throw ArchiveError(
          .alreadyThere, "add account \(name)", why: "an account of that name exists",
          remedy: "Give another name: mailcask account add NAME")
      }
      name = other
    }
    return name
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
    let choice = ServerChoice(mailProtocol, port: port, tls, oauth: oauth)
    if let host { return choice.named(host) }
    if let known = try choice.known(forAddress: address) { return told(of: known) }
    Log.info("looking for the server of \(address)")
    if let found = choice.found(forAddress: address), try isRight(found) {
      Log.info("found \(found.host):\(found.port)")
      return told(of: found)
    }
    Log.info("no server found by MX, SRV, autoconfig and the usual names")
    let (server, isThere) = choice.answering(
      try ask("Server, as host or host:port: ", option: "--host"))
    if isThere { Log.info("\(server.mailProtocol.displayText) answers at port \(server.port)") }
    return server
  }

  /// Says what a person has to know of a provider's server.
  private func told(of server: MailServer) -> MailServer {
    guard let provider = server.provider else { return server }
    Log.info("\(provider.name): \(server.host), \(server.mailProtocol.displayText)")
    if mailProtocol == nil, server.mailProtocol == .imap {
      Log.info("taking IMAP, which shows all folders; --protocol pop3 takes the inbox alone")
    }
    for line in provider.advice(server.mailProtocol) { Log.info(line) }
    return server
  }

  /// Asks whether a server that nothing vouches for is the right one.
  private func isRight(_ server: MailServer) throws -> Bool {
    guard server.isUnconfirmed else { return true }
    let answer = StandardStreams.ask(
      "The domain names the server \(server.host), which is not its own. Is that right? [y/N] ")
    return ["y", "yes"].contains(answer?.lowercased())
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
    let clientID = try oauthClientId ?? provider.clientID ?? askClientID(provider)
    return .oauth(
      try OAuthSettings(
        provider, for: mailProtocol, clientID: clientID, clientSecret: oauthClientSecret))
  }

  private func askClientID(_ provider: OAuthProvider) throws -> String {
    for line in ClientGuide.lines(provider) { Console.writeError(line) }
    return try ask("OAuth2 client id: ", option: "--oauth-client-id")
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
    // The next line of standard input is the password, and must go nowhere else.
    guard !passwordStdin else {
      throw ArchiveError(
        .configuration, "add an account",
        why: "\"\(question)\" cannot be asked while standard input is the password",
        remedy: "Give \(option).")
    }
    Console.showOnTerminal(question)
    guard let line = readLine(), !line.isEmpty else {
      throw ArchiveError(
        .configuration, "add an account", why: "\"\(question)\" was not answered",
        remedy: "Answer it, or give \(option).")
    }
    return line
  }
}

extension AccountSettings {
  /// Before anything is known.
  fileprivate static var empty: AccountSettings {
    AccountSettings(
      name: "", .pop3, host: "", port: 0, security: .implicit, user: "", secret: .prompt)
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
