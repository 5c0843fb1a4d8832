package import Net

/// Where an account is and how to get there.
package struct IMAPSettings: Sendable, Equatable {
  package enum Security: Sendable, Equatable {
    /// TLS from the first byte (RFC 8314), usually port 993.
    case tls
    /// STARTTLS (RFC 9051 §6.2.1), usually port 143. Never falls back to clear text.
    case starttls
    /// No encryption: mail is readable on the way. Passwords go only in hashed form unless
    /// `sendsPasswordInClear`.
    case none
  }

  package var endpoint: Endpoint
  package var security: Security
  package var tls = TLSConfiguration()
  package var proxy: Proxy?
  package var time = TimeLimits()
  package var limits = IMAPLimits()
  package var sendsPasswordInClear = false
  /// Nil: where the server is not near.
  package var compresses: Bool?
  /// If a port does not greet like an IMAP server, find out what it speaks and suggest settings that
  /// work.
  package var explainsMisfits = true

  package init(_ endpoint: Endpoint, security: Security) {
    self.endpoint = endpoint
    self.security = security
  }
}
