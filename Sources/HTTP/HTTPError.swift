package import Net

/// Why a request got no usable response.
package enum HTTPError: Error, Sendable, Equatable {
  /// The address is not an https URL.
  case notHTTPS(url: String)
  case network(NetError)
  /// The response is not HTTP, too long or cut off.
  case badAnswer(host: String, why: String)
}
