import Bytes
package import Digests
package import Net

/// SCRAM-SHA-1 and SCRAM-SHA-256 (RFC 5802, 7677), with channel binding as …-PLUS. Name and
/// password must have passed SASLprep.
package struct SCRAM: SASLMechanism {
  package enum Binding: Sendable {
    /// The client does not support channel binding.
    case none
    /// The client supports it and believes that the server does not: a server that does detects a
    /// tampered offer.
    case unused
    case bound(ChannelBinding)
  }

  package let name: String
  package private(set) var isComplete = false
  private let algorithm: MessageDigest.Algorithm
  private let user: String
  private let password: [UInt8]
  private let binding: Binding
  private let nonce: String
  private var expectedSignature: [UInt8]?

  /// - Parameter nonce: set by tests; otherwise random.
  package init(
    _ algorithm: MessageDigest.Algorithm, user: String, password: String, binding: Binding,
    nonce: String? = nil
  ) throws(SASLFailure) {
    self.algorithm = algorithm
    self.user = user
    self.password = Array(password.utf8)
    self.binding = binding
    let plus = if case .bound = binding { "-PLUS" } else { "" }
    name = "SCRAM-\(algorithm.rawValue)\(plus)"
    do throws(DigestError) {
      let random = try KeyedDigest.random(count: 18)
      self.nonce = nonce ?? Base64.encode(random)
    } catch { throw .digest(error) }
  }

  /// Escapes "," and "=", which are special in SCRAM and GS2 (RFC 5801 §4).
  package static func escaped(_ name: String) -> String {
    name.reduce(into: "") { result, character in
      switch character {
      case ",": result += "=2C"
      case "=": result += "=3D"
      default: result.append(character)
      }
    }
  }

  private var header: String {
    switch binding {
    case .none: "n,,"
    case .unused: "y,,"
    case .bound(let binding): "p=\(binding.type),,"
    }
  }

  private var firstBare: String { "n=\(Self.escaped(user)),r=\(nonce)" }

  package func initialResponse() -> [UInt8]? { Array("\(header)\(firstBare)".utf8) }

  package mutating func answer(_ challenge: [UInt8]) throws(SASLFailure) -> [UInt8] {
    if isComplete { throw .notGenuine("it asks for more after the end of the login") }
    if let expectedSignature {
      try check(challenge, expectedSignature)
      isComplete = true
      return []
    }
    let server = try ServerFirst(challenge, nonce: nonce)
    do throws(DigestError) { return try prove(server) } catch { throw .digest(error) }
  }

  /// client-final-message (RFC 5802 §3).
  private mutating func prove(_ server: ServerFirst) throws(DigestError) -> [UInt8] {
    var bindingData = Array(header.utf8)
    if case .bound(let binding) = binding { bindingData += binding.bytes }
    let withoutProof = "c=\(Base64.encode(bindingData)),r=\(server.nonce)"
    let authMessage = Array("\(firstBare),\(server.text),\(withoutProof)".utf8)

    let length = algorithm == .sha1 ? 20 : 32
    let salted = try KeyedDigest.pbkdf2(
      algorithm, password: password, salt: server.salt, iterations: server.iterations,
      length: length)
    let clientKey = try KeyedDigest.hmac(algorithm, key: salted, message: Array("Client Key".utf8))
    let storedKey = try MessageDigest.of(clientKey, algorithm)
    let signature = try KeyedDigest.hmac(algorithm, key: storedKey, message: authMessage)
    let serverKey = try KeyedDigest.hmac(algorithm, key: salted, message: Array("Server Key".utf8))
    expectedSignature = try KeyedDigest.hmac(algorithm, key: serverKey, message: authMessage)
    let proof = zip(clientKey, signature).map { $0 ^ $1 }
    return Array("\(withoutProof),p=\(Base64.encode(proof))".utf8)
  }

  private func check(_ challenge: [UInt8], _ expected: [UInt8]) throws(SASLFailure) {
    let text = String(decoding: challenge, as: UTF8.self)
    guard text.hasPrefix("v="),
      let signature = Base64.decode(text.dropFirst(2).prefix { $0 != "," }.utf8),
      KeyedDigest.equal(signature, expected)
    else { throw .notGenuine("it could not prove that it knows the password") }
  }
}

/// server-first-message (RFC 5802 §7).
private struct ServerFirst {
  let text: String
  let nonce: String
  let salt: [UInt8]
  let iterations: Int

  init(_ challenge: [UInt8], nonce clientNonce: String) throws(SASLFailure) {
    text = String(decoding: challenge, as: UTF8.self)
    let fields = text.split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count >= 3, fields[0].hasPrefix("r="), fields[1].hasPrefix("s="),
      fields[2].hasPrefix("i="), let iterations = Int(fields[2].dropFirst(2)),
      let salt = Base64.decode(fields[1].dropFirst(2).utf8), !salt.isEmpty
    else { throw .notGenuine("its SCRAM challenge is malformed") }
    nonce = String(fields[0].dropFirst(2))
    guard nonce.hasPrefix(clientNonce), nonce.utf8.count > clientNonce.utf8.count else {
      throw .notGenuine("its SCRAM challenge is not for this login")
    }
    guard Limits.scramIterations.contains(iterations) else {
      throw .notGenuine("its SCRAM challenge asks for \(iterations) iterations")
    }
    self.salt = salt
    self.iterations = iterations
  }
}
