package import Net

/// Where mail is handed in, and how to get there.
package struct SMTPSettings: Sendable, Equatable {
  package enum Security: Sendable, Equatable {
    /// TLS from the first byte (RFC 8314), usually port 465.
    case tls
    /// STARTTLS (RFC 3207), usually port 587. Never falls back to clear text.
    case starttls
    /// No encryption: only where the network itself is safe.
    case none
  }

  package var endpoint: Endpoint
  package var security: Security
  package var tls = TLSConfiguration()
  package var proxy: Proxy?
  package var time = TimeLimits()
  /// A password may go over a connection that is not encrypted.
  package var sendsPasswordInClear = false

  package init(_ endpoint: Endpoint, security: Security) {
    self.endpoint = endpoint
    self.security = security
    time.idle = Limits.patience
  }
}
