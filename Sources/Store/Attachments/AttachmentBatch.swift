package import Digests
package import Mail

/// A document that a message has, as it is listed.
package struct ListedAttachment: Sendable, Equatable {
  package let message: Int64
  /// Number of the attachment in the message, counted from 1.
  package let number: Int
  /// As IMAP counts them: "1.2".
  package let part: String
  package let name: String
  /// Digest of the decoded bytes.
  package let digest: SHA256Digest

  package init(
    message: Int64, number: Int, part: String, name: String, digest: SHA256Digest
  ) {
    self.message = message
    self.number = number
    self.part = part
    self.name = name
    self.digest = digest
  }
}

/// What was read out of a document.
package struct ExtractedText: Sendable, Equatable {
  package let digest: SHA256Digest
  /// What read it, with its version.
  package let extractor: String
  package let outcome: AttachmentOutcome
  package let pages: [String]

  package init(
    digest: SHA256Digest, extractor: String, outcome: AttachmentOutcome, pages: [String] = []
  ) {
    self.digest = digest
    self.extractor = extractor
    self.outcome = outcome
    self.pages = pages
  }
}

/// What is committed together: documents of some messages, and their texts.
package struct AttachmentBatch: Sendable {
  /// All messages in it have been looked through with this; nil: those listed were before.
  package var range: ClosedRange<Int64>?
  package var attachments: [ListedAttachment] = []
  package var texts: [ExtractedText] = []

  package init() {}
}

/// A document of a message with what was read out of it.
package struct AttachedText: Sendable, Equatable {
  package let number: Int
  package let part: String
  package let name: String
  package let outcome: AttachmentOutcome
  package let pages: [String]
}

extension AttachedText {
  /// As searches know it.
  package var searchable: [SearchableText] {
    pages.enumerated().map { index, page in
      SearchableText(
        .attachment, part: part, text: page, file: name, page: pages.count > 1 ? index + 1 : nil)
    }
  }
}
