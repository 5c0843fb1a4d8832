package import Net

/// Address of a maildrop and how to connect to it.
package struct POP3Settings: Sendable, Equatable {
  package enum Security: Sendable, Equatable {
    /// TLS from the first byte (RFC 8314), usually port 995.
    case tls
    /// STLS (RFC 2595), usually port 110. Never falls back to clear text.
    case stls
    /// No encryption: others on the network can read the mail. Passwords are sent only in hashed
    /// form unless `sendsPasswordInClear`.
    case none
  }

  package var endpoint: Endpoint
  package var security: Security
  package var tls = TLSConfiguration()
  package var proxy: Proxy?
  package var time = TimeLimits()
  package var limits = POP3Limits()
  package var sendsPasswordInClear = false
  /// False for servers that announce PIPELINING but do not support it.
  package var usesPipelining = true
  /// If a port does not greet like a POP3 server, find out what it speaks and suggest settings that
  /// work.
  package var explainsMisfits = true

  package init(_ endpoint: Endpoint, security: Security) {
    self.endpoint = endpoint
    self.security = security
  }
}
