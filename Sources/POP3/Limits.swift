import Bytes

/// Every limit and default of this target.
package enum Limits {
  /// Maximum length of a status line, including the greeting, in bytes without its line end.
  package static let statusLine = 4 << 10
  /// Maximum length of a line in response to CAPA, LIST or UIDL, in bytes; some servers have UIDs
  /// of 5,000 bytes.
  package static let listLine = 64 << 10
  package static let capabilityLines = 256
  /// Maximum number of lines of a listing beyond one per message; then the session ends.
  package static let malformedLines = 1_000
  /// Maximum number of lines of text before a greeting's status line.
  package static let prologueLines = 16
  /// Maximum number of further lines of a greeting, and of their bytes.
  package static let bannerLines = 64
  package static let bannerBytes = 16 << 10
  /// Maximum number of RETR commands without a complete response.
  package static let inFlightCount = 1000
  /// Maximum total size of the messages requested at once, in bytes as listed by LIST; a single
  /// message may be larger.
  package static let inFlightBytes = 8 << 20
  /// Maximum length of an AUTH line with an initial response, in bytes including its line end (RFC
  /// 5034 §4).
  package static let initialResponse = 255
}

/// Limits that a user may want to change.
package struct POP3Limits: Sendable, Equatable {
  /// In bytes. A larger message ends the session. A message that is too large for the receiver but
  /// smaller than this is read to its end and dropped, so that the next can be fetched.
  package var maximumMessageSize = 2 * UInt64(Bytes.maximumMessageSize)
  /// Maximum number of messages in a maildrop; each costs about 30 bytes of memory.
  package var messages = 2_000_000
  package var inFlightCount = Limits.inFlightCount
  package var inFlightBytes = Limits.inFlightBytes
  /// Time without a response to the first pipelined commands, which need no mailbox, after which
  /// the session starts again without pipelining.
  package var pipelineProbe: Duration = .seconds(15)
  /// Time without data in a message after which the client asks whether the message has ended
  /// improperly.
  package var endProbe: Duration = .seconds(10)
  /// Time without a greeting after which the client checks whether the port speaks something else.
  package var greetingProbe: Duration = .seconds(5)
  /// Time without data in the response to CAPA, or after "+OK 0" to LIST or UIDL, after which the
  /// response counts as ended.
  package var listingProbe: Duration = .seconds(5)

  package init() {}
}
