/// The four ways in which an mbox tells a separator from a line of text that begins with "From ".
///
/// In all of them an entry is: a separator line `From sender date`, the message, one empty line.
/// A message's octets are exactly what stands between two separator lines, less the one empty line
/// before the second, with the quoting of the dialect undone. Line ends stay as found.
package enum MboxDialect: String, Sendable, CaseIterable {
  /// "From " lines are written as ">From ". A message that had ">From " comes back changed.
  case mboxo
  /// ">From ", ">>From " … get one more ">" as well, so that it can be undone.
  case mboxrd
  /// Quoted as mboxrd, and a Content-Length field tells the length of the body.
  case mboxcl
  /// Content-Length alone; nothing is quoted.
  case mboxcl2

  var quotes: Bool { self != .mboxcl2 }
  var hasContentLength: Bool { self == .mboxcl || self == .mboxcl2 }
}

/// Sender and date of a "From " line.
package struct MboxEnvelope: Hashable, Sendable {
  /// One word in what is written; in what is read also empty or with spaces.
  package var sender: String
  /// Seconds since 1970 in UTC; nil where the line has no date that can be read.
  package var date: Int64?

  package init(sender: String, date: Int64?) {
    self.sender = sender
    self.date = date
  }
}
