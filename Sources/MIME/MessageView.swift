/// A piece of text to be found by, in the order of the message.
package struct SearchablePiece: Sendable, Equatable {
  package enum Role: String, Sendable {
    /// What a person reads when the message is opened.
    case body
    /// Text of an attachment of a text type.
    case attachmentText
    /// Subject, addresses and the like of a message inside the message.
    case nestedHeader
    /// Body of a message inside the message.
    case nestedBody
  }

  package var part: Int
  package var role: Role
  package var text: String
}

/// A file that comes with a message.
package struct Attachment: Sendable, Equatable {
  /// Where the content is.
  package enum Origin: Sendable, Equatable {
    /// The body of the part.
    case part
    /// The n-th uuencode or yEnc block of the part's text.
    case embedded(Int)
    /// The n-th attachment of the part's TNEF content.
    case tnef(Int)
  }

  package var part: Int
  package var origin: Origin
  /// Decoded; may hold anything, path separators included.
  package var name: String?
  package var mediaType: MediaType
  package var isInline: Bool
  /// Without angle brackets.
  package var contentID: String?
  /// Octets of the decoded content.
  package var size: Int
}

extension Message {
  /// The body of a leaf after transfer decoding.
  package func decodedBody(of part: Part) -> [UInt8] { [] }
  /// The text of a text part: transfer encoding and charset decoded.
  package func text(of part: Part) -> DecodedText { decodeText([]) }
  package func contentType(of part: Part) -> ContentType { ContentType(mediaType: .textPlain) }
  package func fileName(of part: Part) -> String? { nil }
  package func contentID(of part: Part) -> String? { nil }
  /// What a person reads: the best alternative of each body part, HTML turned to text,
  /// format=flowed joined, embedded files taken out.
  package var readableText: String { "" }
  package var attachments: [Attachment] { [] }
  package func content(of attachment: Attachment) -> [UInt8] { [] }
  /// Everything to be found by, besides the header of the message and names of attachments.
  package var searchablePieces: [SearchablePiece] { [] }
  package var isEncrypted: Bool { false }
  package var isSigned: Bool { false }
  /// From a list, a robot or a bulk sender (RFC 3834, RFC 2919).
  package var isAutomatic: Bool { false }
}

/// Content-Type with its parameters (RFC 2045 section 5, RFC 2231).
package struct ContentType: Sendable, Equatable {
  package var mediaType: MediaType
  /// Names in lower case, values decoded, in order; each name once.
  package var parameters: [Parameter] = []
}

package struct Parameter: Sendable, Equatable {
  package var name: String
  package var value: String
}
