import Bytes
internal import Net
internal import SASL

/// AUTH (RFC 5034): transports the dialogue of a `SASLMechanism`.
extension POP3Client {
  func sasl(_ choice: Credentials.Mechanism, _ credentials: Credentials) throws(POP3Error) {
    var mechanism = try step { () throws(SASLFailure) in
      try credentials.dialogue(by: choice, loginConditions)
    }
    if capabilities.isKnown, !capabilities.mechanisms.contains(mechanism.name) {
      throw missing(mechanism.name)
    }
    let status = try converse(&mechanism)
    guard status.status == .ok else {
      let words = mechanism.refusal.map { " (\(trace.shown(Array($0.utf8))))" } ?? ""
      throw refusal(status, otherwise: .loginRefused, "refused the login\(words)")
    }
  }

  var loginConditions: LoginConditions {
    LoginConditions(
      offered: capabilities.mechanisms, isOfferKnown: capabilities.isKnown,
      allowsClearText: connection.isEncrypted || settings.sendsPasswordInClear,
      channelBinding: connection.channelBinding, host: settings.endpoint.host,
      port: settings.endpoint.port)
  }

  private func converse(_ mechanism: inout any SASLMechanism) throws(POP3Error) -> StatusLine {
    var first = try step { () throws(SASLFailure) in
      try mechanism.initialResponse().map { $0.isEmpty ? "=" : Base64.encode($0) }
    }
    if let first { trace.hide(first) }
    let name = mechanism.name
    var command = Command.auth(mechanism: name, initialResponse: first)
    if command.line.utf8.count + 2 > Limits.initialResponse {
      command = .auth(mechanism: name, initialResponse: nil)
    } else {
      first = nil
    }
    var status = try ask(command)
    var challenges = 0
    // Some servers write "+OK" where "+" is required; it means success only if the client has
    // nothing left to send.
    while status.status == .challenge
      || status.status == .ok && (first != nil || !mechanism.isComplete)
    {
      challenges += 1
      guard challenges <= Limits.challenges else {
        throw failure(.notGenuine("it keeps asking for more in the login"))
      }
      let answer: String
      if let waiting = first {
        answer = waiting
        first = nil
      } else {
        let challenge = Base64.decode(status.bytes) ?? status.bytes
        answer = try step { () throws(SASLFailure) in
          Base64.encode(try mechanism.answer(challenge))
        }
      }
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
