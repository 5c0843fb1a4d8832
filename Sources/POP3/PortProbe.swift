import Errors
internal import Net

/// Finds out what is listening on a port that is not the expected POP3 server, and which settings
/// would work there or on the usual ports. Sends no secrets and trusts nothing that it receives.
struct PortProbe {
  private let settings: POP3Settings
  private let interrupt: Interrupt?

  init(_ settings: POP3Settings, _ interrupt: Interrupt?) {
    self.settings = settings
    self.interrupt = interrupt
  }

  private var endpoint: Endpoint { settings.endpoint }

  /// What is wrong with the settings; nil if that cannot be determined.
  func misfit() -> POP3Error? {
    guard settings.explainsMisfits else { return nil }
    if settings.security == .tls {
      guard let voice = hear(endpoint, encrypted: true) ?? hear(endpoint, encrypted: false) else {
        return nil
      }
      guard case .pop3(let offersSTLS) = voice.kind else { return stranger(voice.kind) }
      guard !voice.isEncrypted else { return nil }
      return POP3Error(
        .encryptionMissing, at: endpoint.description,
        why: "the server speaks POP3 without TLS at this port",
        remedy: Self.advice(offersSTLS ? .stls : .none))
    }
    if let voice = hear(endpoint, encrypted: true) {
      guard case .pop3 = voice.kind else { return stranger(voice.kind) }
      return POP3Error(
        .encryptionMissing, at: endpoint.description,
        why: "the server requires TLS from the first byte at this port", remedy: Self.advice(.tls))
    }
    guard let voice = hear(endpoint, encrypted: false) else { return nil }
    if case .pop3 = voice.kind { return nil }
    return stranger(voice.kind)
  }

  /// The error if STLS is required and the server does not offer it.
  func withoutSTLS() -> POP3Error {
    let usual = usualPort(besides: .stls)
    let advice =
      usual.map { Self.advice($0.security, port: $0.port) }
      ?? Self.advice(.none)
      + " and only where nobody can listen, or find out who sits between you and the server"
    return POP3Error(
      .encryptionMissing, at: endpoint.description, why: "the server does not offer STLS",
      remedy: advice)
  }

  private func stranger(_ kind: Voice.Kind) -> POP3Error {
    elsewhere(
      POP3Error(.notPOP3, at: endpoint.description, why: kind.asStranger, remedy: ""))
  }

  /// Adds to an error about another protocol the port where POP3 probably is.
  func elsewhere(_ error: POP3Error) -> POP3Error {
    let usual = usualPort(besides: nil)
    return POP3Error(
      error.code, at: endpoint.description, why: error.text.why,
      remedy: usual.map { Self.advice($0.security, port: $0.port) }
        ?? "use the port of the POP3 server: usually 995 (--port 995), "
        + "or 110 (--port 110 --tls starttls)")
  }

  /// The options of `account add`, and the keys of mailcask.toml, that make it work.
  static func advice(_ security: POP3Settings.Security, port: UInt16? = nil) -> String {
    let word = security.word
    let options = port.map { "--port \($0) --tls \(word)" } ?? "--tls \(word)"
    let keys = port.map { "port = \($0), tls = \"\(word)\"" } ?? "tls = \"\(word)\""
    return "use \(options) (in mailcask.toml: \(keys))"
  }

  // MARK: The usual ports

  /// A usual port where a POP3 server answers.
  private func usualPort(
    besides tried: POP3Settings.Security?
  ) -> (port: UInt16, security: POP3Settings.Security)? {
    if endpoint.port != 995, case .pop3? = hear(at: 995, encrypted: true)?.kind {
      return (995, .tls)
    }
    if endpoint.port != 110, tried == nil,
      case .pop3(let offersSTLS)? = hear(at: 110, encrypted: false)?.kind
    {
      return (110, offersSTLS ? .stls : .none)
    }
    return nil
  }

