/// One node of the part tree (RFC 2046): offsets into the bytes of its source.
///
/// `headerRange` and `bodyRange` are adjacent: the header includes the empty line that ends it. The
/// body of a part inside a multipart ends before the line end that belongs to the delimiter (RFC
/// 2046 section 5.1.1).
package struct Part: Sendable {
  package enum Kind: UInt8, Sendable {
    /// Has no parts.
    case leaf
    /// multipart/*; its children are its parts.
    case multipart
    /// message/rfc822 or message/global, or the first fragment of a message/partial; its only child
    /// is the message inside.
    case message
  }

  /// Index in `Message.parts`, which are in pre-order: children follow their parent.
  package let index: Int
  /// Index of the enclosing part; nil for the message itself.
  package let parent: Int?
  /// Position among the parts of its parent, from 1; 1 for the message itself.
  package let place: Int
  /// Number of multiparts and messages around this part.
  package let depth: Int
  /// The bytes that the ranges refer to: 0 for those of the message, otherwise the decoded body of
  /// an encoded message or multipart (`Message.source(_:)`).
  package let source: Int
  package internal(set) var kind = Kind.leaf
  package internal(set) var encoding = TransferEncoding.identity
  /// In lower case; the default of RFC 2045 section 5.2 or RFC 2046 section 5.1.5 if absent.
  package internal(set) var mediaType = MediaType.textPlain
  /// One more than the index of the last part below this one.
  package internal(set) var subtreeEnd: Int
  package internal(set) var headerRange: Range<UInt32>
  package internal(set) var bodyRange: Range<UInt32>
  /// Text before the first delimiter and after the last; empty for other kinds.
  package internal(set) var preambleRange: Range<UInt32>
  package internal(set) var epilogueRange: Range<UInt32>
  /// Indices in `Message.fields`.
  var fieldRange: Range<Int>
  /// Number of parts directly inside.
  var childCount = 0
}

/// Type and subtype of RFC 2045 section 5, in lower case.
package struct MediaType: Sendable, Hashable, CustomStringConvertible {
  package var type: String
  package var subtype: String

  package init(_ type: String, _ subtype: String) {
    self.type = type
    self.subtype = subtype
  }

  package static let textPlain = MediaType("text", "plain")
  package static let textHTML = MediaType("text", "html")
  package static let messageRFC822 = MediaType("message", "rfc822")
  package static let messagePartial = MediaType("message", "partial")
  package static let octetStream = MediaType("application", "octet-stream")

  /// Detached signatures (RFC 3156 section 5, RFC 8551 section 3.5.3.2): files that nobody sends
  /// deliberately.
  static let signatures: Set<MediaType> = [
    MediaType("application", "pgp-signature"), MediaType("application", "pkcs7-signature"),
    MediaType("application", "x-pkcs7-signature"),
  ]
  /// A whole message, encrypted or enclosed in its signature (RFC 8551 section 3.2).
  static let smimeWrappings: Set<MediaType> = [
    MediaType("application", "pkcs7-mime"), MediaType("application", "x-pkcs7-mime"),
  ]

  package var description: String { subtype.isEmpty ? type : "\(type)/\(subtype)" }
}

/// Content-Transfer-Encoding (RFC 2045 section 6), as far as decoding distinguishes the values.
package enum TransferEncoding: String, Sendable, Hashable {
  /// 7bit, 8bit, binary, or none.
  case identity
  case base64
  case quotedPrintable = "quoted-printable"
  case uuencode
  /// Anything else; the body is used unchanged.
  case unknown
}
