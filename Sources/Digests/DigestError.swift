package import Errors

/// OpenSSL refused a computation: in practice, a system policy that forbids the algorithm (MD5
/// where only FIPS algorithms are allowed), or no entropy.
package struct DigestError: ExplainedError, Equatable {
  /// The algorithm asked for, by its usual name.
  package let algorithm: String

  package var text: ErrorText {
    ErrorText(
      why: "OpenSSL refused \(algorithm)",
      remedy: "The system's cryptographic policy may forbid it: see openssl list -providers")
  }
}
