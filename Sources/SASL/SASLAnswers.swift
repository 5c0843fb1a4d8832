import Bytes

/// The client's side of one login in base64, as AUTH and AUTHENTICATE carry it.
package struct SASLAnswers {
  package private(set) var mechanism: any SASLMechanism
  /// What the client says first, while it waits to be sent; "=" is an empty text in the command itself.
  private var first: String?
  private var challenges = 0

  package init(_ mechanism: any SASLMechanism) throws(SASLFailure) {
    var mechanism = mechanism
    first = try mechanism.initialResponse().map { $0.isEmpty ? "=" : Base64.encode($0) }
    self.mechanism = mechanism
  }

  /// What the client says first, while it waits to be sent.
  package var waiting: String? { first }

  /// It went out with the command.
  package mutating func sentFirst() { first = nil }

  /// The line that answers the server's next challenge.
  ///
  /// - Parameter challenge: as the server sent it.
  package mutating func answer(_ challenge: [UInt8]) throws(SASLFailure) -> String {
    challenges += 1
    guard challenges <= Limits.challenges else {
      throw .notGenuine("it keeps asking for more in the login")
    }
    if let first {
      self.first = nil
      return first == "=" ? "" : first
    }
    return Base64.encode(try mechanism.answer(Base64.decode(challenge) ?? challenge))
  }
}
