/// Which certificates a client trusts, and the certificate it presents, in a TLS handshake. Always
/// TLS 1.2 or later.
package struct TLSConfiguration: Sendable, Equatable {
  package enum Trust: Sendable, Equatable {
    /// The system's trust store (`SSL_CERT_FILE` and `SSL_CERT_DIR` are respected).
    case system
    /// Only the authorities in this PEM file.
    case file(String)
    /// Only these authorities, in PEM.
    case authorities([UInt8])
    /// Any certificate with one of these fingerprints, whatever its issuer, names and dates.
    case pinned([Fingerprint])
  }

  package var trust: Trust
  package var identity: TLSIdentity?

  package init(trust: Trust = .system, identity: TLSIdentity? = nil) {
    self.trust = trust
    self.identity = identity
  }
}

/// A certificate with its private key, both in PEM; the key is not encrypted.
package enum TLSIdentity: Sendable, Equatable {
  case files(certificate: String, key: String)
  case memory(certificate: [UInt8], key: [UInt8])

  /// Loads `certificate` first, then the key; `place` says in errors where each came from.
  func load() throws(NetError) -> (certificate: PEM, key: PEM) {
    switch self {
    case .memory(let certificate, let key):
      (PEM(bytes: certificate, place: "certificate"), PEM(bytes: key, place: "private key"))
    case .files(let certificate, let key):
      (try PEM(file: certificate), try PEM(file: key))
    }
  }
}
