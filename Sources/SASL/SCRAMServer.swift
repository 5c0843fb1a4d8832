import Bytes
package import Digests

/// What a server keeps of a password for SCRAM-SHA-256 (RFC 5802 §3).
package struct SCRAMVerifier: Sendable {
  let user: String
  let salt: [UInt8]
  let iterations: Int
  let storedKey: [UInt8]
  let serverKey: [UInt8]

  package init(user: String, password: String) throws(DigestError) {
    self.user = user
    salt = try KeyedDigest.random(count: 16)
    iterations = Limits.scramIterations.lowerBound
    let salted = try KeyedDigest.pbkdf2(
      .sha256, password: Array(password.utf8), salt: salt, iterations: iterations, length: 32)
    let clientKey = try KeyedDigest.hmac(.sha256, key: salted, message: Array("Client Key".utf8))
    storedKey = try MessageDigest.of(clientKey, .sha256)
    serverKey = try KeyedDigest.hmac(.sha256, key: salted, message: Array("Server Key".utf8))
  }
}

/// The server's side of a login by SCRAM-SHA-256 (RFC 5802, 7677), without channel binding.
package struct SCRAMServer {
  package enum Step: Equatable {
    case challenge([UInt8])
    /// The client knows the password; this proves to it that the server does, too.
    case accepted([UInt8])
    case refused
  }

  private struct Opening {
    let gs2Header: String
    let bare: String
    let nonce: String
    let text: String
    let isKnownUser: Bool
  }

  private let verifier: SCRAMVerifier
  private let serverNonce: String
  private var opening: Opening?

  package init(_ verifier: SCRAMVerifier) throws(DigestError) {
    self.verifier = verifier
    serverNonce = Base64.encode(try KeyedDigest.random(count: 18))
  }

  /// - Parameter message: what the client sent, decoded.
  package mutating func answer(_ message: [UInt8]) throws(DigestError) -> Step {
    guard let text = String(validating: message, as: UTF8.self) else { return .refused }
    guard let opening else { return begin(text) }
    self.opening = nil
    return try end(text, opening)
  }

  private mutating func begin(_ text: String) -> Step {
    // "n" or "y": the client has, or believes that we have, no channel binding. That is so.
    let parts = text.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, ["n", "y"].contains(parts[0]) else { return .refused }
    let fields = parts[2].split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count >= 2, fields[0].hasPrefix("n="), fields[1].hasPrefix("r="),
      fields[1].utf8.count > 2
    else { return .refused }
    let nonce = fields[1].dropFirst(2) + serverNonce
    let first =
      "r=\(nonce),s=\(Base64.encode(verifier.salt)),i=\(verifier.iterations)"
    opening = Opening(
      gs2Header: "\(parts[0]),\(parts[1]),", bare: String(parts[2]), nonce: String(nonce),
      text: first, isKnownUser: fields[0].dropFirst(2) == SCRAM.escaped(verifier.user))
    return .challenge(Array(first.utf8))
  }

  private func end(_ text: String, _ opening: Opening) throws(DigestError) -> Step {
    guard let mark = text.firstRange(of: ",p="), opening.isKnownUser,
      let proof = Base64.decode(text[mark.upperBound...].utf8),
      proof.count == verifier.storedKey.count
    else { return .refused }
    let withoutProof = String(text[..<mark.lowerBound])
    let header = Base64.encode(Array(opening.gs2Header.utf8))
    guard withoutProof == "c=\(header),r=\(opening.nonce)" else { return .refused }
    let messages = Array("\(opening.bare),\(opening.text),\(withoutProof)".utf8)
    let signature = try KeyedDigest.hmac(.sha256, key: verifier.storedKey, message: messages)
    let clientKey = zip(proof, signature).map { $0 ^ $1 }
    guard KeyedDigest.equal(try MessageDigest.of(clientKey, .sha256), verifier.storedKey) else {
      return .refused
    }
    let own = try KeyedDigest.hmac(.sha256, key: verifier.serverKey, message: messages)
    return .accepted(Array("v=\(Base64.encode(own))".utf8))
  }
}
