import Archive
import Net
import POP3

extension POP3Settings {
  /// - Throws: `configuration` for settings that only show to be wrong here.
  init(_ account: AccountSettings) throws(ArchiveError) {
    let security: Security =
      switch account.security {
      case .implicit: .tls
      case .starttls: .stls
      case .none: .none
      }
    self.init(Endpoint(host: account.host, port: account.port), security: security)
    tls = try account.tlsConfiguration
    proxy = try account.proxySettings
    // The documentation of `tls = "none"` says what it means.
    sendsPasswordInClear = account.security == .none
  }
}
