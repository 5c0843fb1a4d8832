import Bytes
import Errors
internal import Glibc

/// What went wrong on the way to a peer: a code to compare, and words for people.
package struct NetError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Code: Sendable, Equatable {
    case unknownHost
    case badHostName
    case refused
    case unreachable
    case timedOut
    case reset
    case interrupted
    case proxyFailed
    case proxyLoginRefused
    case handshakeFailed
    case protocolTooOld
    case certificate(CertificateProblem)
    /// Clear text arrived where only a TLS handshake may follow.
    case injectedClearText
    case unreadableFile
    case system(errno: Int32)
  }

  package let code: Code
  /// The peer as `host:port`, or the path of a file.
  package let place: String
  package let reason: String
  /// What a person can do next: one sentence without a full stop.
  package let advice: String
  /// SHA-256 of the certificate that the peer showed, if it showed one.
  package let fingerprint: Fingerprint?

  package init(
    _ code: Code, at place: String, reason: String, advice: String, fingerprint: Fingerprint? = nil
  ) {
    self.code = code
    self.place = place
    self.reason = reason
    self.advice = advice
    self.fingerprint = fingerprint
  }

  package var description: String { "\(place): \(reason); \(advice)" }

  static func timedOut(_ place: String, _ doing: String) -> NetError {
    NetError(
      .timedOut, at: place, reason: "no answer in time while \(doing)",
      advice: "try again later, or check the network and the port")
  }

  static func interrupted(_ place: String) -> NetError {
    NetError(
      .interrupted, at: place, reason: "stopped on request", advice: "start again when ready")
  }

  /// Names the failures of system calls that have a meaning of their own.
  static func system(_ errno: Int32, at place: String, _ doing: String) -> NetError {
    switch errno {
    case ECONNREFUSED:
      NetError(
        .refused, at: place, reason: "connection refused while \(doing)",
        advice: "check host and port, and that the server runs")
    case ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL, EAFNOSUPPORT:
      NetError(
        .unreachable, at: place, reason: "host or network unreachable while \(doing)",
        advice: "check the network connection")
    case ETIMEDOUT: timedOut(place, doing)
    case ECONNRESET, EPIPE, ECONNABORTED:
      NetError(
        .reset, at: place, reason: "the other side broke the connection while \(doing)",
        advice: "try again later")
    default:
      NetError(
        .system(errno: errno), at: place, reason: "\(systemReason(errno)) while \(doing)",
        advice: "try again, or check the system's limits")
    }
  }
}

/// Why a certificate was not accepted.
package enum CertificateProblem: Sendable, Equatable {
  case expired
  case notYetValid
  case wrongHost
  case selfSigned
  case unknownIssuer
  case revoked
  case pinMismatch
  case other(Int32)
}

/// SHA-256 of a certificate in DER, shown and read as 64 hexadecimal digits; colons are ignored.
package struct Fingerprint: Sendable, Hashable, CustomStringConvertible {
  package let octets: [UInt8]

  package init(octets: [UInt8]) { self.octets = octets }

  package init?(_ text: String) {
    let digits = text.utf8.filter { $0 != Byte.colon }
    guard digits.count == 64, let octets = Hexadecimal.decode(digits) else { return nil }
    self.octets = octets
  }

  package var description: String { Hexadecimal.encode(octets) }
}
