import Bytes

/// What a server can, by its answer to EHLO (RFC 5321 §4.1.1.1).
package struct Extensions: Equatable, Sendable {
  private var parameters: [String: [String]] = [:]

  package init() {}

  /// - Parameter reply: its first line is the server's name.
  init(_ reply: Reply) {
    for line in reply.lines.dropFirst() {
      let words = String(decoding: line, as: UTF8.self).uppercased().split {
        $0 == " " || $0 == "\t"
      }.map(String.init)
      guard let name = words.first else { continue }
      // Old servers write "AUTH=LOGIN" besides "AUTH".
      if name.hasPrefix("AUTH=") {
        parameters["AUTH", default: []] += [String(name.dropFirst(5))] + words.dropFirst()
      } else {
        parameters[name, default: []] += words.dropFirst()
      }
    }
  }

  package func has(_ name: String) -> Bool { parameters[name] != nil }

  /// Names of SASL mechanisms.
  var mechanisms: Set<String> { Set(parameters["AUTH"] ?? []) }

  /// Maximum number of bytes of a message (RFC 1870); nil: no limit is known.
  var size: Int? {
    parameters["SIZE"]?.first.flatMap(Int.init).flatMap { $0 > 0 ? $0 : nil }
  }

  /// Maximum number of recipients of one message (RFC 9422).
  var recipients: Int? {
    parameters["LIMITS"]?.lazy.compactMap { word in
      word.hasPrefix("RCPTMAX=") ? Int(word.dropFirst(8)).flatMap { $0 > 0 ? $0 : nil } : nil
    }.first
  }
}
