/// Every bound and default of this module.
package enum Limits {
  /// Head start of each connection attempt before the next address is tried beside it (RFC 8305 §5).
  package static let attemptDelay: Duration = .milliseconds(250)
  /// Addresses tried of those that a name has.
  package static let addresses = 16
  /// Ciphertext or clear text taken from the kernel at once, in octets.
  package static let readSize = 64 << 10
  /// Longest answer of an HTTP proxy, in octets.
  package static let proxyAnswer = 16 << 10
  /// Largest CA, certificate or key file, in octets.
  package static let pemFile = 8 << 20
  /// Longest host name (RFC 1035 §2.3.4).
  package static let hostName = 253
  /// Text of the server shown in an error, in characters.
  package static let shownText = 300
}

/// How long the peer may take. Each limit counts from the last progress, not from the start.
package struct TimeLimits: Sendable, Equatable {
  /// Name lookup and TCP connection together, over all addresses.
  package var connect: Duration = .seconds(30)
  /// A proxy's negotiation.
  package var proxy: Duration = .seconds(30)
  /// The whole TLS handshake.
  package var handshake: Duration = .seconds(30)
  /// Silence while something is waited for, or a peer that takes nothing of what is sent.
  package var idle: Duration = .seconds(120)

  package init() {}
}
