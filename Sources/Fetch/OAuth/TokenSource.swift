import Archive
import Foundation
import HTTP
import Net

/// What the provider gave: a permission that lasts and an access token that soon ends. Kept in the
/// archive for its owner alone.
struct OAuthTokens: Codable, Equatable {
  /// Nil where a command gives it.
  var refresh: String?
  var access: String?
  /// Seconds since 1970.
  var expires: Int64 = 0

  static func file(_ location: ArchiveLocation, account: String) -> AccountFile<OAuthTokens> {
    AccountFile(location, account: account, .tokens)
  }
}

/// Access tokens of one account (RFC 6749 §6, RFC 8628).
struct TokenSource {
  let account: String
  let settings: OAuthSettings
  let file: AccountFile<OAuthTokens>
  let http: HTTPSClient.Options
  /// Tried where the endpoint's certificate is not good by `http`.
  var otherwise: HTTPSClient.Options?

  /// A token, and whether it was made just now.
  func accessToken() throws(ArchiveError) -> (token: [UInt8], isFresh: Bool) {
    if let tokens = file.load(), let access = tokens.access,
      tokens.expires > currentTime() + Limits.tokenMarginSeconds
    {
      return (Array(access.utf8), false)
    }
    return (try refreshed(), true)
  }

  /// A new access token for the refresh token, which may be replaced as well.
  func refreshed() throws(ArchiveError) -> [UInt8] {
    var tokens = file.load() ?? OAuthTokens()
    let granted: String
    if let command = settings.refreshCommand {
      let output = try SecretSource.command(command).read(forAccount: account) { _ in nil }
      granted = String(decoding: output, as: UTF8.self)
    } else if let refresh = tokens.refresh {
      granted = refresh
    } else {
      throw failure("no permission was given yet", Self.askAgain(account))
    }
    let answer = try ask(
      settings.tokenURL, [("grant_type", "refresh_token"), ("refresh_token", granted)])
    guard let access = answer.accessToken else { throw refusal(answer) }
    tokens.access = access
    tokens.expires = answer.expiry
    if settings.refreshCommand == nil { tokens.refresh = answer.refreshToken ?? granted }
    try file.save(tokens)
    return Array(access.utf8)
  }

  /// Keeps a refresh token from elsewhere, after proving that it works.
  func adopt(refreshToken: String) throws(ArchiveError) {
    let old = file.load()
    try file.save(OAuthTokens(refresh: refreshToken))
    do { _ = try refreshed() } catch {
      if let old { try file.save(old) } else { file.remove() }
      throw error
    }
  }

  // MARK: Asking a person

  /// Asks a person to allow the access in a browser, and waits until that is done.
  ///
  /// - Parameters:
  ///   - show: gets the address to open, and the code to type there on any device; without a code the
  ///     browser must be on this machine.
  ///   - wait: sleeps for a number of seconds; false to give up.
  func authorize(
    show: (_ address: String, _ code: String?) -> Void, wait: (Double) -> Bool
  ) throws(ArchiveError) {
    if let deviceURL = settings.deviceURL {
      try authorize(byCodeFrom: deviceURL, show: show, wait: wait)
    } else if let authorizeURL = settings.authorizeURL {
      try authorize(onPage: authorizeURL, show: { show($0, nil) }, wait: wait)
    } else {
      throw failure(
        "the provider asks nobody for permission in a way that programs can follow",
        "Get a refresh token elsewhere and give it with --refresh-token-file.")
    }
  }

  /// RFC 8252.
  private func authorize(
    onPage url: String, show: (_ address: String) -> Void, wait: (Double) -> Bool
  ) throws(ArchiveError) {
    let login = try BrowserLogin()
    show(try login.address(settings, at: url))
    var isGivenUp = false
    let answer = try login.answer { seconds in
      isGivenUp = !wait(seconds)
      return !isGivenUp
    }
    switch answer {
    case .code(let code):
      let answer = try ask(
        settings.tokenURL,
        [
          ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", login.redirect),
          ("code_verifier", login.verifier),
        ])
      guard let access = answer.accessToken else { throw refusal(answer) }
      guard let refresh = answer.refreshToken else {
        throw failure("the provider gave no permission that lasts", Self.askAgain(account))
      }
      try file.save(OAuthTokens(refresh: refresh, access: access, expires: answer.expiry))
    case .refused(let reason):
      throw failure("the access was not allowed (\(reason))", Self.askAgain(account))
    case nil:
      throw isGivenUp
        ? stopped : failure("nobody allowed the access in time", Self.askAgain(account))
    }
  }

  private var stopped: ArchiveError {
    ArchiveError(.interrupted, "log in to account \(account)", why: "stopped on request")
  }

