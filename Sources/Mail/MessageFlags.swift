/// The kind of a message, and its state in a mailbox.
public struct MessageFlags: OptionSet, Sendable, Hashable {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }

  // MARK: Kind: worked out when it is stored; these numbers are part of the stored format

  public static let encrypted = MessageFlags(rawValue: 1)
  public static let signed = MessageFlags(rawValue: 2)
  /// Sent by a program: RFC 3834 Auto-Submitted, Precedence, delivery reports.
  public static let automatic = MessageFlags(rawValue: 4)
  public static let hasAttachment = MessageFlags(rawValue: 8)
  public static let fromList = MessageFlags(rawValue: 16)
  public static let hasImage = MessageFlags(rawValue: 32)
  public static let hasCalendar = MessageFlags(rawValue: 64)
  /// The parser found defects that a reader may notice.
  public static let defective = MessageFlags(rawValue: 128)
  /// Its Subject fields say something else than the one subject that lists show: there are several, or it
  /// is shortened, or empty.
  public static let hasOtherSubject = MessageFlags(rawValue: 256)

  // MARK: State: flags of RFC 9051 section 2.3.2 and Maildir's "passed"; the archive keeps them as tags

  public static let seen = MessageFlags(rawValue: 1 << 32)
  public static let answered = MessageFlags(rawValue: 1 << 33)
  public static let flagged = MessageFlags(rawValue: 1 << 34)
  public static let deleted = MessageFlags(rawValue: 1 << 35)
  public static let draft = MessageFlags(rawValue: 1 << 36)
  /// Forwarded or bounced.
  public static let passed = MessageFlags(rawValue: 1 << 37)
  public static let spam = MessageFlags(rawValue: 1 << 38)
  public static let muted = MessageFlags(rawValue: 1 << 39)
  public static let important = MessageFlags(rawValue: 1 << 40)
}

extension MessageFlags {
  /// The tags that imports give messages, in this order.
  private static let imported: [(flag: MessageFlags, tag: String)] = [
    (.seen, "seen"), (.answered, "answered"), (.flagged, "flagged"), (.deleted, "deleted"),
    (.draft, "draft"), (.passed, "passed"),
  ]

  /// Words that people commonly use as tags.
  private static let words: [String: MessageFlags] = [
    "read": .seen, "replied": .answered, "forwarded": .passed, "spam": .spam, "muted": .muted,
    "important": .important,
  ]

  /// The tags that represent the state, in a fixed order.
  package var tags: [String] { Self.imported.filter { contains($0.flag) }.map(\.tag) }

  /// The state that the tags represent.
  package init(tags: some Sequence<String>) {
    self = []
    for tag in tags {
      if let flag = Self.imported.first(where: { $0.tag == tag })?.flag ?? Self.words[tag] {
        insert(flag)
      }
    }
  }
}
