import Bytes

/// Every bound and default of this module.
package enum Limits {
  /// Bytes of a line without its literals.
  package static let line = 64 << 10
  /// Bytes of a line that lists messages: SEARCH, ESEARCH, VANISHED.
  package static let listLine = 8 << 20
  /// Bytes of a literal that is no message, and of all such literals in one response.
  package static let literal = 64 << 10
  package static let literals = 256 << 10
  /// Parentheses inside parentheses.
  package static let depth = 32
  /// Values in one response.
  package static let values = 20_000
  /// Lines without meaning in one session.
  package static let unintelligible = 1_000
  /// Responses to one command.
  package static let responses = 10_000_000
  package static let capabilities = 1_000
  /// Mailboxes of an account, and bytes of all their names.
  package static let mailboxes = 50_000
  package static let mailboxNames = 32 << 20
  /// Maximum number of unreadable lines of LIST that are reported.
  package static let unreadableMailboxes = 20
  /// Messages of a mailbox, and those that a list may have beyond what the mailbox is said to hold.
  package static let messages = 10_000_000
  package static let messagesBeyond = 1_000
  /// Flags or labels of a message, and the bytes of one.
  package static let flags = 200
  package static let flagBytes = 1_000
  /// Bytes of all different sets of flags, and of all labels, in one list; beyond them messages have
  /// none.
  package static let flagTexts = 16 << 20
  /// Ranges of a set of UIDs.
  package static let ranges = 1_000_000
  /// Bytes of a command that names messages (RFC 7162 §4 allows 8,192).
  package static let command = 8_000
  /// Messages in one command that fetches texts, and bytes of them as announced.
  package static let batchCount = 100
  package static let batchBytes: UInt64 = 4 << 20
  /// Bytes of the messages on their way at once, as announced; one command may always be.
  package static let inFlightBytes: UInt64 = 8 << 20
  /// A server that answers sooner is near: compressing would cost more than it saves.
  package static let nearRoundTrip = Duration.milliseconds(5)
  /// Messages of a mailbox of which the changes are asked for, and not all facts again.
  package static let messagesForChanges = 100
  /// Times that more of a list is asked for.
  package static let partsOfList = 10_000
  /// Commands on their way at once that have short answers.
  package static let pipelined = 200
}

/// How much: what a user may want to change.
package struct IMAPLimits: Sendable, Equatable {
  /// A larger message breaks the session off, in bytes. Of one that is too large but smaller than this
  /// the rest is read and dropped, so that the next can be fetched.
  package var maximumMessageSize = 2 * UInt64(Bytes.maximumMessageSize)
  /// Time without a greeting after which the client checks whether the port speaks something else.
  package var greetingProbe: Duration = .seconds(5)

  package init() {}
}
