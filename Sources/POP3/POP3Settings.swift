package import Net

/// Where a maildrop is and how to get there.
package struct POP3Settings: Sendable, Equatable {
  package enum Security: Sendable, Equatable {
    /// TLS from the first octet (RFC 8314), usually port 995.
    case tls
    /// STLS (RFC 2595), usually port 110. Never falls back to clear text.
    case stls
    /// No encryption: mail is readable on the way. Passwords go only in hashed form unless
    /// `sendsPasswordInClear`.
    case none
  }

  package var endpoint: Endpoint
  package var security: Security
  package var tls = TLSConfiguration()
  package var proxy: Proxy?
  package var time = TimeLimits()
  package var limits = POP3Limits()
  package var sendsPasswordInClear = false
  /// False for servers that advertise PIPELINING and cannot.
  package var usesPipelining = true

  package init(_ endpoint: Endpoint, security: Security) {
    self.endpoint = endpoint
    self.security = security
  }
}
