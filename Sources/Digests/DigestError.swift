/// OpenSSL refused a computation: in practice, a system policy that forbids the algorithm (MD5
/// where only FIPS algorithms are allowed), or no entropy.
package struct DigestError: Error, Equatable, CustomStringConvertible {
  /// The algorithm asked for, by its usual name.
  package let algorithm: String

  package var description: String {
    "OpenSSL refused \(algorithm): the system's cryptographic policy may forbid it (see openssl list -providers)"
  }
}
