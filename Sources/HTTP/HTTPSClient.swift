import Bytes
import FoundationEssentials
package import Net

/// The part of HTTP/1.1 (RFC 9112) that a token endpoint needs: one POST of a form over TLS, one
/// response.
package struct HTTPSClient {
  package struct Answer {
    package let status: Int
    package let body: [UInt8]
  }

  private let url: URL
  private let endpoint: Endpoint
  private let options: Options

  package var host: String { endpoint.host }

  /// Options for connecting to any server.
  package struct Options {
    package var tls = TLSConfiguration()
    package var proxy: Proxy?
    package var interrupt: Interrupt?

    package init() {}
  }

  /// - Throws: `notHTTPS` unless `text` is an https URL: tokens are never sent in clear text.
  package init(_ text: String, _ options: Options) throws(HTTPError) {
    guard let url = URL(string: text), url.scheme == "https", let host = url.host, !host.isEmpty,
      url.user == nil, let port = UInt16(exactly: url.port ?? 443)
    else { throw .notHTTPS(url: text) }
    self.url = url
    self.options = options
    endpoint = Endpoint(host: host, port: port)
  }

  /// Sends `fields` as a form (application/x-www-form-urlencoded).
  ///
  /// - Throws: `network`, `badAnswer`; the error never quotes a field.
  package func post(_ fields: [(String, String)]) throws(HTTPError) -> Answer {
    let bytes: [UInt8]
    do throws(NetError) {
      var limits = TimeLimits()
      limits.idle = .seconds(Int64(Limits.idleSeconds))
      let connection = try Connection(
        to: endpoint, proxy: options.proxy, limits: limits, interrupt: options.interrupt)
      try connection.startTLS(options.tls, host: endpoint.host)
      try connection.send(request(fields))
      bytes = try read(connection)
      connection.close()
    } catch { throw .network(error) }
    guard bytes.count <= Limits.answerBytes else {
      throw badAnswer("its answer is longer than \(Limits.answerBytes >> 10) KiB")
    }
    return try parse(bytes)
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

  /// Reads to the end that the header announces, or else to the end of the connection; stops soon
  /// after the maximum length.
  private func read(_ connection: Connection) throws(NetError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while bytes.count <= Limits.answerBytes, !Self.isWhole(bytes) {
      guard let count = try connection.receive(into: &buffer), count > 0 else { break }
      bytes += buffer.prefix(count)
    }
    return bytes
  }

  private static func isWhole(_ bytes: [UInt8]) -> Bool {
    guard let head = Head(bytes) else { return false }
    if head.isChunked { return unchunked(bytes[head.end...]) != nil }
    return head.contentLength.map { bytes.count - head.end >= $0 } ?? false
  }

  private func parse(_ bytes: [UInt8]) throws(HTTPError) -> Answer {
    guard let head = Head(bytes) else { throw badAnswer("it does not speak HTTP") }
    var body = Array(bytes[head.end...])
    if head.isChunked {
      guard let whole = Self.unchunked(bytes[head.end...]) else {
        throw badAnswer("its answer broke off")
      }
      body = whole
    } else if let length = head.contentLength {
      guard body.count >= length else { throw badAnswer("its answer broke off") }
      body = Array(body.prefix(length))
    }
    return Answer(status: head.status, body: body)
  }

  private struct Head {
    let status: Int
    /// Index of the first byte of the body.
    let end: Int
    var contentLength: Int?
    var isChunked = false

    init?(_ bytes: [UInt8]) {
      guard let range = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
      end = range.upperBound
      let lines = String(decoding: bytes[..<range.lowerBound], as: UTF8.self)
        .split(separator: "\r\n", omittingEmptySubsequences: false)
      let words = lines[0].split(separator: " ")
      guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
        return nil
      }
      self.status = status
      for line in lines.dropFirst() {
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { continue }
        let value = parts[1].filter { $0 != " " && $0 != "\t" }.lowercased()
        switch parts[0].lowercased() {
        case "content-length": contentLength = Int(value).flatMap { $0 >= 0 ? $0 : nil }
        case "transfer-encoding": isChunked = value.hasSuffix("chunked")
        default: break
        }
      }
    }
  }

  /// Decodes chunked coding (RFC 9112 §7.1); nil until the last chunk has arrived.
  private static func unchunked(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    var rest = bytes
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

  private func badAnswer(_ why: String) -> HTTPError { .badAnswer(host: endpoint.host, why: why) }
}
