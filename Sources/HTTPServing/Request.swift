import Bytes

/// A request, read whole.
package struct Request: Sendable {
  package enum Method: Sendable { case get, head, post }

  package var method: Method
  /// The parts of the path, decoded: "/m/12/body" gives ["m", "12", "body"].
  package var path: [String]
  package var query: Fields
  /// The fields of the form that was sent; empty unless the method is `post`.
  package var form = Fields()
  package var host: String?
  package var origin: String?
  /// The value of Sec-Fetch-Site.
  package var fetchSite: String?
  /// The value of Accept-Language.
  package var languages = ""
  /// Whether an answer may be compressed with gzip.
  package var takesGzip = false
  package var cookies: [(name: String, value: String)] = []
  /// The files that came with the form.
  package var upload: Upload.Result?

  /// - Parameter target: as in the request's line: "/m/12?q=ferry".
  /// - Returns: nil unless it is a path.
  package init?(_ method: Method, _ target: String) {
    let bytes = Array(target.utf8)
    guard bytes.first == Byte.slash else { return nil }
    self.method = method
    let end = bytes.firstIndex(of: Byte.question) ?? bytes.endIndex
    path = bytes[1..<end].split(separator: Byte.slash, omittingEmptySubsequences: false).map {
      String(decoding: PercentEncoding.decode($0), as: UTF8.self)
    }
    guard let query = Fields(encoded: bytes[end...].dropFirst()) else { return nil }
    self.query = query
  }

  /// Reads the value of a Cookie header field (RFC 6265 section 4.2.1).
  package mutating func add(cookies header: String) {
    for pair in header.split(separator: ";") {
      let parts = pair.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { continue }
      cookies.append((String(parts[0].drop { $0 == " " }), String(parts[1])))
    }
  }
}

/// Names and values of an address or a form, as `application/x-www-form-urlencoded` has them.
package struct Fields: Sendable, Equatable {
  package struct Field: Sendable, Equatable {
    package var name: String
    package var value: String
  }

  package private(set) var all: [Field] = []

  package init() {}

  /// - Returns: nil if there are too many.
  package init?(encoded: some Collection<UInt8>) {
    for pair in encoded.split(separator: UInt8(ascii: "&")) {
      guard all.count < Limits.fields else { return nil }
      let end = pair.firstIndex(of: Byte.equals) ?? pair.endIndex
      all.append(
        Field(
          name: Self.decoded(pair[..<end]),
          value: end < pair.endIndex ? Self.decoded(pair[pair.index(after: end)...]) : ""))
    }
  }

  package mutating func add(_ name: String, _ value: String) {
    all.append(Field(name: name, value: value))
  }

  package subscript(_ name: String) -> String? { all.first { $0.name == name }?.value }

  package func values(_ name: String) -> [String] {
    all.filter { $0.name == name }.map(\.value)
  }

  private static func decoded(_ bytes: some Collection<UInt8>) -> String {
    let spaced = bytes.map { $0 == UInt8(ascii: "+") ? Byte.space : $0 }
    return String(decoding: PercentEncoding.decode(spaced[...]), as: UTF8.self)
  }
}
