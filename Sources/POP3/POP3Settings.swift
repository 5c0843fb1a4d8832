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
  /// Look what else stands at a port that does not greet as it should, to say what would work.
  package var explainsMisfits = true

  package init(_ endpoint: Endpoint, security: Security) {
    self.endpoint = endpoint
    self.security = security
  }
}

/// How a person proves who they are. Printing or dumping one shows no secret.
package struct Credentials: Sendable, CustomStringConvertible, CustomReflectable {
  package enum Mechanism: String, Sendable, CaseIterable {
    case userPass = "user"
    /// MD5 over the greeting's challenge; breakable by who sits between (CVE-2007-1558).
    case apop = "apop"
    case plain = "plain"
    case login = "login"
    case cramMD5 = "cram-md5"
    case scramSHA1 = "scram-sha-1"
    case scramSHA256 = "scram-sha-256"
    /// The client certificate (RFC 4422 appendix A).
    case external = "external"
    case xoauth2 = "xoauth2"
    case oauthBearer = "oauthbearer"
  }

  package let user: String
  /// Password, or access token for the OAuth mechanisms; unused by `external`.
  let secret: String
  /// Nil takes the strongest that the server offers: SCRAM bound to the TLS session, SCRAM, and, over
  /// TLS only, PLAIN, LOGIN and USER/PASS.
  package let mechanism: Mechanism?
  /// Gives a text's NFKC (Unicode Standard Annex 15), which SCRAM wants.
  let compatibilityForm: @Sendable (String) -> String

  package init(
    user: String, secret: String, mechanism: Mechanism? = nil,
    compatibilityForm: @escaping @Sendable (String) -> String = { $0 }
  ) {
    self.user = user
    self.secret = secret
    self.mechanism = mechanism
    self.compatibilityForm = compatibilityForm
  }

  package var description: String { "Credentials(user: \(user.debugDescription))" }
  package var customMirror: Mirror { Mirror(self, children: ["user": user]) }
}

/// One line of the dialogue, for logs: secrets are masked, control characters made visible, bodies of
/// messages and listings left out.
package struct TraceLine: Sendable {
  package enum Direction: String, Sendable {
    case client = "C"
    case server = "S"
  }
  package let direction: Direction
  package let text: String
}
