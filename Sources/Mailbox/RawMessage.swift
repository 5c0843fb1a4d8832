package import Files
package import Mail

/// One message as a source holds it, with the source's information about it.
package struct RawMessage: Equatable, Sendable {
  /// The message's bytes, with unchanged line ends. Only what the format itself added is removed:
  /// separator lines, the separating empty line, ">From" quoting.
  package var bytes: MessageBytes
  package var origin: MessageOrigin
  package var flags: MessageFlags = []
  /// Folder path with "/" between the levels; empty for the top of the source.
  package var folder: String = ""
  /// Labels and keywords, in the source's order, each once.
  package var tags: [String] = []
  /// The mbox "From " line.
  package var envelope: MboxEnvelope?
  /// Modification time of a file that holds only this message, in seconds since 1970.
  package var fileTime: Int64?
  /// Gmail's thread number (X-GM-THRID).
  package var gmailThread: String?
  /// Number of attachments that its program keeps in separate files and that were not found.
  package var missingParts = 0
  /// The stamp of a file that holds only this message; nil if its time is too recent to be
  /// reliable.
  package var stamp: FileStamp?

  package init(bytes: MessageBytes, origin: MessageOrigin) {
    self.bytes = bytes
    self.origin = origin
  }
}

/// The place of a message or a rejected range in a source.
package struct MessageOrigin: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case mbox, maildir, mh, eml, emlx
    /// The file as a whole, if no messages could be recognised.
    case file
  }

  /// The path as opened. "!/" separates a container's path from the name of an entry. Bytes that
  /// are not UTF-8 are written as `\xNN`, and a backslash is doubled.
  package var path: String
  /// In bytes from the start of the (decompressed) file. In an mbox, this is the "From " line.
  package var offset: UInt64
  /// Number of bytes in the file, for mbox including separator line and empty line: the origins of
  /// a file's items cover it without gaps.
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
  /// One word when written; when read it may be empty or contain spaces.
  package var sender: String
  /// Seconds since 1970 in UTC; nil if the line has no readable date.
  package var date: Int64?

  package init(sender: String, date: Int64?) {
    self.sender = sender
    self.date = date
  }
}
