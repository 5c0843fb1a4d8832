/// Finds out what is listening on a port that is not the expected server, and which settings would
/// work there or on the usual ports. Sends no secrets and trusts nothing that it receives.
package struct PortProbe {
  /// A protocol that is looked for, and where its servers usually are.
  package struct Wanted: Sendable {
    let name: String
    let tlsPort: UInt16
    let clearPort: UInt16
    /// The command that begins TLS.
    let upgrade: String

    /// Before the names of the settings: "smtp_" for smtp_port. Without one they are options of
    /// `account add`, too.
    let prefix: String

    package static let pop3 = Wanted(
      name: "POP3", tlsPort: 995, clearPort: 110, upgrade: "STLS", prefix: "")
    package static let imap = Wanted(
      name: "IMAP", tlsPort: 993, clearPort: 143, upgrade: "STARTTLS", prefix: "")
    package static let smtp = Wanted(
      name: "SMTP", tlsPort: 465, clearPort: 587, upgrade: "STARTTLS", prefix: "smtp_")

    /// The options, and the keys of mailcask.toml, that make it work.
    package func advice(_ security: ServerSettings.Security, port: UInt16? = nil) -> String {
      let keys =
        (port.map { ["\(prefix)port = \($0)"] } ?? []) + ["\(prefix)tls = \"\(security.rawValue)\""]
      let text = keys.joined(separator: ", ")
      guard prefix.isEmpty else { return "use \(text)" }
      let options =
        port.map { "--port \($0) --tls \(security.rawValue)" } ?? "--tls \(security.rawValue)"
      return "use \(options) (in mailcask.toml: \(text))"
    }
  }

  /// What is wrong with the settings, and what would be right.
  package struct Misfit: Sendable {
    /// Another protocol answers; else only the encryption is wrong.
    package let isStranger: Bool
    package let why: String
    package let remedy: String
  }

  private let wanted: Wanted
  private let server: ServerSettings
  private let interrupt: Interrupt?

  package init(_ wanted: Wanted, _ server: ServerSettings, _ interrupt: Interrupt?) {
    self.wanted = wanted
    self.server = server
    self.interrupt = interrupt
  }

  private var endpoint: Endpoint { server.endpoint }

  /// What is wrong with the settings; nil if that cannot be determined.
  package func misfit() -> Misfit? {
    if server.security == .tls {
      guard let voice = hear(endpoint, encrypted: true) ?? hear(endpoint, encrypted: false) else {
        return nil
      }
      guard let upgrades = voice.upgrades(wanted) else { return stranger(voice.kind) }
      guard !voice.isEncrypted else { return nil }
      return Misfit(
        isStranger: false, why: "the server speaks \(wanted.name) without TLS at this port",
        remedy: wanted.advice(upgrades ? .starttls : .none))
    }
    if let voice = hear(endpoint, encrypted: true) {
      guard voice.upgrades(wanted) != nil else { return stranger(voice.kind) }
      return Misfit(
        isStranger: false, why: "the server requires TLS from the first byte at this port",
        remedy: wanted.advice(.tls))
    }
    guard let voice = hear(endpoint, encrypted: false), voice.upgrades(wanted) == nil else {
      return nil
    }
    return stranger(voice.kind)
  }

  /// What to do if the server does not offer the command that begins TLS.
  package func withoutUpgrade() -> Misfit {
    let usual = usualPort(besides: .starttls)
    let advice =
      usual.map { wanted.advice($0.security, port: $0.port) }
      ?? wanted.advice(.none)
      + ", but only in a network where nobody can listen, or find out who sits between you and the server"
    return Misfit(
      isStranger: false, why: "the server does not offer \(wanted.upgrade)", remedy: advice)
  }

  private func stranger(_ kind: Voice.Kind) -> Misfit {
    Misfit(isStranger: true, why: Self.strange(kind, wanted), remedy: elsewhere())
  }

  /// What a greeting that is none of the wanted protocol says; nil if it says nothing.
  package static func stranger(_ greeting: [UInt8], _ wanted: Wanted) -> String? {
    Voice.Kind(greeting).map { strange($0, wanted) }
  }

  private static func strange(_ kind: Voice.Kind, _ wanted: Wanted) -> String {
    "\(kind.asStranger) answers at this port, not \(wanted.article) server"
  }

  /// Where a server of the protocol probably is.
  package func elsewhere() -> String {
    if let usual = usualPort(besides: nil) {
      return wanted.advice(usual.security, port: usual.port)
    }
    let ports =
      wanted.prefix.isEmpty
      ? "\(wanted.tlsPort) (--port \(wanted.tlsPort)), or \(wanted.clearPort) "
        + "(--port \(wanted.clearPort) --tls starttls)"
      : "\(wanted.tlsPort), or \(wanted.clearPort) with \(wanted.prefix)tls = \"starttls\""
    return "use the port of the \(wanted.name) server: usually \(ports)"
  }

  // MARK: The usual ports

  /// A usual port where a server of the protocol answers.
  private func usualPort(
    besides tried: ServerSettings.Security?
  ) -> (port: UInt16, security: ServerSettings.Security)? {
    if endpoint.port != wanted.tlsPort,
      hear(at: wanted.tlsPort, encrypted: true)?.upgrades(wanted) != nil
    {
      return (wanted.tlsPort, .tls)
    }
    if endpoint.port != wanted.clearPort, tried == nil,
      let upgrades = hear(at: wanted.clearPort, encrypted: false)?.upgrades(wanted)
    {
      return (wanted.clearPort, upgrades ? .starttls : .none)
    }
    return nil
  }

  private func hear(at port: UInt16, encrypted: Bool) -> Voice? {
    hear(Endpoint(host: endpoint.host, port: port), encrypted: encrypted)
  }

  // MARK: Listening

  private func hear(_ endpoint: Endpoint, encrypted: Bool) -> Voice? {
    listen(endpoint, tls: encrypted ? server.tls : nil)
  }

  /// - Parameter tls: certificates that it rejects are accepted here, because nothing secret is
  ///   sent.
  private func listen(_ endpoint: Endpoint, tls: TLSConfiguration?) -> Voice? {
    do throws(NetError) {
      let connection = try Connection(
        to: endpoint, proxy: server.proxy, limits: limits, interrupt: interrupt)
      if let tls { try connection.startTLS(tls, host: endpoint.host) }
      defer { connection.abort() }
      return Voice(heardOver: connection)
    } catch {
      guard case .certificate = error.code, let fingerprint = error.fingerprint,
        let tls, tls.trust != .pinned([fingerprint])
      else { return nil }
      return listen(endpoint, tls: TLSConfiguration(trust: .pinned([fingerprint])))
    }
  }

  private var limits: TimeLimits {
    var limits = server.time
    limits.connect = min(limits.connect, Limits.probeStep)
    limits.proxy = min(limits.proxy, Limits.probeStep)
    limits.handshake = min(limits.handshake, Limits.probeStep)
    limits.idle = min(limits.idle, Limits.probeStep)
    return limits
  }
}

extension PortProbe.Wanted {
  fileprivate var article: String { name == "POP3" ? "a POP3" : "an \(name)" }
}
