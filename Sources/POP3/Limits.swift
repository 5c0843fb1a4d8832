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
  /// Largest message taken; a larger one breaks the session off. In octets.
  package var messageOctets: UInt64 = 2 << 30
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
