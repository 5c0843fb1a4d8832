/// The four ways in which an mbox tells a separator from a line of text that begins with "From ".
///
/// In all of them an entry is: a separator line `From sender date`, the message, one empty line.
/// A message's bytes are exactly what stands between two separator lines, less the one empty line
/// before the second, with the quoting of the dialect undone. Line ends stay as found.
public enum MboxDialect: String, Sendable, CaseIterable {
  /// "From " lines are written as ">From ". A message that had ">From " comes back changed.
  case mboxo
  /// ">From ", ">>From " … get one more ">" as well, so that it can be undone.
  case mboxrd
  /// Quoted as mboxrd, and a Content-Length field gives the length of the body.
  case mboxcl
  /// Content-Length alone; nothing is quoted.
  case mboxcl2

  package var quotes: Bool { self != .mboxcl2 }
  package var hasContentLength: Bool { self == .mboxcl || self == .mboxcl2 }
}
