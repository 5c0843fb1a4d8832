/// Where a server is, and how a client gets there.
package struct ServerSettings: Sendable, Equatable {
  /// How the connection is encrypted; the values are those in an account's settings.
  package enum Security: String, Sendable {
    /// TLS from the first byte (RFC 8314).
    case tls = "implicit"
    /// STARTTLS, or STLS with POP3. Never falls back to clear text.
    case starttls
    /// No encryption: others on the network can read the mail. Passwords are sent only in hashed form
    /// unless `sendsPasswordInClear`.
    case none
  }

  package var endpoint: Endpoint
  package var security: Security
  package var tls = TLSConfiguration()
  package var proxy: Proxy?
  package var time = TimeLimits()
  package var sendsPasswordInClear = false
  /// If a port does not greet like the server that is expected, find out what it speaks and suggest
  /// settings that work.
  package var explainsMisfits = true

  package init(_ endpoint: Endpoint, security: Security) {
    self.endpoint = endpoint
    self.security = security
  }

  /// Connects, and begins TLS unless that is done later or not at all.
  package func connect(interrupt: Interrupt?) throws(NetError) -> Connection {
    let connection = try Connection(
      to: endpoint, proxy: proxy, limits: time, interrupt: interrupt)
    if security == .tls { try connection.startTLS(tls, host: endpoint.host) }
    return connection
  }

  /// Begins TLS where the server has agreed to it.
  ///
  /// - Throws: also if clear text has come behind the server's answer: it was not said under TLS
  ///   (CVE-2011-0411).
  package func upgrade(_ connection: Connection) throws(NetError) {
    try connection.refuseEarlyClearText()
    try connection.startTLS(tls, host: endpoint.host)
  }

  /// Whether an error of `connect` may be because something else listens there.
  package func mayBeMisfit(_ error: NetError) -> Bool {
    security == .tls && (error.code == .handshakeFailed || error.code == .reset)
  }

  /// What is wrong with the settings; nil if that cannot be determined, or nobody wants to know.
  package func misfit(
    _ wanted: PortProbe.Wanted, _ interrupt: Interrupt?
  ) -> PortProbe.Misfit? {
    explainsMisfits ? PortProbe(wanted, self, interrupt).misfit() : nil
  }
}
