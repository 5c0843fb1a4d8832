import Bytes
import Foundation
import Net

/// As much of HTTP/1.1 (RFC 9112) as a token endpoint needs: one POST of a form over TLS, one answer.
struct HTTPSClient {
  struct Answer {
    let status: Int
    let body: [UInt8]
  }

  let url: URL
  private let endpoint: Endpoint
  private let options: Options

  /// How to reach any server.
  struct Options {
    var tls = TLSConfiguration()
    var proxy: Proxy?
    var interrupt: Interrupt?
  }

  /// - Throws: `configuration` unless `text` is an https URL: tokens never travel in clear text.
  init(_ text: String, _ options: Options) throws(ArchiveError) {
    guard let url = URL(string: text), url.scheme == "https", let host = url.host, !host.isEmpty,
      url.user == nil, let port = UInt16(exactly: url.port ?? 443)
    else {
      throw ArchiveError(
        .configuration, "use the URL \"\(text)\"", why: "it is no https URL",
        remedy: "Write one such as \"https://login.example.org/token\".")
    }
    self.url = url
    self.options = options
    endpoint = Endpoint(host: host, port: port)
  }

  /// Sends `fields` as a form (application/x-www-form-urlencoded).
  ///
  /// - Throws: `network`, `certificate`, `server`, `interrupted`; never quotes a field.
  func post(_ fields: [(String, String)]) throws(ArchiveError) -> Answer {
    do {
      var limits = TimeLimits()
      limits.idle = .seconds(Int64(Limits.tokenEndpointSeconds))
      let connection = try Connection(
        to: endpoint, proxy: options.proxy, limits: limits, interrupt: options.interrupt)
      try connection.startTLS(options.tls, host: endpoint.host)
      try connection.send(request(fields))
      let octets = try read(connection)
      connection.close()
      return try parse(octets)
    } catch { throw ArchiveError(any: error) }
  }

  private func request(_ fields: [(String, String)]) -> [UInt8] {
    let escaped = { (text: String) in
      PercentEncoding.encode(text.utf8, keeping: PercentEncoding.isUnreserved)
    }
    let form = Array(
      fields.map { "\(escaped($0.0))=\(escaped($0.1))" }.joined(separator: "&").utf8)
    var target = url.path(percentEncoded: true)
    if target.isEmpty { target = "/" }
    if let query = url.query(percentEncoded: true) { target += "?" + query }
    let host = url.port == nil ? endpoint.host : endpoint.description
    let head = """
      POST \(target) HTTP/1.1\r
      Host: \(host)\r
      Content-Type: application/x-www-form-urlencoded\r
      Content-Length: \(form.count)\r
      Accept: application/json\r
      Connection: close\r
      \r

      """
    return Array(head.utf8) + form
  }

  // MARK: Answer

  /// To the end that the header announces, else to the end of the connection.
  private func read(_ connection: Connection) throws -> [UInt8] {
    var octets: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while !Self.isWhole(octets) {
      guard octets.count <= Limits.tokenAnswerOctets else {
        throw nonsense("its answer is endless")
      }
      guard let count = try connection.receive(into: &buffer), count > 0 else { break }
      octets += buffer.prefix(count)
    }
    return octets
  }

  private static func isWhole(_ octets: [UInt8]) -> Bool {
    guard let head = Head(octets) else { return false }
    if head.isChunked { return unchunked(octets[head.end...]) != nil }
    return head.contentLength.map { octets.count - head.end >= $0 } ?? false
  }

  private func parse(_ octets: [UInt8]) throws -> Answer {
    guard let head = Head(octets) else { throw nonsense("it does not speak HTTP") }
    var body = Array(octets[head.end...])
    if head.isChunked {
      guard let whole = Self.unchunked(octets[head.end...]) else {
        throw nonsense("its answer broke off")
      }
      body = whole
    } else if let length = head.contentLength {
      guard body.count >= length else { throw nonsense("its answer broke off") }
      body = Array(body.prefix(length))
    }
    return Answer(status: head.status, body: body)
  }

  private struct Head {
    let status: Int
    /// Where the body begins.
    let end: Int
    var contentLength: Int?
    var isChunked = false

    init?(_ octets: [UInt8]) {
      guard let range = octets.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
      end = range.upperBound
      let lines = String(decoding: octets[..<range.lowerBound], as: UTF8.self)
        .components(separatedBy: "\r\n")
      let words = lines[0].split(separator: " ")
      guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
        return nil
      }
      self.status = status
      for line in lines.dropFirst() {
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { continue }
        let value = parts[1].trimmingCharacters(in: .whitespaces).lowercased()
        switch parts[0].lowercased() {
        case "content-length": contentLength = Int(value).flatMap { $0 >= 0 ? $0 : nil }
        case "transfer-encoding": isChunked = value.hasSuffix("chunked")
        default: break
        }
      }
    }
  }

  /// RFC 9112 §7.1; nil until the last chunk is there.
  private static func unchunked(_ octets: ArraySlice<UInt8>) -> [UInt8]? {
    var rest = octets
    var body: [UInt8] = []
    while let end = rest.firstRange(of: Array("\r\n".utf8)) {
      let digits = rest[..<end.lowerBound].prefix { $0 != UInt8(ascii: ";") }
      guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), size >= 0 else {
        return nil
      }
      if size == 0 { return body }
      rest = rest[end.upperBound...]
      guard rest.count - 2 >= size else { return nil }
      body += rest.prefix(size)
      rest = rest.dropFirst(size + 2)
    }
    return nil
  }

  private func nonsense(_ why: String) -> ArchiveError {
    ArchiveError(
      .server, "ask \(endpoint.host) for a token", why: why,
      remedy: "Check oauth_token_url, or try again later.")
  }
}
