package import Errors
package import Net

/// Why a session could not continue: a code to compare, and words for people. Never contains a
/// secret.
package struct POP3Error: ExplainedError, Equatable, Sendable {
  package enum Code: Sendable, Equatable {
    case network(NetError.Code)
    /// The server closed the connection; `inMessage` if this cut off a message.
    case closed(inMessage: Bool)
    /// The greeting is not that of a POP3 server.
    case notPOP3
    /// The greeting was -ERR.
    case turnedAway
    /// STLS or a login without clear text is required, and the server does not offer it.
    case encryptionMissing
    case mechanismMissing
    /// User or password has characters that cannot be sent.
    case unsendableCredentials
    case loginRefused
    /// [IN-USE], [LOGIN-DELAY], [SYS/TEMP]: trying again later helps.
    case inUse
    case loginDelay
    case temporaryFailure
    /// [SYS/PERM]: only a person can help.
    case permanentFailure
    /// The server could not prove that it knows the password, or sent nonsense during the login.
    case serverNotGenuine
    /// -ERR in response to a command that must succeed.
    case commandRefused
    case protocolViolation
    /// A message ends in "." CR without LF.
    case malformedEnd
    case limitExceeded
    /// The receiver of the messages could not continue.
    case receiverStopped
  }

  package let code: Code
  package let text: ErrorText
  package let fingerprint: Fingerprint?

  /// - Parameter place: `host:port`.
  package init(_ code: Code, at place: String, why: String, remedy: String) {
    self.code = code
    text = ErrorText("talk to \(place)", why: why, remedy: remedy)
    fingerprint = nil
  }

  package init(_ error: NetError) {
    code = .network(error.code)
    text = error.text
    fingerprint = error.fingerprint
  }

  /// Whether the server or the network is the cause, and not this side.
  var isOfServer: Bool {
    switch code {
    case .receiverStopped, .network(.interrupted): false
    default: true
    }
  }

  /// Whether the same attempt may succeed later without anybody changing anything.
  package var isTransient: Bool {
    switch code {
    case .closed, .turnedAway, .inUse, .loginDelay, .temporaryFailure: true
    case .network(let code):
      [.timedOut, .reset, .refused, .unreachable, .unknownHost].contains(code)
    default: false
    }
  }
}
