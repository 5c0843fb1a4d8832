package import Net

/// Why there is no answer to a request.
package enum HTTPError: Error, Sendable, Equatable {
  /// The address is not an https URL.
  case notHTTPS(url: String)
  case network(NetError)
  /// The answer is not HTTP, too long or cut off.
  case badAnswer(host: String, why: String)
}
