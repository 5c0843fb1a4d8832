package import Files
package import Mail

/// One message as a source holds it, with what the source knows about it.
package struct RawMessage: Equatable, Sendable {
  /// The message's octets, line ends as found. Only what the format itself wrapped around them is
  /// taken away: separator lines, the separating empty line, ">From" quoting.
  package var octets: MessageBytes
  package var origin: MessageOrigin
  package var flags: MessageFlags = []
  /// Folder path with "/" between the levels; empty for the top of the source.
  package var folder: String = ""
  /// Labels and keywords, in the source's order, each once.
  package var tags: [String] = []
  /// The mbox "From " line.
  package var envelope: MboxEnvelope?
  /// When the file was written that holds this message alone, in seconds since 1970.
  package var fileTime: Int64?
  /// Gmail's thread number (X-GM-THRID).
  package var gmailThread: String?
  /// Number of attachments that its program keeps elsewhere and that were not found there.
  package var missingParts = 0
  /// Of a file with nothing but this message; nil where its time says too little.
  package var stamp: FileStamp?

  package init(octets: MessageBytes, origin: MessageOrigin) {
    self.octets = octets
    self.origin = origin
  }
}

/// Where a message or a rejected stretch of a source lies.
package struct MessageOrigin: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case mbox, maildir, mh, eml, emlx
    /// The file as a whole, where no message could be told apart.
    case file
  }

  /// Path as opened. Inside a container "!/" joins the container's path and the entry's name.
  /// Octets that are not UTF-8 stand as `\xNN` and a backslash is doubled.
  package var path: String
  /// In octets from the start of the (decompressed) file. For mbox this is the "From " line.
  package var offset: UInt64
  /// Octets as they stand in the file, for mbox with separator line and empty line: the origins of
  /// a file's items lie end to end and cover it.
  package var length: UInt64
  package var kind: Kind

  package init(path: String, offset: UInt64, length: UInt64, kind: Kind) {
    self.path = path
    self.offset = offset
    self.length = length
    self.kind = kind
  }
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
