import Bytes
package import Errors
internal import Glibc

/// A failure on the way to a peer: a code to compare, and words for people.
package struct NetError: ExplainedError, Equatable, Sendable {
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
  package let text: ErrorText
  /// SHA-256 of the peer's certificate, if it presented one.
  package let fingerprint: Fingerprint?

  /// - Parameter place: the peer as `host:port`, or the path of a file.
  package init(
    _ code: Code, at place: String, why: String, remedy: String, fingerprint: Fingerprint? = nil
  ) {
    self.code = code
    let isPeer = code != .unreadableFile && code != .badHostName
    text = ErrorText(
      isPeer ? "talk to \(place)" : "", at: isPeer ? "" : place, why: why, remedy: remedy)
    self.fingerprint = fingerprint
  }

  static func timedOut(_ place: String, _ doing: String) -> NetError {
    NetError(
      .timedOut, at: place, why: "no answer in time while \(doing)",
      remedy: "try again later, or check the network and the port")
  }

  static func interrupted(_ place: String) -> NetError {
    NetError(
      .interrupted, at: place, why: "stopped on request", remedy: "start again when ready")
  }

  /// The error for a failed system call, with a code of its own for the common ones.
  static func system(_ errno: Int32, at place: String, _ doing: String) -> NetError {
    switch errno {
    case ECONNREFUSED:
      NetError(
        .refused, at: place, why: "connection refused while \(doing)",
        remedy: "check host and port, and that the server runs")
    case ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL, EAFNOSUPPORT:
      NetError(
        .unreachable, at: place, why: "host or network unreachable while \(doing)",
        remedy: "check the network connection")
    case ETIMEDOUT: timedOut(place, doing)
    case ECONNRESET, EPIPE, ECONNABORTED:
      NetError(
        .reset, at: place, why: "the other side broke the connection while \(doing)",
        remedy: "try again later")
    default:
      NetError(
        .system(errno: errno), at: place, why: "\(systemReason(errno)) while \(doing)",
        remedy: "try again, or check the system's limits")
    }
  }
}

/// Why a certificate was rejected.
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

/// SHA-256 of a certificate in DER, as 64 hexadecimal digits; colons are ignored on input.
package struct Fingerprint: Sendable, Hashable, CustomStringConvertible {
  package let bytes: [UInt8]

  package init(bytes: [UInt8]) { self.bytes = bytes }

  package init?(_ text: String) {
    let digits = text.utf8.filter { $0 != Byte.colon }
    guard digits.count == 64, let bytes = Hexadecimal.decode(digits) else { return nil }
    self.bytes = bytes
  }

  package var description: String { Hexadecimal.encode(bytes) }
}
