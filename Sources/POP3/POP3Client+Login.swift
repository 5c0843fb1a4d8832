import Bytes
internal import Digests
internal import Net
package import SASL

extension POP3Client {
  package func login(_ credentials: Credentials) throws(POP3Error) {
    try refuseInjection(credentials)
    trace.hide(credentials.secret)
    if capabilities.has("UTF8") {
      // Request messages with UTF-8 headers unchanged, not in a downgraded form (RFC 6856 §2).
      _ = try ask(.utf8)
    }
    switch try choice(for: credentials) {
    case .userPass: try userPass(credentials)
    case .apop: try apop(credentials)
    case let mechanism: try sasl(mechanism, credentials)
    }
    self.credentials = credentials
    capabilitiesAreStale = true
  }

  private func refuseInjection(_ credentials: Credentials) throws(POP3Error) {
    guard credentials.areSendable else {
      throw POP3Error(
        .unsendableCredentials, at: connection.place,
        why: "user or password has a line end or NUL inside",
        remedy: "check where they come from: a file or command may add a line end")
    }
  }

  // MARK: Choice

  private func choice(for credentials: Credentials) throws(POP3Error) -> Credentials.Mechanism {
    let conditions = loginConditions
    let mechanism = credentials.mechanism ?? conditions.strongestMechanism ?? .userPass
    guard mechanism.hidesSecret || conditions.allowsClearText else {
      throw POP3Error(
        .encryptionMissing, at: connection.place,
        why: "the password would go over the network in clear text",
        remedy: "use TLS, or allow clear text in the account's settings")
    }
    return mechanism
  }

  // MARK: Logins of RFC 1939

  /// Sends both commands at once if the server announced before the login that it can pipeline:
  /// this saves a round trip.
  private func userPass(_ credentials: Credentials) throws(POP3Error) {
    let (user, pass) = (Command.user(credentials.user), Command.pass(credentials.secret))
    var status: StatusLine
    if pipelines {
      do throws(POP3Error) { status = try ask(user, pass) } catch {
        guard mayBePipelining(error) else { throw error }
        return try reopenWithoutPipelining(credentials)
      }
    } else {
      status = try ask(user)
      if status.status == .ok { status = try ask(pass) }
    }
    guard status.status == .ok else {
      throw refusal(status, otherwise: .loginRefused, "refused the login")
    }
  }

  private func apop(_ credentials: Credentials) throws(POP3Error) {
    guard let challenge = Self.apopChallenge(greeting), !credentials.user.contains(" ") else {
      throw missing("APOP")
    }
    let digest: [UInt8]
    do throws(DigestError) {
      digest = try MessageDigest.of(challenge + Array(credentials.secret.utf8), .md5)
    } catch { throw failure(.digest(error)) }
    let status = try ask(.apop(user: credentials.user, digest: Hexadecimal.encode(digest)))
    guard status.status == .ok else {
      throw refusal(status, otherwise: .loginRefused, "refused the login")
    }
  }

  /// The challenge must look like a msg-id: freely chosen bytes let an attacker find the password
  /// (CVE-2007-1558).
  static func apopChallenge(_ greeting: [UInt8]) -> [UInt8]? {
    guard let start = greeting.lastIndex(of: UInt8(ascii: "<")) else { return nil }
    let tail = greeting[start...]
    guard let end = tail.firstIndex(of: UInt8(ascii: ">")) else { return nil }
    let inner = tail[(start + 1)..<end]
    let sides = inner.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard sides.count == 2, sides.allSatisfy({ !$0.isEmpty }),
      inner.allSatisfy({ 0x21...0x7e ~= $0 })
    else { return nil }
    return Array(tail[...end])
  }

  func missing(_ mechanism: String) -> POP3Error {
    let offered = capabilities.mechanisms.sorted().joined(separator: ", ")
    return POP3Error(
      .mechanismMissing, at: connection.place,
      why: "the server has no login by \(mechanism)",
      remedy: offered.isEmpty
        ? "choose another login in the account's settings"
        : "choose another login in the account's settings; it offers \(shownText(offered.utf8))")
  }
}
