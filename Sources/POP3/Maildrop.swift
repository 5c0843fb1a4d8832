/// The server's listing of one message. Numbers are valid only within one session.
package struct ListedMessage: Sendable, Equatable {
  /// The message number in this session, from 1.
  package let number: Int
  /// The unique id exactly as sent; nil if the server has no UIDL or skipped the message. It does
  /// not prove identity: servers share, change and reuse ids.
  package let uid: [UInt8]?
  /// The size in bytes as given by LIST, which may be wrong. Nil if it was not given.
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

/// A request for a message or a part of it.
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

/// Size of a message as it arrived, in bytes.
package struct ArrivedSize: Sendable, Equatable {
  /// Bytes passed to the receiver.
  package let bytes: UInt64
  /// Bytes passed to the receiver and the dots that the server had added.
  package let onTheWire: UInt64

  package init(bytes: UInt64, onTheWire: UInt64) {
    self.bytes = bytes
    self.onTheWire = onTheWire
  }
}

/// How a session broke.
package struct SessionBreak: Sendable, Equatable {
  /// The request whose response was pending.
  package let request: Request?
  /// Responses may have been assigned to the wrong commands: the end of a message may have been
  /// missed, so that other messages have its number or the following ones.
  package let isMisaligned: Bool

  package init(request: Request?, isMisaligned: Bool) {
    self.request = request
    self.isMisaligned = isMisaligned
  }
}

/// Takes part in a retrieval. All calls are made on the thread that called `retrieve`, in order:
/// for each message `began`, any number of `received`, then `ended`, `endedUnproven` or `failed`.
///
/// The calls should return soon: the server waits meanwhile, and some hang up after a minute. They
/// must not use the client, which is in the middle of its work.
package protocol MaildropReceiver: AnyObject {
  /// Called once for each listed message, in the server's order, while the listing still arrives.
  /// Messages chosen here are requested at once.
  func choose(_ message: ListedMessage) -> Choice
  /// The listing is complete. Returns further messages to get, in the order wanted, for policies
  /// that need the whole listing (newest first, newest N, digests of TOP).
  func listed(count: Int) -> [Request]
  func began(_ request: Request)
  /// Message bytes as received, with CRLF and with stuffed dots removed; the span is valid during
  /// the call. Throwing ends the session without QUIT.
  func received(_ bytes: borrowing RawSpan) throws(ReceiverStopped)
  /// The message is complete, and the response after it has proved that it ended there.
  func ended(_ request: Request, _ size: ArrivedSize)
  /// The message seems to have ended, but the session broke before the next response proved it: it
  /// may be cut off at a line with a dot.
  func endedUnproven(_ request: Request, _ size: ArrivedSize)
  /// The server refused this message (-ERR); the others continue.
  func failed(_ request: Request, reply: String)
  /// The session ended early; no further calls follow.
  func broke(_ how: SessionBreak)
  /// The session had to start again (the server cannot pipeline). Discard messages that began and
  /// did not end; all numbers are invalid, and every message is offered again. Messages that ended
  /// before may have been misinterpreted.
  func restarted(because reason: String)
}

extension MaildropReceiver {
  package func listed(count: Int) -> [Request] { [] }
  package func endedUnproven(_ request: Request, _ size: ArrivedSize) {}
  package func broke(_ how: SessionBreak) {}
}

/// The receiver cannot continue, for example because the disk is full.
package struct ReceiverStopped: Error, Equatable {
  package let reason: String

  package init(reason: String) { self.reason = reason }
}
