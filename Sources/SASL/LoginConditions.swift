import Digests
package import Net

/// What is known about a server and the connection to it when a login is chosen.
package struct LoginConditions: Sendable {
  /// Names of the SASL mechanisms that the server offers, in capitals.
  package var offered: Set<String>
  /// False if the server has not announced what it offers.
  package var isOfferKnown: Bool
  /// The connection is encrypted, or the person permits a password that others can read.
  package var allowsClearText: Bool
  /// Nil without TLS.
  package var channelBinding: ChannelBinding?
  package var host: String
  package var port: UInt16

  package init(
    offered: Set<String>, isOfferKnown: Bool, allowsClearText: Bool,
    channelBinding: ChannelBinding?, host: String, port: UInt16
  ) {
    self.offered = offered
    self.isOfferKnown = isOfferKnown
    self.allowsClearText = allowsClearText
    self.channelBinding = channelBinding
    self.host = host
    self.port = port
  }

  /// - Parameters:
  ///   - offered: nil if the server has not announced what it offers.
  ///   - connection: as it is now.
  package init(
    _ offered: Set<String>?, _ connection: borrowing Connection, _ server: ServerSettings
  ) {
    self.init(
      offered: offered ?? [], isOfferKnown: offered != nil,
      allowsClearText: connection.isEncrypted || server.sendsPasswordInClear,
      channelBinding: connection.channelBinding, host: server.endpoint.host,
      port: server.endpoint.port)
  }

  /// The strongest SASL mechanism for a password; nil if the server offers none that may be used.
  package var strongestMechanism: Credentials.Mechanism? {
    let order: [(mechanism: Credentials.Mechanism, name: String)] = [
      (.scramSHA256, "SCRAM-SHA-256"), (.scramSHA1, "SCRAM-SHA-1"),
      (.plain, "PLAIN"), (.login, "LOGIN"),
    ]
    for (mechanism, name) in order
    where offered.contains(name) || offered.contains("\(name)-PLUS") {
      if allowsClearText || mechanism.hidesSecret { return mechanism }
    }
    return !allowsClearText && offered.contains("CRAM-MD5") ? .cramMD5 : nil
  }
}

extension Credentials.Mechanism {
  /// True if an eavesdropper learns nothing that can be used to log in.
  package var hidesSecret: Bool {
    [.apop, .cramMD5, .scramSHA1, .scramSHA256, .external].contains(self)
  }
}

extension Credentials {
  /// True if name and password may be sent. A line end would let them inject commands, and some
  /// servers stop reading at NUL.
  package var areSendable: Bool {
    ![user, secret].contains { $0.utf8.contains { $0 == 0 || $0 == 10 || $0 == 13 } }
  }

  /// The client's side of a login with `choice`.
  package func dialogue(
    by choice: Mechanism, _ conditions: LoginConditions
  ) throws(SASLFailure) -> any SASLMechanism {
    switch choice {
    case .scramSHA256: try scram(.sha256, conditions)
    case .scramSHA1: try scram(.sha1, conditions)
    case .login: SASLLogin(user: user, password: secret)
    case .cramMD5: SASLCramMD5(user: user, password: secret)
    case .external: SASLExternal(user: user)
    case .xoauth2: SASLOAuth.xoauth2(user: user, token: secret)
    case .oauthBearer:
      SASLOAuth.oauthBearer(
        user: user, token: secret, host: conditions.host, port: conditions.port)
    case .plain, .userPass, .apop: SASLPlain(user: user, password: secret)
    }
  }

  private func scram(
    _ algorithm: MessageDigest.Algorithm, _ conditions: LoginConditions
  ) throws(SASLFailure) -> SCRAM {
    var binding = SCRAM.Binding.none
    if let data = conditions.channelBinding {
      if conditions.offered.contains("SCRAM-\(algorithm.rawValue)-PLUS") {
        binding = .bound(data)
      } else if conditions.isOfferKnown {
        binding = .unused
      }
    }
    let prepare = { SASLprep.prepared($0, compatibilityForm: compatibilityForm) }
    guard let user = prepare(user), let password = prepare(secret) else { throw .unpreparable }
    return try SCRAM(algorithm, user: user, password: password, binding: binding)
  }
}
