internal import Mail

/// What `is:` finds, by its word.
package enum MessageState: String, Sendable, CaseIterable {
  /// `is:unread` finds what does not have it.
  case read
  case flagged, replied, forwarded, draft
  case encrypted, signed
  /// Sent by a program: `Auto-Submitted`, `Precedence: bulk`, a list.
  case automatic
  /// The archive holds another message with this Message-ID.
  case duplicate
  /// No longer where it came from.
  case gone
  case spam, muted, important, defective

  /// Other spellings in queries.
  static let aliases: [String: MessageState] = [
    "seen": .read, "starred": .flagged, "answered": .replied, "passed": .forwarded,
    "junk": .spam, "auto": .automatic,
  ]

  /// Nil for what is no flag of a message: other messages, or servers, decide it.
  private var flag: MessageFlags? {
    switch self {
    case .read: .seen
    case .flagged: .flagged
    case .replied: .answered
    case .forwarded: .passed
    case .draft: .draft
    case .encrypted: .encrypted
    case .signed: .signed
    case .automatic: .automatic
    case .spam: .spam
    case .muted: .muted
    case .important: .important
    case .defective: .defective
    case .duplicate, .gone: nil
    }
  }

  static func all(in flags: MessageFlags) -> [MessageState] {
    allCases.filter { state in state.flag.map(flags.contains) ?? false }
  }
}
