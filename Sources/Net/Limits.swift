/// Every limit and default of this target.
package enum Limits {
  /// Time before the next address is tried in parallel with an unfinished attempt (RFC 8305 §5).
  package static let attemptDelay: Duration = .milliseconds(250)
  /// Maximum number of addresses of one name that are tried.
  package static let addresses = 16
  /// Maximum number of bytes read from the kernel at once.
  package static let readSize = 64 << 10
  /// Maximum length of an HTTP proxy's response header, in bytes.
  package static let proxyAnswer = 16 << 10
  /// Maximum size of a CA, certificate or key file, in bytes.
  package static let pemFile = 8 << 20
  /// Maximum length of a host name (RFC 1035 §2.3.4).
  package static let hostName = 253
  /// Maximum size of a name server's answer, in bytes.
  static let dnsAnswer = 16 << 10
  /// Maximum number of records of an answer that are read.
  static let dnsRecords = 64
  /// Time that a name server has to answer a question that is not about an address.
  static let dnsPatience: Duration = .seconds(5)
  /// Time limit for each step of a probe of a port, and maximum number of bytes read from it.
  static let probeStep: Duration = .seconds(3)
  static let bannerBytes = 16 << 10
  /// Maximum number of lines in which a probe looks for what tells the protocol.
  static let bannerLines = 16
  /// Maximum length of a server's text in an error, in characters.
  package static let shownText = 300
}

/// Time limits for the peer. Each counts from the last progress, not from the start.
package struct TimeLimits: Sendable, Equatable {
  /// Name lookup and TCP connection together, for all addresses.
  package var connect: Duration = .seconds(30)
  /// The negotiation with a proxy.
  package var proxy: Duration = .seconds(30)
  /// The whole TLS handshake.
  package var handshake: Duration = .seconds(30)
  /// Waiting without any data received, or without the peer taking any data sent.
  package var idle: Duration = .seconds(120)

  package init() {}
}