  /// RFC 8628.
  private func authorize(
    byCodeFrom deviceURL: String, show: (_ address: String, _ code: String?) -> Void,
    wait: (Double) -> Bool
  ) throws(ArchiveError) {
    let begun = try ask(deviceURL, [("scope", settings.scope)])
    guard let device = begun["device_code"], let code = begun["user_code"],
      let address = begun["verification_uri"] ?? begun["verification_url"]
    else { throw refusal(begun) }
    show(address, code)
    var interval = max(1, Double(begun["interval"] ?? "") ?? 5)
    let end = currentTime() + (Int64(begun["expires_in"] ?? "") ?? 900)
    while currentTime() < end {
      guard wait(interval) else { throw stopped }
      let answer = try ask(
        settings.tokenURL,
        [("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", device)])
      if let access = answer.accessToken {
        return try file.save(
          OAuthTokens(
            refresh: answer.refreshToken, access: access, expires: answer.expiry))
      }
      switch answer["error"] {
      case "authorization_pending": break
      case "slow_down": interval += 5  // RFC 8628 §3.5
      default: throw refusal(answer)
      }
    }
    throw failure("the code ran out before it was typed", Self.askAgain(account))
  }

  // MARK: Exchange

  private func ask(
    _ url: String, _ fields: [(String, String)]
  ) throws(ArchiveError) -> TokenAnswer {
    var fields = [("client_id", settings.clientID)] + fields
    if let secret = settings.clientSecret { fields.append(("client_secret", secret)) }
    do throws(HTTPError) {
      do throws(HTTPError) { return try ask(url, fields, http) } catch {
        guard let otherwise, case .network(let reason) = error, case .certificate = reason.code
        else { throw error }
        return try ask(url, fields, otherwise)
      }
    } catch { throw ArchiveError(error) }
  }

  private func ask(
    _ url: String, _ fields: [(String, String)], _ http: HTTPSClient.Options
  ) throws(HTTPError) -> TokenAnswer {
    let client = try HTTPSClient(url, http)
    let answer = try client.post(fields)
    return TokenAnswer(host: client.host, status: answer.status, body: answer.body)
  }

  private func refusal(_ answer: TokenAnswer) -> ArchiveError {
    var failure = failure(answer.complaint, answer.isTemporary ? "" : Self.askAgain(account))
    failure.isTransient = answer.isTemporary
    return failure
  }

  private func failure(_ why: String, _ remedy: String) -> ArchiveError {
    ArchiveError(
      .credentials, "get an access token for account \(account)", why: why, remedy: remedy)
  }

  static func askAgain(_ account: String) -> String {
    "Give permission with: mailcask account login \(account)"
  }
}

/// A provider's JSON object.
private struct TokenAnswer {
  private let host: String
  private let status: Int
  private let members: [String: String]

  init(host: String, status: Int, body: [UInt8]) {
    self.host = host
    self.status = status
    let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
    members = (object ?? [:]).compactMapValues { value in
      (value as? String) ?? (value as? NSNumber)?.stringValue
    }
  }

  subscript(name: String) -> String? { members[name] }

  var accessToken: String? { members["access_token"].flatMap(Self.sendable) }
  var refreshToken: String? { members["refresh_token"].flatMap(Self.sendable) }

  /// Seconds since 1970.
  var expiry: Int64 {
    let seconds = members["expires_in"].flatMap { Int64($0) } ?? 0
    return currentTime() + min(max(0, seconds), 365 * 86_400)
  }

  var isTemporary: Bool { status >= 500 || members["error"] == "temporarily_unavailable" }

  /// What the provider says is wrong (RFC 6749 §5.2); its tokens are never among it.
  var complaint: String {
    guard let error = members["error"] else {
      return "\(host) answered with HTTP status \(status) and no token"
    }
    let words = [error, members["error_description"]].compactMap { $0 }.joined(separator: ": ")
    return "\(host) says \(words.prefix(Limits.shownServerText))"
  }

  private static func sendable(_ token: String) -> String? {
    token.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !token.isEmpty ? token : nil
  }
}

extension ArchiveError {
  fileprivate init(_ error: HTTPError) {
    switch error {
    case .notHTTPS(let url):
      self.init(
        .configuration, "use the URL \"\(url)\"", why: "it is no https URL",
        remedy: "Write one such as \"https://login.example.org/token\".")
    case .network(let error): self.init(error)
    case .badAnswer(let host, let why):
      self.init(
        .server, "ask \(host) for a token", why: why,
        remedy: "Check oauth_token_url, or try again later.")
    }
  }
}
