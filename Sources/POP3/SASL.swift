import Bytes
internal import Digests

/// The client's side of a login dialogue (RFC 4422), without I/O and without base64.
protocol SASLMechanism {
  /// As on the AUTH line.
  var name: String { get }
  /// What the client says first, if it speaks first.
  mutating func initialResponse() throws(SASLFailure) -> [UInt8]?
  mutating func answer(_ challenge: [UInt8]) throws(SASLFailure) -> [UInt8]
  /// Whether "+OK" may now mean success. Before that, some servers write it where "+" is due.
  var isComplete: Bool { get }
  /// What the server said in the dialogue about a refusal.
  var refusal: String? { get }
}

extension SASLMechanism {
  var refusal: String? { nil }
}

enum SASLFailure: Error {
  /// The server does not know the password, or talks nonsense.
  case notGenuine(String)
  /// The name or password may not be sent (RFC 4013 §2.3).
  case unpreparable
  case digest(DigestError)
}

/// PLAIN (RFC 4616).
struct SASLPlain: SASLMechanism {
  let name = "PLAIN"
  let user: String
  let password: String
  let isComplete = true

  func initialResponse() -> [UInt8]? { [0] + Array(user.utf8) + [0] + Array(password.utf8) }
  func answer(_ challenge: [UInt8]) -> [UInt8] { [] }
}

/// LOGIN (draft-murchison-sasl-login): user and password, one challenge each, whatever it says.
struct SASLLogin: SASLMechanism {
  let name = "LOGIN"
  private var answers: [String]

  init(user: String, password: String) { answers = [user, password] }

  var isComplete: Bool { answers.isEmpty }
  func initialResponse() -> [UInt8]? { nil }
  mutating func answer(_ challenge: [UInt8]) -> [UInt8] {
    answers.isEmpty ? [] : Array(answers.removeFirst().utf8)
  }
}

/// CRAM-MD5 (RFC 2195).
struct SASLCramMD5: SASLMechanism {
  let name = "CRAM-MD5"
  let user: String
  let password: String
  private(set) var isComplete = false

  init(user: String, password: String) {
    self.user = user
    self.password = password
  }

  func initialResponse() -> [UInt8]? { nil }
  mutating func answer(_ challenge: [UInt8]) throws(SASLFailure) -> [UInt8] {
    isComplete = true
    do throws(DigestError) {
      let mac = try KeyedDigest.hmac(.md5, key: Array(password.utf8), message: challenge)
      return Array("\(user) \(Hexadecimal.encode(mac))".utf8)
    } catch { throw .digest(error) }
  }
}

/// EXTERNAL (RFC 4422 appendix A): the client certificate says who it is.
struct SASLExternal: SASLMechanism {
  let name = "EXTERNAL"
  /// Empty to let the server take the name from the certificate.
  let user: String
  let isComplete = true

  func initialResponse() -> [UInt8]? { Array(user.utf8) }
  func answer(_ challenge: [UInt8]) -> [UInt8] { [] }
}
