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
