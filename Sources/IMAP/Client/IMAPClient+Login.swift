import Bytes
internal import Net
package import SASL

extension IMAPClient {
  /// Logs in, and switches on what makes reading better.
  package func login(_ credentials: Credentials) throws(IMAPError) {
    if !isLoggedIn {
      guard credentials.areSendable else {
        throw IMAPError(
          .unsendable, at: place, why: "user or password has a line end or NUL inside",
          remedy: "check where they come from: a file or command may add a line end")
      }
      trace.hide(credentials.secret)
      try logIn(credentials)
    }
    try prepare()
  }

  /// What a server can may differ before and after the login. What is said here goes out together with
  /// the next command, in one flight.
  private func prepare() throws(IMAPError) {
    if !capabilities.isKnown { try askCapabilities() }
    hasLoggedIn = true
    if capabilities.has("ID") { say(.id) }
    // Messages with UTF-8 headers come as they are, not in a stand-in (RFC 9755 §4).
    if capabilities.has("ENABLE"), capabilities.has("UTF8=ACCEPT") {
      say(.enable(["UTF8=ACCEPT"]))
    }
  }

  // MARK: Choice

  private func logIn(_ credentials: Credentials) throws(IMAPError) {
    let conditions = loginConditions
    let mechanism = credentials.mechanism ?? conditions.strongestMechanism ?? .userPass
    guard mechanism.hidesSecret || conditions.allowsClearText else {
      throw IMAPError(
        .encryptionMissing, at: place,
        why: "the password would go over the network in clear text",
        remedy: "use TLS, or allow clear text in the account's settings")
    }
    switch mechanism {
    case .userPass: try plainLogin(credentials)
    case .apop: throw missing("APOP, which only POP3 has")
    default: try authenticate(mechanism, credentials)
    }
  }

  private var loginConditions: LoginConditions {
    LoginConditions(
      capabilities.isKnown ? capabilities.mechanisms : nil, connection, settings.server)
  }

  private func plainLogin(_ credentials: Credentials) throws(IMAPError) {
    guard !capabilities.has("LOGINDISABLED") else {
      throw connection.isEncrypted
        ? missing("user and password")
        : IMAPError(
          .encryptionMissing, at: place, why: "the server takes logins only over TLS",
          remedy: "use tls = \"implicit\" (port 993) or tls = \"starttls\"")
    }
    let answer = Answer(self)
    say(.login(user: credentials.user, password: credentials.secret))
    try finish(answer)
    try accept(answer, "refused the login")
  }

  private func accept(_ answer: Answer, _ did: String) throws(IMAPError) {
    guard let status = answer.status else { throw closed() }
    guard status.status == .ok else {
      throw refusal(status, otherwise: .loginRefused, did)
    }
    capabilities = answer.capabilities ?? Capabilities()
  }

  private func missing(_ mechanism: String) -> IMAPError {
    let offered = capabilities.mechanisms.sorted().joined(separator: ", ")
    return IMAPError(
      .mechanismMissing, at: place, why: "the server has no login by \(mechanism)",
      remedy: offered.isEmpty
        ? "choose another login in the account's settings"
        : "choose another login in the account's settings; it offers \(shownText(offered.utf8))")
  }

  // MARK: AUTHENTICATE (RFC 9051 §6.2.2)

  private func authenticate(
    _ choice: Credentials.Mechanism, _ credentials: Credentials
  ) throws(IMAPError) {
    var login = try step { () throws(SASLFailure) in
      try SASLAnswers(credentials.dialogue(by: choice, loginConditions))
    }
    if capabilities.isKnown, !capabilities.mechanisms.contains(login.mechanism.name) {
      throw missing(login.mechanism.name)
    }
    let answer = Answer(self)
    try converse(&login, answer)
    let words = login.mechanism.refusal.map { " (\(trace.shown(Array($0.utf8))))" } ?? ""
    try accept(answer, "refused the login\(words)")
    guard login.mechanism.isComplete else {
      throw failure(.notGenuine("it could not prove that it knows the password"))
    }
  }

  private func converse(_ login: inout SASLAnswers, _ answer: Answer) throws(IMAPError) {
    if let first = login.waiting { trace.hide(first) }
    let sendsFirst = capabilities.has("SASL-IR")
    say(
      .authenticate(
        mechanism: login.mechanism.name, initialResponse: sendsFirst ? login.waiting : nil))
    if sendsFirst { login.sentFirst() }
    while dialogue.awaitedCount > 0 {
      try exchange(answer)
      guard let challenge = dialogue.question else { continue }
      trace.server(question: challenge)
      let line = try step { () throws(SASLFailure) in try login.answer(challenge) }
      trace.hide(line)
      trace.client("***")
      dialogue.answer(line)
    }
  }

  private func step<R>(_ body: () throws(SASLFailure) -> R) throws(IMAPError) -> R {
    do throws(SASLFailure) { return try body() } catch { throw failure(error) }
  }

  private func failure(_ failure: SASLFailure) -> IMAPError {
    let code: IMAPError.Code =
      switch failure {
      case .notGenuine: .serverNotGenuine
      case .unpreparable: .unsendable
      case .digest: .mechanismMissing
      }
    return IMAPError(
      code, at: place, why: failure.words.why, remedy: failure.words.remedy)
  }
}
