import Bytes
import HTTPServing

/// Decides who may ask, before anything of the archive is looked at.
struct RequestGuard: Sendable {
  enum Verdict: Equatable, Sendable {
    case allowed
    /// 421: the request was meant for another host, as after DNS rebinding.
    case otherHost
    /// 401: no browser that was let in.
    case stranger
    /// 403: sent by another page.
    case otherPage
  }

  /// The hosts that we answer to; nil for a socket that is reached through a tunnel, where the port at
  /// the other end may be any.
  let port: Int?
  let keys: AccessKeys

  /// - Parameters:
  ///   - isPublic: a page that everybody may see who can connect.
  ///   - hasForm: false while the form with its token is still to come.
  func verdict(on request: Request, isPublic: Bool, hasForm: Bool = true) -> Verdict {
    guard let host = request.host, isOurs(host) else { return .otherHost }
    if request.method == .post {
      guard isFromOurPage(request, host) else { return .otherPage }
    }
    if isPublic { return .allowed }
    // Another server of this machine can set a cookie of the same name beside ours.
    let name = Self.cookieName(host)
    guard
      request.cookies.contains(where: {
        $0.name == name && AccessKeys.areEqual($0.value, keys.cookie)
      })
    else { return .stranger }
    guard request.method == .post, hasForm else { return .allowed }
    guard let token = request.form["token"], AccessKeys.areEqual(token, keys.formToken) else {
      return .otherPage
    }
    return .allowed
  }

  private static let names = ["127.0.0.1", "localhost", "[::1]"]

  private func isOurs(_ host: String) -> Bool {
    let host = host.lowercased()
    if let port { return Self.names.contains { host == "\($0):\(port)" } }
    return Self.names.contains { name in
      guard host.hasPrefix(name) else { return false }
      let rest = host.dropFirst(name.count)
      return rest.isEmpty || rest.first == ":" && UInt16(rest.dropFirst()) != nil
    }
  }

  /// Browsers send the Origin with every form (Fetch, section 3.2).
  private func isFromOurPage(_ request: Request, _ host: String) -> Bool {
    guard request.origin == "http://\(host)" else { return false }
    return request.fetchSite.map { $0 == "same-origin" } ?? true
  }

  /// Cookies ignore ports (RFC 6265 section 8.5): each server has a name of its own.
  static func cookieName(_ host: String) -> String {
    let port = host.utf8.reversed().prefix { Byte.isDigit($0) }.reversed()
    return "mailcask-" + (host.contains(":") ? String(decoding: Array(port), as: UTF8.self) : "80")
  }
}
