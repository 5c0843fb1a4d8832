import Archive
import Foundation
import Net
import POP3
import SASL

extension POP3Settings {
  /// - Throws: `configuration` for settings that only show to be wrong here.
  init(_ account: AccountSettings) throws(ArchiveError) {
    let security: Security =
      switch account.security {
      case .implicit: .tls
      case .starttls: .stls
      case .none: .none
      }
    self.init(Endpoint(host: account.host, port: account.port), security: security)
    tls.trust = try account.trust
    if let file = account.clientCertificateFile {
      tls.identity = .files(certificate: file, key: file)
    }
    proxy = try account.proxySettings
    // Who configures `tls = "none"` has been told what it means.
    sendsPasswordInClear = account.security == .none
  }
}

extension AccountSettings {
  fileprivate var trust: TLSConfiguration.Trust {
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
  var proxySettings: Proxy? {
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

  var credentialsMechanism: Credentials.Mechanism? {
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
