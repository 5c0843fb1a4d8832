/// A message's place in a mailbox of a server, as it is when the message is stored.
package struct Placement: Sendable, Equatable {
  /// `mailbox_epoch.id`.
  package var epoch: Int64
  package var uid: UInt32
  /// Bytes as announced.
  package var size: UInt64?
  /// Seconds since 1970 when it came into the mailbox.
  package var date: Int64?
  /// As the server writes them, sorted, divided by blanks.
  package var flags: String
  /// Folders that the message is found in besides the mailbox itself, such as "Sent" for the one that
  /// the server marks so.
  package var folders: [String] = []
  /// What the server calls the message in all mailboxes; see the schema: placement.identity.
  package var identity: String?
  package var proof = PlacementProof.bytes

  package init(
    epoch: Int64, uid: UInt32, size: UInt64? = nil, date: Int64? = nil, flags: String = "",
    folders: [String] = [], identity: String? = nil
  ) {
    self.epoch = epoch
    self.uid = uid
    self.size = size
    self.date = date
    self.flags = flags
    self.folders = folders
    self.identity = identity
  }
}

/// How it is known which message is in a place.
package enum PlacementProof: Int, Sendable {
  /// Its bytes were fetched.
  case bytes = 0
  /// The server gives it the identity of a message that is here.
  case identity = 1
  /// Size, date and header are those of a message that is here.
  case header = 2
}

/// What is known of a message in a mailbox.
package struct KnownPlacement: Sendable, Equatable {
  package let size: Int64?
  package let date: Int64?
  package let flags: String
  package let isGone: Bool

  package init(
    size: Int64?, date: Int64?, flags: String, isGone: Bool
  ) {
    self.size = size
    self.date = date
    self.flags = flags
    self.isGone = isGone
  }
}

/// A mailbox as it was when its books last balanced.
package struct KnownMailbox: Sendable, Equatable {
  package let epoch: Int64
  package let wireName: [UInt8]
  package let validity: UInt32
  package let isGone: Bool
  package let facts: MailboxFacts
  /// Messages that are there and here.
  package let present: Int
  /// Messages that the server did not give.
  package let refused: Int

  package init(
    epoch: Int64, wireName: [UInt8], validity: UInt32, isGone: Bool, facts: MailboxFacts,
    present: Int, refused: Int
  ) {
    self.epoch = epoch
    self.wireName = wireName
    self.validity = validity
    self.isGone = isGone
    self.facts = facts
    self.present = present
    self.refused = refused
  }
}

/// What a server said of a mailbox; nil: it said nothing, or its books never balanced.
package struct MailboxFacts: Sendable, Equatable {
  package var messages: UInt32?
  package var nextUID: UInt32?
  package var latestChange: UInt64?

  package init(messages: UInt32? = nil, nextUID: UInt32? = nil, latestChange: UInt64? = nil) {
    self.messages = messages
    self.nextUID = nextUID
    self.latestChange = latestChange
  }
}

/// What a list of a mailbox to its end changes.
package struct MailboxPass: Sendable {
  package var epoch: Int64
  package var time: Int64
  package var facts: MailboxFacts
  /// Not on the server any more, and there again.
  package var gone: [UInt32] = []
  package var back: [UInt32] = []
  /// With other flags than before: those they have now.
  package var flags: [UInt32: String] = [:]

  package init(epoch: Int64, time: Int64, facts: MailboxFacts) {
    self.epoch = epoch
    self.time = time
    self.facts = facts
  }
}
