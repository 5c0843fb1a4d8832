import Bytes
import Net
import POP3
import SASL
import TestSupport

/// Keeps everything that a retrieval brings.
final class Collector: MaildropReceiver {
  var choice: (ListedMessage) -> Choice = { _ in .retrieve }
  var afterListing: (Int) -> [Request] = { _ in [] }
  /// Throws `ReceiverStopped` when a message grows beyond this.
  var stopsAt = Int.max

  private(set) var offered: [ListedMessage] = []
  private(set) var messages: [(number: Int, bytes: [UInt8])] = []
  private(set) var unproven: [(number: Int, bytes: [UInt8])] = []
  private(set) var failures: [(number: Int, reply: String)] = []
  private(set) var sizes: [ArrivedSize] = []
  private(set) var breaks: [SessionBreak] = []
  private(set) var restarts = 0
  private var current: [UInt8] = []

  var texts: [String] { messages.map { String(decoding: $0.bytes, as: UTF8.self) } }
  var uids: [String?] { offered.map { $0.uid.map { String(decoding: $0, as: UTF8.self) } } }

  func choose(_ message: ListedMessage) -> Choice {
    offered.append(message)
    return choice(message)
  }

  func listed(count: Int) -> [Request] { afterListing(count) }
  func began(_ request: Request) { current = [] }

  func received(_ bytes: borrowing RawSpan) throws(ReceiverStopped) {
    current += [UInt8](bytes)
    if current.count > stopsAt { throw ReceiverStopped(reason: "the disk is full") }
  }

  func ended(_ request: Request, _ size: ArrivedSize) {
    precondition(size.bytes == UInt64(current.count))
    messages.append((request.number, current))
    sizes.append(size)
  }

  func endedUnproven(_ request: Request, _ size: ArrivedSize) {
    precondition(size.bytes == UInt64(current.count))
    unproven.append((request.number, current))
  }

  func failed(_ request: Request, reply: String) { failures.append((request.number, reply)) }

  func broke(_ how: SessionBreak) { breaks.append(how) }

  func restarted(because reason: String) {
    restarts += 1
    offered = []
    messages = []
    sizes = []
  }
}

extension POP3Settings {
  /// For servers of the tests: clear text, and little patience.
  static func clear(_ endpoint: Endpoint) -> POP3Settings {
    var settings = POP3Settings(endpoint, security: .none)
    settings.sendsPasswordInClear = true
    settings.time.idle = .seconds(20)
    return settings
  }

  static func tls(_ dovecot: Dovecot) -> POP3Settings {
    var settings = POP3Settings(dovecot.tls, security: .tls)
    settings.tls.trust = dovecot.trust
    return settings
  }
}

extension POP3Client {
  /// - Returns: the numbers that the server refused, with its text.
  @discardableResult
  func delete(_ numbers: [Int]) throws -> [Int: String] {
    var refused: [Int: String] = [:]
    try delete(numbers, refused: &refused)
    return refused
  }
}

let anybody = Credentials(user: "alice", secret: "wonderland")

/// Connects, logs in and gets everything that `collector` wants; the session stays open.
@discardableResult
func session(_ settings: POP3Settings, _ collector: Collector) throws -> POP3Client {
  let client = try POP3Client.connect(settings)
  try client.login(anybody)
  try client.retrieve(collector)
  return client
}

/// A short message that says which one it is.
func mail(_ number: Int, _ body: String = "Hello\r\n") -> String {
  "From: a@example.org\r\nSubject: message \(number)\r\n\r\n\(body)"
}
