/// What the server says of one message. Numbers hold for one session only.
package struct ListedMessage: Sendable, Equatable {
  /// The message number in this session, from 1.
  package let number: Int
  /// The unique id as sent, without interpretation; nil if the server has no UIDL or skipped it.
  /// Not proof of identity: servers share, change and reuse them.
  package let uid: [UInt8]?
  /// LIST's size in octets. Servers miscount. Nil if not given.
  package let size: UInt64?

  package init(number: Int, uid: [UInt8]?, size: UInt64?) {
    self.number = number
    self.uid = uid
    self.size = size
  }
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

/// How much of a message arrived, in octets.
package struct ArrivedSize: Sendable, Equatable {
  /// What the receiver was given.
  package let octets: UInt64
  /// The same with the dots that the server had doubled.
  package let onTheWire: UInt64

  package init(octets: UInt64, onTheWire: UInt64) {
    self.octets = octets
    self.onTheWire = onTheWire
  }
}

/// How a session broke.
package struct SessionBreak: Sendable, Equatable {
  /// The message that was being waited for.
  package let request: Request?
  /// What came may not have been the answers it was taken for: ends of messages may have been missed
  /// before, so that others stand under their numbers.
  package let isMisaligned: Bool

  package init(request: Request?, isMisaligned: Bool) {
    self.request = request
    self.isMisaligned = isMisaligned
  }
}

/// Takes part in a retrieval. All calls come on the thread that called `retrieve`, in order:
/// for each message `began`, any number of `received`, then `ended`, `endedUnproven` or `failed`.
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
  /// All of the message has arrived, and the answer behind it has proved that it ended there.
  func ended(_ request: Request, _ size: ArrivedSize)
  /// The message seems to have ended, but the session broke before the next answer proved it: it may
  /// be cut at a line with a dot.
  func endedUnproven(_ request: Request, _ size: ArrivedSize)
  /// The server refused this one (-ERR); the others go on.
  func failed(_ request: Request, reply: String)
  /// The session is over before its time; nothing more comes.
  func broke(_ how: SessionBreak)
  /// The session had to begin again (the server cannot pipeline). Whatever began and did not end is
  /// void, numbers have lost their meaning, and every message is offered again. What ended before may
  /// have been misunderstood.
  func restarted(because reason: String)
}

extension MaildropReceiver {
  package func listed(count: Int) -> [Request] { [] }
  package func endedUnproven(_ request: Request, _ size: ArrivedSize) {}
  package func broke(_ how: SessionBreak) {}
}

/// The receiver cannot go on, such as when the disk is full.
package struct ReceiverStopped: Error, Equatable {
  package let reason: String

  package init(reason: String) { self.reason = reason }
}
