/// What the server says of one message. Numbers hold for one session only.
package struct ListedMessage: Sendable, Equatable {
  /// The message number in this session, from 1.
  package let number: Int
  /// The unique id as sent, without interpretation; nil if the server has no UIDL or skipped it.
  /// Not proof of identity: servers share, change and reuse them.
  package let uid: [UInt8]?
  /// LIST's size in octets. A hint: servers miscount. Nil if not given.
  package let size: UInt64?
}

package enum Choice: Sendable, Equatable {
  case retrieve
  case skip
}

/// One thing to get from the server.
package enum Request: Sendable, Equatable {
  case message(Int)
  /// The header and the first `lines` lines of the body.
  case top(Int, lines: Int)

  package var number: Int {
    switch self {
    case .message(let number), .top(let number, _): number
    }
  }
}

/// Takes part in a retrieval. All calls come on the thread that called `retrieve`, in order:
/// for each message `began`, any number of `received`, then `ended` or `failed`.
///
/// The calls should return soon: the server waits meanwhile, and some hang up after a minute. They
/// must not use the client, which is in the middle of its work.
package protocol MaildropReceiver: AnyObject {
  /// Asked once for each listed message in the server's order, while the listing still arrives.
  /// What is chosen here is requested at once.
  func choose(_ message: ListedMessage) -> Choice
  /// The listing is complete. Gives further messages to get, in the order wanted, for policies that
  /// need the whole picture (the newest first, the newest N, digests of TOP).
  func listed(count: Int) -> [Request]
  func began(_ request: Request)
  /// Octets as on the wire, with CRLF, the stuffed dots taken out; the span is valid during the call.
  /// Throwing ends the session without QUIT.
  func received(_ octets: borrowing RawSpan) throws(ReceiverStopped)
  /// All of the message has arrived: `octets` of it.
  func ended(_ request: Request, octets: UInt64)
  /// The server refused this one (-ERR); the others go on.
  func failed(_ request: Request, reply: String)
  /// Message numbers proven durable since the last call, to be deleted while others arrive.
  func deletable() -> [Int]
  func deleted(_ number: Int)
  func deletionFailed(_ number: Int, reply: String)
  /// The session had to begin anew (the server cannot pipeline). Whatever began and did not end is
  /// void, numbers have lost their meaning, deletions are undone, and every message is offered again.
  func restarted(because reason: String)
}

extension MaildropReceiver {
  package func listed(count: Int) -> [Request] { [] }
  package func deletable() -> [Int] { [] }
  package func deleted(_ number: Int) {}
  package func deletionFailed(_ number: Int, reply: String) {}
}

/// The receiver cannot go on, such as when the disk is full.
package struct ReceiverStopped: Error, Equatable {
  package let reason: String

  package init(reason: String) { self.reason = reason }
}
