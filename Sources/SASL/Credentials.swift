/// What a person logs in with. Printing or dumping it shows no secret.
package struct Credentials: Sendable, CustomStringConvertible, CustomReflectable {
  package enum Mechanism: String, Sendable, CaseIterable {
    case userPass = "user"
    /// MD5 of the greeting's challenge; an attacker between client and server can break it
    /// (CVE-2007-1558).
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
  package let secret: String
  /// Nil chooses the strongest that the server offers: SCRAM bound to the TLS session, SCRAM, and,
  /// over TLS only, PLAIN, LOGIN and USER/PASS.
  package let mechanism: Mechanism?
  /// Returns a text's NFKC form (Unicode Standard Annex 15), which SCRAM requires.
  package let compatibilityForm: @Sendable (String) -> String

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
