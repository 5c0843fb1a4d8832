import Archive
import Bytes
import Digests
import Net
import Synchronization

/// A login on the provider's page whose end comes back to a port of this machine (RFC 8252 section 7.3).
/// Nobody else can end it: the answer must carry the state that was sent, and the code is of use only with
/// the verifier (RFC 7636).
final class BrowserLogin: Sendable {
  enum Answer: Sendable {
    case code(String)
    /// The provider's word for it: "access_denied".
    case refused(String)
  }

  /// Proves at the token endpoint that the code is asked for by who began the login.
  let verifier: String
  private let state: String
  private let listener: Listener
  private let interrupt: Interrupt
  private let found = Mutex<Answer?>(nil)

  /// Opens the port.
  init() throws(ArchiveError) {
    do {
      verifier = Self.text(try KeyedDigest.random(count: 32))
      state = Self.text(try KeyedDigest.random(count: 16))
      listener = try Listener()
    } catch { throw ArchiveError(any: error) }
    guard let interrupt = Interrupt() else {
      throw ArchiveError(.network, "log in by a browser", why: "too many files are open")
    }
    self.interrupt = interrupt
  }

  /// Where the provider sends the browser in the end.
  var redirect: String { "http://127.0.0.1:\(listener.endpoint.port)/" }

  /// The page to open in a browser of this machine.
  func address(_ settings: OAuthSettings, at url: String) throws(ArchiveError) -> String {
    let challenge: String
    do { challenge = Self.text(try SHA256Digest(of: Array(verifier.utf8)).bytes) } catch {
      throw ArchiveError(any: error)
    }
    let fields = [
      ("client_id", settings.clientID), ("redirect_uri", redirect), ("response_type", "code"),
      ("scope", settings.scope), ("state", state), ("code_challenge", challenge),
      ("code_challenge_method", "S256"),
      // Google gives a permission that lasts only to who asks for it in its own way.
      ("access_type", "offline"), ("prompt", "consent"),
    ]
    let query = fields.map { name, value in
      "\(name)=\(PercentEncoding.encode(value.utf8, keeping: PercentEncoding.isUnreserved))"
    }
    return url + (url.contains("?") ? "&" : "?") + query.joined(separator: "&")
  }

  /// Waits until the browser has come back.
  ///
  /// - Parameter wait: sleeps for a number of seconds; false to give up.
  /// - Returns: nil if nobody came, or it was given up.
  func answer(wait: (Double) -> Bool) throws(ArchiveError) -> Answer? {
    var limits = TimeLimits()
    limits.idle = Limits.browserPatience
    let threads = ConnectionThreads(
      maximum: Limits.browserConnections, refusal: [], limits: limits, interrupt: interrupt
    ) { [self] in serve($0) }
    defer {
      interrupt.signal()
      threads.finish()
    }
    let isStarted = startThread { [self] in try? threads.accept(from: listener) }
    guard isStarted else {
      throw ArchiveError(.network, "log in by a browser", why: "no thread can be started")
    }
    let looks = Int(Limits.browserLoginSeconds / Limits.browserLook)
    for _ in 0..<looks {
      if let answer = found.withLock({ $0 }) { return answer }
      guard wait(Limits.browserLook) else { return nil }
    }
    return nil
  }

  // MARK: The browser

  private func serve(_ connection: Connection) {
    defer { connection.close() }
    guard let line = requestLine(connection) else { return }
    let answer = answer(in: line)
    let (status, text) =
      switch answer {
      case .code: ("200 OK", "Mailcask may fetch now. This page can be closed.")
      case .refused: ("200 OK", "The access was not allowed. This page can be closed.")
      case nil: ("404 Not Found", "This page belongs to a login that has ended.")
      }
    let page = """
      <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Mailcask</title>\
      <meta name="color-scheme" content="light dark"></head><body><p>\(text)</p></body></html>

      """
    let head = """
      HTTP/1.1 \(status)\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: \
      \(page.utf8.count)\r\nContent-Security-Policy: default-src 'none'\r\nReferrer-Policy: \
      no-referrer\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n
      """
    try? connection.send(Array((head + page).utf8))
    try? connection.flush()
    guard let answer else { return }
    found.withLock { $0 = $0 ?? answer }
  }

  /// "GET /?code=… HTTP/1.1", once the whole header is here.
  private func requestLine(_ connection: Connection) -> String? {
    var (header, buffer): ([UInt8], [UInt8]) = ([], Array(repeating: 0, count: 4 << 10))
    let end: [UInt8] = [13, 10, 13, 10]
    while header.firstRange(of: end) == nil {
      guard header.count < Limits.browserHeader,
        let count = try? connection.receive(into: &buffer), count > 0
      else { return nil }
      header += buffer[..<count]
    }
    return String(decoding: header.prefix { $0 != 13 }, as: UTF8.self)
  }

  /// Nil for what is not the end of this login.
  private func answer(in line: String) -> Answer? {
    let words = line.split(separator: " ")
    guard words.count == 3, words[0] == "GET", words[1].hasPrefix("/?") else { return nil }
    var fields: [String: String] = [:]
    for pair in words[1].dropFirst(2).split(separator: "&") {
      let sides = pair.split(separator: "=", maxSplits: 1).map { side in
        String(decoding: PercentEncoding.decode(Array(side.utf8)[...]), as: UTF8.self)
      }
      if sides.count == 2 { fields[sides[0]] = sides[1] }
    }
    guard fields["state"] == state else { return nil }
    if let code = fields["code"] { return .code(code) }
    return .refused(fields["error"] ?? "no code came")
  }

  /// Base64 for addresses, without padding (RFC 4648 section 5).
  private static func text(_ bytes: [UInt8]) -> String {
    Base64.encode(bytes).replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
  }
}
