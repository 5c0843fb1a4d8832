import Bytes

/// Every bound and default of this module.
package enum Limits {
  /// Longest status line, in octets without its line end (the greeting too).
  package static let statusLine = 4 << 10
  /// Longest line of a CAPA, LIST or UIDL answer.
  package static let listLine = 4 << 10
  package static let capabilityLines = 256
  /// Lines of garbage in a listing before the server is given up.
  package static let malformedLines = 1_000
  /// RETRs on their way at once.
  package static let inFlightCount = 1000
  /// Octets, by LIST, of the messages on their way at once; one message may always be.
  package static let inFlightOctets = 8 << 20
  /// Challenges of one SASL dialogue.
  package static let challenges = 16
  /// Longest AUTH line with an answer in it, with its line end (RFC 5034 §4).
  package static let initialResponse = 255
}

/// How long, how much, how many: what a user may want to change.
package struct POP3Limits: Sendable, Equatable {
  /// A larger message breaks the session off, in bytes. Of one that is too large but smaller than this
  /// the rest is read and dropped, so that the next can be fetched.
  package var maximumMessageSize = 2 * UInt64(Bytes.maximumMessageSize)
  /// Most messages that a maildrop may list; each costs about 30 octets of memory.
  package var messages = 2_000_000
  package var inFlightCount = Limits.inFlightCount
  package var inFlightOctets = Limits.inFlightOctets
  /// Silence after the first pipelined commands, which need no mailbox, that makes us go on without.
  package var pipelineProbe: Duration = .seconds(15)
  /// Silence in a message after which we ask whether it has ended without a proper end.
  package var endProbe: Duration = .seconds(10)

  package init() {}
}
