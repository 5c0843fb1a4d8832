import Bytes
package import Digests

/// The client's side of a login dialogue (RFC 4422), without I/O and without base64.
package protocol SASLMechanism {
  /// The name for the AUTH line.
  var name: String { get }
  /// The client's first message, if the client begins.
  mutating func initialResponse() throws(SASLFailure) -> [UInt8]?
  mutating func answer(_ challenge: [UInt8]) throws(SASLFailure) -> [UInt8]
  /// Whether "+OK" may mean success by now. Earlier, some servers send it where "+" is required.
  var isComplete: Bool { get }
  /// The server's explanation of a refusal in the dialogue.
  var refusal: String? { get }
}

extension SASLMechanism {
  package var refusal: String? { nil }
}

package enum SASLFailure: Error {
  /// The server does not know the password, or sends nonsense.
  case notGenuine(String)
  /// The name or password may not be sent (RFC 4013 §2.3).
  case unpreparable
  case digest(DigestError)

  /// The reason and what a person can do, the same for every protocol.
  package var words: (why: String, remedy: String) {
    switch self {
    case .notGenuine(let reason):
      (
        "the server is not to be trusted: \(reason)",
        "check host and port: another server may stand in its place"
      )
    case .unpreparable:
      (
        "user or password has a control or other character that SCRAM does not allow",
        "check where they come from, or choose another login in the account's settings"
      )
    case .digest(let error): ("\(error)", "choose another login in the account's settings")
    }
  }
}

/// PLAIN (RFC 4616).
package struct SASLPlain: SASLMechanism {
  package let name = "PLAIN"
  package let user: String
  package let password: String
  package let isComplete = true

  package init(user: String, password: String) {
    self.user = user
    self.password = password
  }

  package func initialResponse() -> [UInt8]? { [0] + Array(user.utf8) + [0] + Array(password.utf8) }
  package func answer(_ challenge: [UInt8]) -> [UInt8] { [] }
}

/// LOGIN (draft-murchison-sasl-login): user and password, one challenge each; the challenge text is
/// ignored.
package struct SASLLogin: SASLMechanism {
  package let name = "LOGIN"
  private var answers: [String]

  package init(user: String, password: String) { answers = [user, password] }

  package var isComplete: Bool { answers.isEmpty }
  package func initialResponse() -> [UInt8]? { nil }
  package mutating func answer(_ challenge: [UInt8]) -> [UInt8] {
    answers.isEmpty ? [] : Array(answers.removeFirst().utf8)
  }
}

/// CRAM-MD5 (RFC 2195).
package struct SASLCramMD5: SASLMechanism {
  package let name = "CRAM-MD5"
  package let user: String
  package let password: String
  package private(set) var isComplete = false

  package init(user: String, password: String) {
    self.user = user
    self.password = password
  }

  package func initialResponse() -> [UInt8]? { nil }
  package mutating func answer(_ challenge: [UInt8]) throws(SASLFailure) -> [UInt8] {
    isComplete = true
    do throws(DigestError) {
      let mac = try KeyedDigest.hmac(.md5, key: Array(password.utf8), message: challenge)
      return Array("\(user) \(Hexadecimal.encode(mac))".utf8)
    } catch { throw .digest(error) }
  }
}

/// EXTERNAL (RFC 4422 appendix A): the client certificate identifies the person.
package struct SASLExternal: SASLMechanism {
  package let name = "EXTERNAL"
  /// Empty: the server takes the name from the certificate.
  package let user: String
  package let isComplete = true

  package init(user: String) { self.user = user }

  package func initialResponse() -> [UInt8]? { Array(user.utf8) }
  package func answer(_ challenge: [UInt8]) -> [UInt8] { [] }
}
