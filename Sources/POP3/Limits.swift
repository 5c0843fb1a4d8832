import Bytes

/// Every bound and default of this module.
package enum Limits {
  /// Longest status line, in octets without its line end (the greeting too).
  package static let statusLine = 4 << 10
  /// Longest line of a CAPA, LIST or UIDL answer: there are UIDs of 5,000 octets.
  package static let listLine = 64 << 10
  package static let capabilityLines = 256
  /// Lines of a listing beyond the messages it may name, before the server is given up.
  package static let malformedLines = 1_000
  /// Further lines of a greeting, and octets of them.
  package static let bannerLines = 64
  package static let bannerOctets = 16 << 10
  /// What a probe of a port that does not greet as it should waits for each step.
  package static let probeStep: Duration = .seconds(3)
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
  /// Silence instead of a greeting after which we look whether the port speaks something else.
  package var greetingProbe: Duration = .seconds(5)
  /// Silence in an answer to CAPA, or behind "+OK 0" to LIST or UIDL, after which it counts as ended.
  package var listingProbe: Duration = .seconds(5)

  package init() {}
}
