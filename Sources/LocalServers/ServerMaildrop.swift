package import Digests
internal import Synchronization

/// The messages of one user, in memory.
package final class ServerMaildrop: Sendable {
  package struct Message: Sendable, Equatable {
    package let uid: String
    /// Bytes of the message with CRLF line ends, including one at the end.
    package let bytes: [UInt8]
  }

  let user: String
  let password: String
  private let stored: Mutex<[Message]>

  /// - Parameter messages: whole messages; lone LF become CRLF, as the protocol requires.
  package init(user: String, password: String, messages: [[UInt8]]) throws(DigestError) {
    self.user = user
    self.password = password
    var all: [Message] = []
    for (index, message) in messages.enumerated() {
      let bytes = Self.canonical(message)
      let digest = try SHA256Digest(of: bytes).hex.prefix(24)
      all.append(Message(uid: "\(digest).\(index + 1)", bytes: bytes))
    }
    stored = Mutex(all)
  }

  /// The current messages.
  package var messages: [Message] { stored.withLock { $0 } }

  func remove(uids: Set<String>) {
    stored.withLock { $0.removeAll { uids.contains($0.uid) } }
  }

  private static func canonical(_ message: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(message.count + message.count / 32)
    for byte in message {
      if byte == 10, result.last != 13 { result.append(13) }
      result.append(byte)
    }
    if !result.isEmpty, !result.suffix(2).elementsEqual([13, 10]) { result += [13, 10] }
    return result
  }
}
