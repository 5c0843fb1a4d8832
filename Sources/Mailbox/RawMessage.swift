package import Files

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
  /// Gmail's thread number (X-GM-THRID).
  package var gmailThread: String?
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

/// Flags in the terms of RFC 9051 section 2.3.2, and "passed" (forwarded or bounced) of Maildir.
package struct MessageFlags: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let seen = MessageFlags(rawValue: 1)
  package static let answered = MessageFlags(rawValue: 2)
  package static let flagged = MessageFlags(rawValue: 4)
  package static let deleted = MessageFlags(rawValue: 8)
  package static let draft = MessageFlags(rawValue: 16)
  package static let passed = MessageFlags(rawValue: 32)

  static let named: [(flag: MessageFlags, name: String)] = [
    (.seen, "seen"), (.answered, "answered"), (.flagged, "flagged"), (.deleted, "deleted"),
    (.draft, "draft"), (.passed, "passed"),
  ]

  /// Names in a fixed order: "seen", "answered", "flagged", "deleted", "draft", "passed".
  package var names: [String] {
    Self.named.filter { contains($0.flag) }.map(\.name)
  }

  package init(names: some Sequence<String>) {
    self = names.reduce(into: []) { flags, name in
      if let entry = Self.named.first(where: { $0.name == name }) { flags.insert(entry.flag) }
    }
  }
}
