/// What kind of message it is, worked out when it is stored. The numbers are part of the stored
/// format.
public struct MessageFlags: OptionSet, Sendable, Hashable {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }

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
}
