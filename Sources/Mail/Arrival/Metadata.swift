/// What lists, sorting and threads need of a message. Texts are decoded, for people; the store
/// shortens them.
package struct Metadata: Sendable, Equatable {
  /// Seconds since 1970, of the Date field; nil if missing or unreadable.
  package var date: Int64?
  /// Minutes east of UTC, of the Date field.
  package var zone: Int?
  /// Seconds since 1970: the topmost Received field, or the file's time.
  package var received: Int64?
  /// Without angle brackets.
  package var messageID: String?
  /// The ids in References, in order, without angle brackets.
  package var references: [String] = []
  /// The ids in In-Reply-To, without angle brackets.
  package var inReplyTo: [String] = []
  /// "Name <address>", as lists show it.
  package var sender = ""
  package var recipients = ""
  package var subject = ""
  /// The people in the From field; in To and Cc; in Bcc; in Reply-To.
  package var from: [Person] = []
  package var to: [Person] = []
  package var bcc: [Person] = []
  package var replyTo: [Person] = []
  /// Without angle brackets.
  package var listID: String?
  package var flags: MessageFlags = []

  package init() {}
}

/// Somebody whom a message is from or to.
package struct Person: Sendable, Hashable {
  /// Decoded; empty where there is none.
  package var name: String
  /// `local@domain`.
  package var address: String

  package init(name: String = "", address: String) {
    self.name = name
    self.address = address
  }
}

extension Metadata {
  /// Addresses of everyone who takes part, in lower case.
  package var addresses: Set<String> {
    Set((from + to + bcc + replyTo).lazy.map { $0.address.lowercased() })
  }
}
