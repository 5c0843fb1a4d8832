import Bytes
internal import Net
internal import SASL

/// AUTH (RFC 5034): transports the dialogue of a `SASLMechanism`.
extension POP3Client {
  func sasl(_ choice: Credentials.Mechanism, _ credentials: Credentials) throws(POP3Error) {
    var login = try step { () throws(SASLFailure) in
      try SASLAnswers(credentials.dialogue(by: choice, loginConditions))
    }
    let name = login.mechanism.name
    if capabilities.isKnown, !capabilities.mechanisms.contains(name) { throw missing(name) }
    let status = try converse(&login)
    guard status.status == .ok else {
      let words = login.mechanism.refusal.map { " (\(trace.shown(Array($0.utf8))))" } ?? ""
      throw refusal(status, otherwise: .loginRefused, "refused the login\(words)")
    }
  }

  var loginConditions: LoginConditions {
    LoginConditions(
      capabilities.isKnown ? capabilities.mechanisms : nil, connection, settings.server)
  }

  private func converse(_ login: inout SASLAnswers) throws(POP3Error) -> StatusLine {
    if let first = login.waiting { trace.hide(first) }
    let name = login.mechanism.name
    var command = Command.auth(mechanism: name, initialResponse: login.waiting)
    if command.line.utf8.count + 2 > Limits.initialResponse {
      command = .auth(mechanism: name, initialResponse: nil)
    } else {
      login.sentFirst()
    }
    var status = try ask(command)
    // Some servers write "+OK" where "+" is required; it means success only if the client has
    // nothing left to send.
    while status.status == .challenge
      || status.status == .ok && (login.waiting != nil || !login.mechanism.isComplete)
    {
      let challenge = status.bytes
      let answer = try step { () throws(SASLFailure) in try login.answer(challenge) }
      trace.hide(answer)
      status = try ask(.authAnswer(answer))
    }
    return status
  }

  private func step<R>(_ body: () throws(SASLFailure) -> R) throws(POP3Error) -> R {
    do throws(SASLFailure) { return try body() } catch { throw failure(error) }
  }

  func failure(_ failure: SASLFailure) -> POP3Error {
    let code: POP3Error.Code =
      switch failure {
      case .notGenuine: .serverNotGenuine
      case .unpreparable: .unsendableCredentials
      case .digest: .mechanismMissing
      }
    return POP3Error(
      code, at: connection.place, why: failure.words.why, remedy: failure.words.remedy)
  }
}
