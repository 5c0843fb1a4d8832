/// A server that makes connections for the client. It sees the host and port and, with TLS, only
/// ciphertext.
package struct Proxy: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// RFC 1928; the proxy looks up the host name.
    case socks5
    /// HTTP CONNECT (RFC 9110 §9.3.6).
    case http
  }

  package struct Login: Sendable, Equatable {
    package let user: String
    package let password: String

    package init(user: String, password: String) {
      self.user = user
      self.password = password
    }
  }

  package let kind: Kind
  package let endpoint: Endpoint
  package let login: Login?

  package init(_ kind: Kind, at endpoint: Endpoint, login: Login? = nil) {
    self.kind = kind
    self.endpoint = endpoint
    self.login = login
  }

  func negotiate(over connection: Connection, to target: Endpoint) throws(NetError) {
    let host = try target.asciiHost()
    var dialogue = ProxyDialogue(connection: connection, proxy: self)
    switch kind {
    case .socks5: try dialogue.socks5(host: host, port: target.port)
    case .http: try dialogue.httpConnect(host: host, port: target.port)
    }
  }

  func failed(_ reason: String, code: NetError.Code = .proxyFailed) -> NetError {
    NetError(
      code, at: "proxy \(endpoint)", why: reason,
      remedy: code == .proxyLoginRefused
        ? "check user and password of the proxy" : "check the proxy's settings, or go without it")
  }
}

/// The negotiation with a proxy. It never reads a byte that belongs to the target.
struct ProxyDialogue {
  let connection: Connection
  let proxy: Proxy
  private let deadline: ContinuousClock.Instant

  init(connection: Connection, proxy: Proxy) {
    self.connection = connection
    self.proxy = proxy
    deadline = .now + connection.limits.proxy
  }

  func read(_ count: Int) throws(NetError) -> [UInt8] {
    var result: [UInt8] = []
    while result.count < count {
      var rest = [UInt8](repeating: 0, count: count - result.count)
      let left = max(deadline - .now, .zero)
      guard let got = try connection.receive(into: &rest, patience: left) else {
        throw .timedOut("proxy \(proxy.endpoint)", "waiting for its answer")
      }
      guard got > 0 else { throw proxy.failed("it hung up") }
      result += rest.prefix(got)
    }
    return result
  }
}
