/// Every limit and default of this target.
enum Limits {
  /// Bytes of one line of a reply. RFC 5321 §4.5.3.1.5 says 512; servers write longer ones.
  static let replyLine = 4 << 10
  /// Lines of one reply.
  static let replyLines = 200
  /// Bytes of an initial response that still fits into the line of AUTH (RFC 4954 §4).
  static let initialResponse = 480
  /// Recipients of one transaction, where the server does not say (RFC 5321 §4.5.3.1.8).
  static let recipients = 100
  /// Bytes of a line of a message, without its end (RFC 5322 §2.1.1).
  static let messageLine = 998
  /// Bytes that wait to be sent before the client waits for the network.
  static let unsent = 1 << 20
  /// How long the reply to the end of a message may take (RFC 5321 §4.5.3.2.6).
  static let patienceAfterMessage = Duration.seconds(600)
  /// How long a server may be silent before it is looked at what else may be at its port.
  static let greetingProbe = Duration.seconds(5)
  /// How long any other reply may take (RFC 5321 §4.5.3.2).
  static let patience = Duration.seconds(300)

  // MARK: Receiving

  /// Bytes of a command with its end. RFC 5321 §4.5.3.1.4 says 512 and lets extensions add to it.
  static let commandLine = 4 << 10
  /// Recipients of one message that is received.
  static let acceptedRecipients = 1000
  /// Bytes of one message that is received.
  static let acceptedMessage = 1 << 30
  /// Sessions at once.
  static let sessions = 10
  /// How long a sender may be silent.
  static let senderSilence = Duration.seconds(300)
  /// Commands that make no sense before the session is closed.
  static let badCommands = 20
}
