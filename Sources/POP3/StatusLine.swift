/// The first line of a response (RFC 1939 §3), with the response code of RFC 2449 §8 and RFC 3206.
package struct StatusLine: Sendable, Equatable {
  package enum Status: Sendable, Equatable {
    case ok
    case error
    /// `+ `: a SASL challenge follows (RFC 5034 §4).
    case challenge
  }

  package let status: Status
  /// The text between brackets, in capitals: `IN-USE`, `AUTH`, `SYS/TEMP` …
  package let code: String?
  /// The text after the status, as sent.
  package let bytes: [UInt8]

  /// Nil if `line` is not a status line. The case of the status does not matter.
  init?(_ line: [UInt8]) {
    let upper = line.prefix(4).map { $0 & 0xdf }
    if line.starts(with: "+".utf8), line.count == 1 || line[1] == UInt8(ascii: " ") {
      status = .challenge
      bytes = Array(line.dropFirst(2))
    } else if line.first == UInt8(ascii: "+"), upper.dropFirst().prefix(2).elementsEqual("OK".utf8)
    {
      status = .ok
      bytes = Array(line.dropFirst(3).drop { $0 == UInt8(ascii: " ") })
    } else if line.first == UInt8(ascii: "-"), upper.dropFirst().elementsEqual("ERR".utf8) {
      status = .error
      bytes = Array(line.dropFirst(4).drop { $0 == UInt8(ascii: " ") })
    } else {
      return nil
    }
    code = Self.responseCode(bytes)
  }

  private static func responseCode(_ bytes: [UInt8]) -> String? {
    guard bytes.first == UInt8(ascii: "["), let end = bytes.firstIndex(of: UInt8(ascii: "]")),
      bytes[..<end].allSatisfy({ 0x21...0x7e ~= $0 || $0 == 0x20 })
    else { return nil }
    return String(decoding: bytes[1..<end], as: UTF8.self).uppercased()
  }
}
