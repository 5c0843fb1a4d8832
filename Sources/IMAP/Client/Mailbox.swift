import Text

/// A mailbox of the account, as LIST tells of it.
package struct ListedMailbox: Sendable, Equatable {
  /// What the server wants to be asked by.
  package var wireName: [UInt8]
  /// Decoded, levels divided by "/".
  package var name: String
  /// Special use (RFC 6154), in small letters without backslash: "sent", "trash" …; nil where there is none.
  package var specialUse: String?
  /// False for a name that stands only for what is below it.
  package var isSelectable: Bool
  /// What was said of it without opening it.
  package var counts = MailboxCounts()
}

/// Nil is what the server does not say.
package struct MailboxCounts: Sendable, Equatable {
  package var messages: UInt32?
  package var nextUID: UInt32?
  package var validity: UInt32?
  /// Number of the latest change (RFC 7162).
  package var latestChange: UInt64?
  /// Bytes of all messages (RFC 8438).
  package var size: UInt64?

  package init() {}
}

extension ListedMailbox {
  /// - Parameter isUTF8: names are UTF-8 and not modified UTF-7.
  init(_ listing: MailboxListing, isUTF8: Bool) {
    let bytes = Self.isInbox(listing.name) ? Array("INBOX".utf8) : listing.name
    let levels = listing.delimiter.map {
      bytes.split(separator: $0, omittingEmptySubsequences: true).map(Array.init)
    }
    // One that is not as it should be is kept as it was sent.
    let names = (levels ?? [bytes]).map { level in
      isUTF8 ? nil : ModifiedUTF7.decode(level)
    }
    let decoded = zip(names, levels ?? [bytes]).map { name, level in
      name ?? String(decoding: level, as: UTF8.self)
    }
    let uses = ["all", "archive", "drafts", "flagged", "junk", "sent", "trash", "important"]
    wireName = listing.name
    name = decoded.joined(separator: "/")
    specialUse = uses.first { listing.attributes.contains("\\\($0)") }
    isSelectable =
      listing.attributes.isDisjoint(with: ["\\noselect", "\\nonexistent"])
      && !listing.name.isEmpty
  }

  /// INBOX is the one name whose case does not matter (RFC 9051 §5.1).
  private static func isInbox(_ name: [UInt8]) -> Bool {
    String(decoding: name, as: UTF8.self).uppercased() == "INBOX"
  }
}

extension MailboxCounts {
  init(_ counts: [String: UInt64]) {
    messages = counts["MESSAGES"].flatMap { UInt32(exactly: $0) }
    nextUID = counts["UIDNEXT"].flatMap { UInt32(exactly: $0) }.flatMap { $0 == 0 ? nil : $0 }
    validity = counts["UIDVALIDITY"].flatMap { UInt32(exactly: $0) }.flatMap { $0 == 0 ? nil : $0 }
    latestChange = counts["HIGHESTMODSEQ"].flatMap { $0 == 0 ? nil : $0 }
    size = counts["SIZE"]
  }
}
