package import Errors
package import Net

/// Why a session could not go on: a code to compare, and words for people. Never holds a secret.
package struct IMAPError: ExplainedError, Equatable, Sendable {
  package enum Code: Sendable, Equatable {
    case network(NetError.Code)
    /// The server ended the connection.
    case closed
    /// The server ended the session with words (BYE).
    case goodbye
    /// The greeting is not IMAP's.
    case notIMAP
    /// The greeting was BYE.
    case turnedAway
    /// STARTTLS or a login without clear text is wanted, and the server has none.
    case encryptionMissing
    /// The server says before TLS that somebody is logged in (PREAUTH): nothing would be encrypted.
    case loggedInWithoutTLS
    case mechanismMissing
    /// User, password or the name of a mailbox has characters that cannot be sent.
    case unsendable
    case loginRefused
    /// [UNAVAILABLE], [LIMIT], [OVERQUOTA], [INUSE]: trying again later helps.
    case temporaryFailure
    /// The server could not prove that it knows the password, or sent nonsense in the login.
    case serverNotGenuine
    /// NO or BAD to a command that has to work.
    case commandRefused
    /// The same for one folder, which the server says will pass.
    case folderUnavailable
    case protocolViolation
    case limitExceeded
    /// The caller could not take more.
    case receiverStopped
  }

  package let code: Code
  package let text: ErrorText
  package let fingerprint: Fingerprint?
  /// The network error that caused this one, if any.
  package let network: NetError?

  /// - Parameter place: `host:port`.
  package init(_ code: Code, at place: String, why: String, remedy: String) {
    self.code = code
    text = ErrorText("talk to \(place)", why: why, remedy: remedy)
    fingerprint = nil
    network = nil
  }

  package init(_ error: NetError) {
    code = .network(error.code)
    text = error.text
    fingerprint = error.fingerprint
    network = error
  }

  /// Whether the same attempt may succeed later without anybody changing anything.
  package var isTransient: Bool {
    switch code {
    case .closed, .goodbye, .turnedAway, .temporaryFailure, .folderUnavailable: true
    case .network(let code):
      [.timedOut, .reset, .refused, .unreachable, .unknownHost].contains(code)
    default: false
    }
  }

  /// Whether the session broke in what the server sent, or in the middle of it: a session that asks
  /// for something else may do better.
  package var isOfAnswer: Bool {
    switch code {
    case .closed, .goodbye, .protocolViolation, .limitExceeded: true
    case .network(.reset), .network(.timedOut): true
    default: false
    }
  }

  /// Whether the server wants to be left alone for some time.
  package var wantsPause: Bool { code == .temporaryFailure || code == .goodbye }
}
