internal import Net

/// XOAUTH2 (Google's and Microsoft's own) and OAUTHBEARER (RFC 7628): an access token.
package struct SASLOAuth: SASLMechanism {
  private let response: [UInt8]
  /// The response to the server's JSON, after which it can send -ERR (RFC 7628 §3.2.3).
  private let giveUp: [UInt8]
  package let name: String
  package let isComplete = true
  package private(set) var refusal: String?

  package static func xoauth2(user: String, token: String) -> SASLOAuth {
    SASLOAuth(
      response: Array("user=\(user)\u{1}auth=Bearer \(token)\u{1}\u{1}".utf8), giveUp: [],
      name: "XOAUTH2")
  }

  package static func oauthBearer(user: String, token: String, host: String, port: UInt16)
    -> SASLOAuth
  {
    let header = "n,a=\(SCRAM.escaped(user)),"
    let fields = "\u{1}host=\(host)\u{1}port=\(port)\u{1}auth=Bearer \(token)\u{1}\u{1}"
    return SASLOAuth(response: Array("\(header)\(fields)".utf8), giveUp: [1], name: "OAUTHBEARER")
  }

  package func initialResponse() -> [UInt8]? { response }

  package mutating func answer(_ challenge: [UInt8]) -> [UInt8] {
    if !challenge.isEmpty { refusal = Self.words(challenge) }
    return giveUp
  }

  /// `{"status":"invalid_token","scope":"mail"}` → `invalid_token`; anything else is shown whole.
  static func words(_ json: [UInt8]) -> String {
    let text = String(decoding: json, as: UTF8.self)
    let found = ["status", "error", "error_description"].compactMap { member(of: text, $0) }
    return shownText((found.isEmpty ? text : found.joined(separator: ": ")).utf8)
  }

  /// The value of a string member, ignoring nesting; escapes are not decoded.
  private static func member(of json: String, _ name: String) -> String? {
    let parts = json.split(separator: "\"", omittingEmptySubsequences: false)
    for index in parts.indices.dropLast(2) where parts[index] == name {
      let between = parts[index + 1].filter { !$0.isWhitespace }
      if between == ":" { return String(parts[index + 2]) }
    }
    return nil
  }
}
