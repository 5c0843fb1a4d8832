/// Whom a message that is to be sent goes to, by which account.
package struct OutgoingEnvelope: Sendable, Equatable {
  /// The account whose server it is handed in at.
  package var account: String
  /// Address of the sender.
  package var sender: String
  /// Addresses.
  package var recipients: [String]

  package init(account: String, sender: String, recipients: [String]) {
    self.account = account
    self.sender = sender
    self.recipients = recipients
  }
}

/// A message that is to be sent, or was.
public struct QueuedMessage: Sendable, Equatable {
  public let id: Int64
  /// Its number in the archive.
  public let message: Int64
  public let account: String
  /// Address of the sender.
  public let sender: String
  /// Seconds since 1970.
  public let queued: Int64
  public let recipients: [QueuedRecipient]

  package init(
    id: Int64, message: Int64, account: String, sender: String, queued: Int64,
    recipients: [QueuedRecipient]
  ) {
    self.id = id
    self.message = message
    self.account = account
    self.sender = sender
    self.queued = queued
    self.recipients = recipients
  }
}

/// What became of a message for one of its recipients.
public struct QueuedRecipient: Sendable, Equatable {
  public enum State: Int, Sendable, CaseIterable {
    case waiting
    /// The account's server has it.
    case sent
    /// The server will not take it.
    case refused
    /// It was tried for too long, or somebody took it back.
    case givenUp
  }

  public let address: String
  public var state: State
  /// How often it was tried.
  public var tries: Int
  /// It is not tried before: seconds since 1970.
  public var next: Int64
  /// The server's last words, or why it could not be reached.
  public var answer: String

  /// `next` of what waits until somebody says that it is to be sent.
  package static let held = Int64.max

  /// It is not sent by itself: the archive was restored from a backup, and nobody knows whether it was sent
  /// after that was made.
  public var isHeld: Bool { state == .waiting && next == Self.held }

  package init(address: String, state: State, tries: Int, next: Int64, answer: String) {
    self.address = address
    self.state = state
    self.tries = tries
    self.next = next
    self.answer = answer
  }
}
