package import Errors
package import Net

/// Why a message could not be handed in: a code to compare, and words for people. Never holds a secret.
package struct SMTPError: ExplainedError, Equatable, Sendable {
  package enum Code: Sendable, Equatable {
    case network(NetError.Code)
    /// The server ended the connection.
    case closed
    case notSMTP
    /// STARTTLS or an encrypted login is wanted, and the server has none.
    case encryptionMissing
    case mechanismMissing
    /// User or password has characters that cannot be sent.
    case unsendableLogin
    case loginRefused
    /// The server could not prove that it knows the password, or sent nonsense in the login.
    case serverNotGenuine
    /// The server cannot take this message whatever is tried: it is too large, has bytes or lines that
    /// the server does not take, or an address does.
    case unsendableMessage
    /// 4xx: the same may succeed later.
    case temporaryFailure
    /// 5xx to a command that has to work.
    case commandRefused
    /// The connection broke after the message was sent and before the server answered: nobody knows
    /// whether it has it.
    case unknownOutcome
    /// The message could not be read.
    case unreadable
  }

  package let code: Code
  package let text: ErrorText
  /// The network error that caused this one, if any.
  package let network: NetError?

  /// - Parameter place: `host:port`.
  package init(_ code: Code, at place: String, why: String, remedy: String) {
    self.code = code
    text = ErrorText("hand in mail at \(place)", why: why, remedy: remedy)
    network = nil
  }

  init(_ misfit: PortProbe.Misfit, at place: String) {
    self.init(
      misfit.isStranger ? .notSMTP : .encryptionMissing, at: place, why: misfit.why,
      remedy: misfit.remedy)
  }

  package init(_ error: NetError) {
    code = .network(error.code)
    text = error.text
    network = error
  }

  /// Whether the same attempt may succeed later without anybody changing anything.
  package var isTransient: Bool {
    switch code {
    case .closed, .temporaryFailure, .unknownOutcome: true
    case .network(let code):
      [.timedOut, .reset, .refused, .unreachable, .unknownHost, .interrupted].contains(code)
    default: false
    }
  }
}
