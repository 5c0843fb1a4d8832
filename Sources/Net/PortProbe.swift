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

    package static let pop3 = Wanted(name: "POP3", tlsPort: 995, clearPort: 110, upgrade: "STLS")
    package static let imap = Wanted(
      name: "IMAP", tlsPort: 993, clearPort: 143, upgrade: "STARTTLS")
  }

  /// How a connection is encrypted; the values are those in an account's settings.
  package enum Encryption: String, Sendable {
    case implicit
    case starttls
    case none
  }

  /// What is wrong with the settings, and what would be right.
  package struct Misfit: Sendable {
    /// Another protocol answers; else only the encryption is wrong.
    package let isStranger: Bool
    package let why: String
    package let remedy: String
  }

  private let wanted: Wanted
  private let endpoint: Endpoint
  private let encryption: Encryption
  private let tls: TLSConfiguration
  private let proxy: Proxy?
  private let time: TimeLimits
  private let interrupt: Interrupt?

  package init(
    _ wanted: Wanted, _ endpoint: Endpoint, _ encryption: Encryption, tls: TLSConfiguration,
    proxy: Proxy?, time: TimeLimits, _ interrupt: Interrupt?
  ) {
    self.wanted = wanted
    self.endpoint = endpoint
    self.encryption = encryption
    self.tls = tls
    self.proxy = proxy
    self.time = time
    self.interrupt = interrupt
  }

  /// What is wrong with the settings; nil if that cannot be determined.
  package func misfit() -> Misfit? {
    if encryption == .implicit {
      guard let voice = hear(endpoint, encrypted: true) ?? hear(endpoint, encrypted: false) else {
        return nil
      }
      guard let upgrades = voice.upgrades(wanted) else { return stranger(voice.kind) }
      guard !voice.isEncrypted else { return nil }
      return Misfit(
        isStranger: false, why: "the server speaks \(wanted.name) without TLS at this port",
        remedy: Self.advice(upgrades ? .starttls : .none))
    }
    if let voice = hear(endpoint, encrypted: true) {
      guard voice.upgrades(wanted) != nil else { return stranger(voice.kind) }
      return Misfit(
        isStranger: false, why: "the server requires TLS from the first byte at this port",
        remedy: Self.advice(.implicit))
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
      usual.map { Self.advice($0.encryption, port: $0.port) }
      ?? Self.advice(.none)
      + " and only where nobody can listen, or find out who sits between you and the server"
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
    usualPort(besides: nil).map { Self.advice($0.encryption, port: $0.port) }
      ?? "use the port of the \(wanted.name) server: usually \(wanted.tlsPort) "
      + "(--port \(wanted.tlsPort)), or \(wanted.clearPort) "
      + "(--port \(wanted.clearPort) --tls starttls)"
  }

  /// The options of `account add`, and the keys of mailcask.toml, that make it work.
  package static func advice(_ encryption: Encryption, port: UInt16? = nil) -> String {
    let word = encryption.rawValue
    let options = port.map { "--port \($0) --tls \(word)" } ?? "--tls \(word)"
    let keys = port.map { "port = \($0), tls = \"\(word)\"" } ?? "tls = \"\(word)\""
    return "use \(options) (in mailcask.toml: \(keys))"
  }

  // MARK: The usual ports

  /// A usual port where a server of the protocol answers.
  private func usualPort(
    besides tried: Encryption?
  ) -> (port: UInt16, encryption: Encryption)? {
    if endpoint.port != wanted.tlsPort,
      hear(at: wanted.tlsPort, encrypted: true)?.upgrades(wanted) != nil
    {
      return (wanted.tlsPort, .implicit)
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
    listen(endpoint, tls: encrypted ? tls : nil)
  }

  /// - Parameter tls: certificates that it rejects are accepted here, because nothing secret is
  ///   sent.
  private func listen(_ endpoint: Endpoint, tls: TLSConfiguration?) -> Voice? {
    do throws(NetError) {
      let connection = try Connection(
        to: endpoint, proxy: proxy, limits: limits, interrupt: interrupt)
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
    var limits = time
    limits.connect = min(limits.connect, Limits.probeStep)
    limits.proxy = min(limits.proxy, Limits.probeStep)
    limits.handshake = min(limits.handshake, Limits.probeStep)
    limits.idle = min(limits.idle, Limits.probeStep)
    return limits
  }
}

extension PortProbe.Wanted {
  fileprivate var article: String { name == "IMAP" ? "an IMAP" : "a \(name)" }
}
