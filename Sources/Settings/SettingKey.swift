/// One key that `mailcask.toml` may hold. From these tables come the check for unknown keys, the
/// commented file that `init` writes, and the documentation: one definition, so they cannot differ.
public struct SettingKey: Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    case text
    case integer
    case boolean
    case textList
    case choice([String])

    public var displayText: String {
      switch self {
      case .text: "text in quotes"
      case .integer: "a whole number"
      case .boolean: "true or false"
      case .textList: "a list of texts, such as [\"one\", \"two\"]"
      case .choice(let words): "one of " + words.map { "\"\($0)\"" }.joined(separator: ", ")
      }
    }
  }

  public let name: String
  public let kind: Kind
  /// A sentence for the commented file and the manual.
  public let summary: String
  /// A TOML value, shown commented out.
  public let example: String
}

extension SettingKey {
  /// Keys of `[search]`.
  public static let search: [SettingKey] = [
    SettingKey(
      name: "languages", kind: .textList,
      summary: """
        Languages whose word forms find each other (invoice, invoices). Unless given, \
        English, German and any other language common in the archive.
        """,
      example: "[\"en\", \"de\"]")
  ]

  /// Keys of `[attachments]`.
  public static let attachments: [SettingKey] = [
    SettingKey(
      name: "read", kind: .boolean,
      summary:
        "false leaves the text of PDF files and other documents to mailcask read-attachments.",
      example: "true"),
    SettingKey(
      name: "ocr", kind: .textList,
      summary: """
        Languages of scanned pages and pictures, which tesseract reads; that takes seconds a page. \
        Without this they are not read.
        """,
      example: "[\"deu\", \"eng\"]"),
  ]

  /// Keys of `[decrypt]`.
  public static let decrypt: [SettingKey] = [
    SettingKey(
      name: "pgp", kind: .boolean,
      summary: """
        Decrypt OpenPGP mail by gpg, so that searches find what it says. The decrypted text and the \
        session keys then lie in the archive and in its backups.
        """,
      example: "true"),
    SettingKey(
      name: "smime", kind: .text,
      summary: """
        Decrypt S/MIME mail with the private keys and certificates in this file (PEM or PKCS #12). The \
        same goes for its text.
        """,
      example: "\"/home/ada/.config/smime-key.pem\""),
    SettingKey(
      name: "smime_password_command", kind: .text,
      summary: "A shell command that prints the passphrase of these keys on its first line.",
      example: "\"pass show smime\""),
  ]

  /// Keys of `[serve]`.
  public static let serve: [SettingKey] = [
    SettingKey(
      name: "imap", kind: .integer,
      summary: "The port for mail programs, at 127.0.0.1 and ::1; 0 for none. 1430 unless given.",
      example: "1430"),
    SettingKey(
      name: "lmtp", kind: .text,
      summary: "A socket's path, or a port at 127.0.0.1 and ::1, for a mail system that delivers.",
      example: "\"/home/ada/mail/lmtp.sock\""),
    SettingKey(
      name: "web", kind: .integer, summary: "The port of the pages for a browser.",
      example: "8425"),
    SettingKey(
      name: "fetch", kind: .text, summary: "Fetch new mail this often: 90s, 5m, 1h.",
      example: "\"15m\""),
  ]

  /// Keys of `[[rules]]`.
  public static let rule: [SettingKey] = [
    SettingKey(
      name: "query", kind: .text, summary: "Which new messages, as mailcask search finds them.",
      example: "\"from:shop.example.org\""),
    SettingKey(
      name: "tags", kind: .textList, summary: "What they are tagged with.",
      example: "[\"orders\", \"receipts\"]"),
  ]