  private func hear(at port: UInt16, encrypted: Bool) -> Voice? {
    guard settings.explainsMisfits else { return nil }
    return hear(Endpoint(host: endpoint.host, port: port), encrypted: encrypted)
  }

  // MARK: Listening

  private func hear(_ endpoint: Endpoint, encrypted: Bool) -> Voice? {
    guard encrypted else { return listen(endpoint, tls: nil) }
    return listen(endpoint, tls: settings.tls)
  }

  /// - Parameter tls: certificates that it rejects are accepted here, because nothing secret is
  ///   sent.
  private func listen(_ endpoint: Endpoint, tls: TLSConfiguration?) -> Voice? {
    do throws(NetError) {
      let connection = try Connection(
        to: endpoint, proxy: settings.proxy, limits: limits, interrupt: interrupt)
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
    var limits = settings.time
    limits.connect = min(limits.connect, Limits.probeStep)
    limits.proxy = min(limits.proxy, Limits.probeStep)
    limits.handshake = min(limits.handshake, Limits.probeStep)
    limits.idle = min(limits.idle, Limits.probeStep)
    return limits
  }
}

extension POP3Settings.Security {
  /// The value of this setting in an account's settings.
  fileprivate var word: String {
    switch self {
    case .tls: "implicit"
    case .stls: "starttls"
    case .none: "none"
    }
  }
}

/// What the first bytes from a server reveal about it.
struct Voice {
  enum Kind: Equatable {
    case pop3(offersSTLS: Bool)
    case imap
    case smtp
    case http
    case ssh

    /// Examines the first bytes that the server sends by itself or in response to CAPA.
    init?(_ bytes: [UInt8]) {
      let signs: [(String, Kind)] = [
        ("+OK", .pop3(offersSTLS: false)), ("-ERR", .pop3(offersSTLS: false)), ("* OK", .imap),
        ("* PREAUTH", .imap), ("* BYE", .imap), ("220", .smtp), ("421", .smtp), ("554", .smtp),
        ("HTTP/", .http), ("<", .http), ("SSH-", .ssh),
      ]
      guard let found = signs.first(where: { bytes.starts(with: $0.0.utf8) }) else { return nil }
      self = found.1
    }

    var asStranger: String {
      let name =
        switch self {
        case .pop3: "a POP3 server"
        case .imap: "an IMAP server"
        case .smtp: "an SMTP server"
        case .http: "a web server (HTTP)"
        case .ssh: "an SSH server"
        }
      return "\(name) answers at this port, not a POP3 server"
    }
  }

  let kind: Kind
  let isEncrypted: Bool

  /// Waits for a greeting, and sends CAPA if there is none.
  init?(heardOver connection: Connection) {
    isEncrypted = connection.isEncrypted
    let question = Array("CAPA\r\n".utf8)
    var heard = Self.words(of: connection) { !$0.isEmpty }
    let isGreeting = !heard.isEmpty
    // A web server answers an unknown request once its header ends.
    guard (try? connection.send(isGreeting ? question : question + [13, 10])) != nil else {
      return nil
    }
    if !isGreeting { heard = Self.words(of: connection) { !$0.isEmpty } }
    guard let kind = Kind(heard) else { return nil }
    guard isGreeting, case .pop3 = kind else {
      self.kind = kind
      return
    }
    let capabilities = Self.words(of: connection) {
      $0.starts(with: "-ERR".utf8) || $0.suffix(3).elementsEqual(".\r\n".utf8)
    }
    let lines = String(decoding: capabilities, as: UTF8.self).uppercased().split {
      $0.isNewline
    }
    self.kind = .pop3(offersSTLS: lines.contains("STLS"))
  }

  /// Reads until `isEnough` returns true or nothing more arrives.
  private static func words(
    of connection: Connection, until isEnough: ([UInt8]) -> Bool
  ) -> [UInt8] {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4 << 10)
    while all.count < Limits.bannerBytes,
      let count = try? connection.receive(into: &buffer), count > 0
    {
      all += buffer.prefix(count)
      if isEnough(all) { break }
    }
    return all
  }
}
