/// The four ways in which an mbox distinguishes a separator from a text line that begins with "From
/// ".
///
/// In all of them an entry consists of a separator line `From sender date`, the message, and one
/// empty line. A message's bytes are exactly those between two separator lines, without the one
/// empty line before the second, and with the quoting of the dialect removed. Line ends stay
/// unchanged.
public enum MboxDialect: String, Sendable, CaseIterable {
  /// "From " lines are written as ">From ". A message that contained ">From " is changed by a round
  /// trip.
  case mboxo
  /// ">From ", ">>From " … get one more ">" as well, so that the quoting can be reversed.
  case mboxrd
  /// Quoted like mboxrd, and a Content-Length field gives the length of the body.
  case mboxcl
  /// Only Content-Length; nothing is quoted.
  case mboxcl2

  package var quotes: Bool { self != .mboxcl2 }
  package var hasContentLength: Bool { self == .mboxcl || self == .mboxcl2 }
}
