/// The capabilities that the server announces (RFC 2449).
package struct Capabilities: Sendable, Equatable {
  /// Upper-case keyword → its arguments as sent.
  private var arguments: [String: [String]] = [:]
  /// False if the server does not support CAPA, so nothing is known.
  package private(set) var isKnown = false

  package init() {}

  mutating func begin() {
    arguments = [:]
    isKnown = true
  }

  mutating func add(_ line: [UInt8]) {
    let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      .map { String(decoding: $0, as: UTF8.self) }
    guard let keyword = words.first else { return }
    arguments[keyword.uppercased(), default: []] += words.dropFirst()
  }

  package func has(_ keyword: String) -> Bool { arguments[keyword] != nil }

  package var pipelining: Bool { has("PIPELINING") }
  package var mechanisms: Set<String> { Set((arguments["SASL"] ?? []).map { $0.uppercased() }) }
  /// Minimum time between two sessions.
  package var loginDelay: Duration? {
    arguments["LOGIN-DELAY"]?.first.flatMap { UInt32($0) }.map { .seconds(Int64($0)) }
  }
  /// Days that the server keeps mail after it was retrieved; 0 means that it may be deleted at
  /// QUIT.
  package var expireDays: UInt32? { arguments["EXPIRE"]?.first.flatMap { UInt32($0) } }
}
