/// A place where a message breaks a standard, or where the parser stopped following it.
package struct Defect: Sendable, Hashable {
  package enum Kind: String, Sendable, CaseIterable {
    // Header (RFC 5322 section 2.2, 3.6)
    /// Empty lines before the first header field.
    case leadingEmptyLines
    /// A line in the header is neither a field nor a folded line; it was joined to the field above.
    case invalidHeaderLine
    /// A field name is empty or has characters outside RFC 5322 section 3.6.8.
    case invalidFieldName
    /// A line of white space only ends the header or is inside it.
    case whitespaceLineInHeader
    /// "From " or ">From " inside the header.
    case envelopeLineInHeader
    /// The body begins without an empty line before it.
    case missingHeaderSeparator
    /// A field that may occur once occurs again and is ignored.
    case duplicateField
    /// Lines end in CR only.
    case bareCR
    /// A Date field does not contain a point in time.
    case unreadableDate

    // Structure (RFC 2045, RFC 2046)
    case invalidContentType
    case unknownTransferEncoding
    /// A multipart does not declare a boundary.
    case missingBoundary
    /// The declared boundary does not occur in the body.
    case boundaryNotFound
    /// The boundary was guessed from the body.
    case guessedBoundary
    /// A multipart has no close-delimiter.
    case unclosedMultipart
    /// Text follows the boundary on its line.
    case malformedDelimiter
    /// A part begins after the close-delimiter.
    case partAfterClose
    /// Text follows the close-delimiter (RFC 2046 section 5.1.1 lets readers ignore it).
    case textAfterClose
    /// A multipart or message has a transfer encoding that RFC 2045 section 6.4 forbids.
    case encodedComposite

    // Content
    /// Characters outside the base64 alphabet were skipped (RFC 2045 section 6.8).
    case base64Junk
    /// The body is declared as base64 but is not; it was used unchanged.
    case notBase64
    /// Padding is missing or the last group is cut short.
    case base64Truncated
    /// More data follows the padding.
    case base64Concatenated
    /// "=" is not followed by two hexadecimal digits or a line end (RFC 2045 section 6.7).
    case quotedPrintableInvalid
    /// The declared charset is unknown or wrong, and another was used.
    case charsetGuessed
    /// Some bytes have no meaning in the charset and were replaced by U+FFFD.
    case lossyText
    /// An embedded file (uuencode, yEnc, TNEF) is damaged.
    case damagedEmbeddedFile

    // Limits
    case messageSizeLimit
    case nestingLimit
    case partLimit
    case fieldLimit
    case headerSizeLimit
    case fieldSizeLimit
    case encodedNestingLimit
    /// Compressed content is larger than the limit, or damaged; its beginning was used.
    case inflatedSizeLimit
    case guessLimit
    case boundarySizeLimit
    case parameterLimit
    case addressLimit
    case messageIDLimit
    case embeddedFileLimit
    case deliveryGroupLimit
    case tnefAttributeLimit
    case tnefNestingLimit
    /// There are more defects than the limit.
    case defectLimit
  }

  package var kind: Kind
  /// Index into `Message.parts`.
  package var part: Int
  /// Offset into the bytes of the part's source.
  package var offset: Int

  package init(_ kind: Kind, part: Int, offset: Int) {
    self.kind = kind
    self.part = part
    self.offset = offset
  }
}

/// Defects up to a limit; after that, one more defect records that there were others.
struct DefectList {
  private(set) var elements: [Defect] = []
  private let limit: Int

  init(limit: Int) {
    self.limit = limit
  }

  mutating func note(_ kind: Defect.Kind, part: Int, at offset: Int) {
    guard elements.count <= limit else { return }
    elements.append(
      Defect(elements.count == limit ? .defectLimit : kind, part: part, offset: offset))
  }
}
