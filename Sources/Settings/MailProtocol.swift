/// By which protocol an account's mail is fetched. What each can do stands in the target Fetch
/// (`MailSource`).
public enum MailProtocol: String, Sendable, CaseIterable {
  case pop3
  case imap

  /// As people write it: "POP3".
  public var displayText: String { rawValue.uppercased() }

  /// The port where nothing else is said.
  public func port(_ security: TransportSecurity) -> UInt16 {
    switch self {
    case .pop3: security == .implicit ? 995 : 110  // RFC 8314 §7.3, RFC 1939 §3
    case .imap: security == .implicit ? 993 : 143  // RFC 8314 §7.2, RFC 9051 §2.1
    }
  }
}