  /// Keys of `[accounts.NAME]`.
  public static let account: [SettingKey] = [
    SettingKey(
      name: "protocol", kind: .choice(MailProtocol.allCases.map(\.rawValue)),
      summary: "POP3: the inbox. IMAP: all folders, read-only.",
      example: "\"imap\""),
    SettingKey(
      name: "host", kind: .text, summary: "The server.", example: "\"imap.example.org\""),
    SettingKey(
      name: "port", kind: .integer,
      summary:
        "Unless given: POP3 995 for implicit TLS, 110 otherwise; IMAP 993 and 143.",
      example: "993"),
    SettingKey(
      name: "tls", kind: .choice(TransportSecurity.allCases.map(\.rawValue)),
      summary: "Clear text only where the network itself is safe.", example: "\"implicit\""),
    SettingKey(
      name: "user", kind: .text, summary: "The name to log in with.",
      example: "\"ada@example.org\""),
    SettingKey(
      name: "password_command", kind: .text,
      summary: "A shell command that prints the password on its first line.",
      example: "\"pass show mail/ada\""),
    SettingKey(
      name: "password_file", kind: .text,
      summary: "A file with the password; nobody else may be able to read it (chmod 600).",
      example: "\"/home/ada/.config/mail-password\""),
    SettingKey(
      name: "password_env", kind: .text,
      summary: "An environment variable that holds the password.", example: "\"MAIL_PASSWORD\""),
    SettingKey(
      name: "password_keyring", kind: .text,
      summary: "The desktop keyring's attributes of the password, as secret-tool takes them.",
      example: "\"service mailcask account work\""),
    SettingKey(
      name: "oauth", kind: .choice(OAuthProvider.allCases.map(\.rawValue)),
      summary: "Log in with OAuth2 instead of a password; see mailcask account login.",
      example: "\"microsoft\""),
    SettingKey(
      name: "oauth_client_id", kind: .text,
      summary: "The program's id, from its registration with the provider.",
      example: "\"00000000-0000-0000-0000-000000000000\""),
    SettingKey(
      name: "oauth_client_secret", kind: .text,
      summary: "Google gives one with the id; not a secret of yours.", example: "\"GOCSPX-…\""),
    SettingKey(
      name: "oauth_token_url", kind: .text, summary: "The provider's token endpoint.",
      example: "\"https://login.example.org/token\""),
    SettingKey(
      name: "oauth_device_url", kind: .text,
      summary: "The provider's device authorization endpoint (RFC 8628).",
      example: "\"https://login.example.org/device\""),
    SettingKey(
      name: "oauth_authorize_url", kind: .text,
      summary: """
        The provider's page on which you allow the access, where there is no device endpoint; the \
        browser must run on this machine (RFC 8252).
        """,
      example: "\"https://login.example.org/authorize\""),
    SettingKey(
      name: "oauth_scope", kind: .text, summary: "What permission to ask for.",
      example: "\"mail offline_access\""),
    SettingKey(
      name: "oauth_refresh_command", kind: .text,
      summary: "A shell command that prints the refresh token, instead of a file in the archive.",
      example: "\"pass show mail/ada-token\""),
    SettingKey(
      name: "auth", kind: .text,
      summary:
        "A SASL mechanism, \"user\" or \"apop\"; the best that the server offers unless given.",
      example: "\"SCRAM-SHA-256\""),
    SettingKey(
      name: "ca_file", kind: .text,
      summary: "Certificates (PEM) to trust instead of the system's.",
      example: "\"/etc/ssl/company.pem\""),
    SettingKey(
      name: "pin", kind: .textList,
      summary: "SHA-256 fingerprints; a server with one of them is trusted, no other.",
      example: "[\"9f86d081…\"]"),
    SettingKey(
      name: "client_certificate", kind: .text,
      summary: "Certificate and key (PEM in one file) to show to the server.",
      example: "\"/home/ada/.config/mail.pem\""),
    SettingKey(
      name: "proxy", kind: .text, summary: "Go through SOCKS5 or HTTP CONNECT.",
      example: "\"socks5://localhost:9050\""),
    SettingKey(
      name: "folders", kind: .textList,
      summary: "With IMAP: only folders with these names; * stands for any text. All unless given.",
      example: "[\"INBOX\", \"Lists/*\"]"),
    SettingKey(
      name: "skip_folders", kind: .textList, summary: "With IMAP: folders to leave out.",
      example: "[\"Trash\", \"Junk*\"]"),
    SettingKey(
      name: "compress", kind: .boolean,
      summary:
        "With IMAP: compress what goes over the network. Unless given, where the server is far.",
      example: "true"),
    SettingKey(
      name: "connections", kind: .integer,
      summary:
        "With IMAP: connections at once, 1 to 8, for servers that are slow in each. 1 unless given.",
      example: "3"),
    SettingKey(
      name: "on_server", kind: .text,
      summary:
        "What happens to mail on the server once it is safe here: \"keep\", \"delete\", "
        + "\"delete after 30d\" or \"keep newest 1000\". IMAP: always \"keep\".",
      example: "\"keep\""),
    SettingKey(
      name: "max_size", kind: .text,
      summary: "Larger messages stay on the server and are reported.", example: "\"50M\""),
    SettingKey(
      name: "order", kind: .choice(FetchOrder.allCases.map(\.rawValue)),
      summary: "Which mail to fetch first.", example: "\"oldest\""),
    SettingKey(
      name: "session_limit", kind: .integer,
      summary: "Maximum number of new messages in one run.", example: "5000"),
    SettingKey(
      name: "since", kind: .text,
      summary: "Only mail that reached the mailbox on this day or later; or \"30d\".",
      example: "\"2024-01-31\""),
    SettingKey(
      name: "list_sizes", kind: .choice(ListSizes.allCases.map(\.rawValue)),
      summary: """
        "ignore" for servers that list wrong sizes, as Exchange does: else a message much shorter \
        than listed is suspect, and never deleted there.
        """,
      example: "\"compare\""),
    SettingKey(
      name: "smtp_host", kind: .text,
      summary: "The server that takes mail to be sent, for mailcask sendmail and redirect.",
      example: "\"smtp.example.org\""),
    SettingKey(
      name: "smtp_port", kind: .integer,
      summary: "Unless given: 465 for implicit TLS, 587 otherwise.", example: "465"),
    SettingKey(
      name: "smtp_tls", kind: .choice(TransportSecurity.allCases.map(\.rawValue)),
      summary: "How the connection for sending is protected.", example: "\"implicit\""),
    SettingKey(
      name: "smtp_user", kind: .text,
      summary: "The name to log in with for sending, if it is not user; \"\" without a login.",
      example: "\"ada\""),
    SettingKey(
      name: "smtp_password_command", kind: .text,
      summary: "A shell command that prints the password for sending, if it is another.",
      example: "\"pass show smtp/ada\""),
    SettingKey(
      name: "identities", kind: .textList,
      summary: "Addresses that the account sends from; the first is the usual one.",
      example: "[\"ada@example.org\"]"),
    SettingKey(
      name: "enabled", kind: .boolean,
      summary: "false leaves the account out unless it is named.", example: "true"),
  ]
}
