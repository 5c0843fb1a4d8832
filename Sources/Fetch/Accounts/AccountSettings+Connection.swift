package import Archive
import Foundation
package import Net
package import SASL

// What every protocol needs of an account's settings to connect and to log in.

extension TransportSecurity {
  package var ofServer: ServerSettings.Security {
    switch self {
    case .implicit: .tls
    case .starttls: .starttls
    case .none: .none
    }
  }
}

extension AccountSettings {
  /// Where its mail is, and how to get there.
  ///
  /// - Throws: `configuration` for settings that only show to be wrong here.
  package var serverSettings: ServerSettings {
    get throws(ArchiveError) {
      var settings = ServerSettings(
        Endpoint(host: host, port: port), security: security.ofServer)
      try apply(to: &settings)
      return settings
    }
  }

  /// How connections to the account's servers are made.
  ///
  /// - Throws: `configuration` for settings that only show to be wrong here.
  package func apply(to settings: inout ServerSettings) throws(ArchiveError) {
    settings.tls = try tlsConfiguration
    settings.proxy = try proxySettings
    // The documentation of `tls = "none"` says what it means.
    settings.sendsPasswordInClear = settings.security == .none
  }

  /// - Throws: `configuration` for a fingerprint that is none.
  package var tlsConfiguration: TLSConfiguration {
    get throws(ArchiveError) {
      var tls = TLSConfiguration()
      tls.trust = try trust
      if let file = clientCertificateFile { tls.identity = .files(certificate: file, key: file) }
      return tls
    }
  }

  /// The server's certificate is trusted because of who signed it, and not for itself.
  var validatesChain: Bool { security != .none && pins.isEmpty }

  private var trust: TLSConfiguration.Trust {
    get throws(ArchiveError) {
      guard pins.isEmpty else {
        var fingerprints: [Fingerprint] = []
        for pin in pins {
          guard let fingerprint = Fingerprint(pin) else {
            throw setting("pin", why: "\"\(pin)\" is no SHA-256 fingerprint of 64 hex digits")
          }
          fingerprints.append(fingerprint)
        }
        return .pinned(fingerprints)
      }
      return certificateAuthorityFile.map { .file($0) } ?? .system
    }
  }

  /// "socks5://[user:password@]host:port" or "http://…".
  ///
  /// - Throws: `configuration` for anything else.
  package var proxySettings: Proxy? {
    get throws(ArchiveError) {
      guard let proxy else { return nil }
      let kinds: [String: Proxy.Kind] = ["socks5": .socks5, "http": .http]
      guard let url = URLComponents(string: proxy), let kind = url.scheme.flatMap({ kinds[$0] }),
        let host = url.host, let port = url.port.flatMap(UInt16.init(exactly:))
      else {
        throw setting("proxy", why: "it is not understood; write \"socks5://host:port\"")
      }
      return Proxy(
        kind, at: Endpoint(host: host, port: port),
        login: url.user.map { Proxy.Login(user: $0, password: url.password ?? "") })
    }
  }

  /// - Throws: `configuration` for a mechanism that is not known.
  package func credentials(_ secret: [UInt8]) throws(ArchiveError) -> Credentials {
    Credentials(
      user: user, secret: String(decoding: secret, as: UTF8.self), mechanism: try saslMechanism,
      compatibilityForm: { $0.precomposedStringWithCompatibilityMapping })
  }

  private var saslMechanism: Credentials.Mechanism? {
    get throws(ArchiveError) {
      guard let mechanism else {
        // Both Google and Microsoft have this one.
        if case .oauth = secret { return .xoauth2 }
        return nil
      }
      let names = Credentials.Mechanism.allCases.map(\.rawValue)
      guard let known = Credentials.Mechanism(rawValue: mechanism.lowercased()) else {
        throw setting(
          "auth", why: "\"\(mechanism)\" is not known; use one of \(names.joined(separator: ", "))")
      }
      return known
    }
  }

  private func setting(_ key: String, why: String) -> ArchiveError {
    ArchiveError(.configuration, "use \"\(key)\" of [accounts.\(name)]", why: why)
  }
}
