import Bytes

/// Parses Content-Type (RFC 2045 section 5.1) or Content-Disposition (RFC 2183) up to the start of
/// its parameters.
func scanMediaType(
  _ value: Range<Int>, in bytes: borrowing Span<UInt8>
) -> (mediaType: MediaType, end: Int)? {
  var position = value.lowerBound
  let end = value.upperBound
  skipSpaceAndComments(&position, end, in: bytes)
  // Quotes around the type do not belong to a token; some mailers write them.
  if position < end, bytes[position] == Byte.quote { position += 1 }
  let type = scanToken(&position, end, in: bytes)
  guard !type.isEmpty else { return nil }
  skipSpaceAndComments(&position, end, in: bytes)
  guard position < end, bytes[position] == Byte.slash else {
    // "text" and "plain" without a subtype date from RFC 1049.
    let word = bytes.lowercasedString(type)
    return (legacyTypes[word] ?? MediaType(word, ""), position)
  }
  position += 1
  skipSpaceAndComments(&position, end, in: bytes)
  // "text/plain/foo" and similar: what follows the subtype is skipped.
  let subtype = scanToken(&position, end, in: bytes)
  while position < end, bytes[position] == Byte.slash || bytes[position] == Byte.quote {
    position += 1
    _ = scanToken(&position, end, in: bytes)
  }
  return (commonType(type, subtype, in: bytes), position)
}

/// Types that occur without a subtype.
private let legacyTypes: [String: MediaType] = [
  "text": .textPlain, "plain": .textPlain, "html": .textHTML,
  "multipart": .init("multipart", "mixed"),
]

/// Most parts have one of two types, whose strings need not be created again.
private func commonType(
  _ type: Range<Int>, _ subtype: Range<Int>, in bytes: borrowing Span<UInt8>
) -> MediaType {
  if bytes.isEqual(type, lowercase: "text") {
    if bytes.isEqual(subtype, lowercase: "plain") || subtype.isEmpty { return .textPlain }
    if bytes.isEqual(subtype, lowercase: "html") { return .textHTML }
  }
  // Some scripts write it in the wrong order.
  if bytes.isEqual(type, lowercase: "plain"), bytes.isEqual(subtype, lowercase: "text") {
    return .textPlain
  }
  return MediaType(bytes.lowercasedString(type), bytes.lowercasedString(subtype))
}

private func scanToken(
  _ position: inout Int, _ end: Int, in bytes: borrowing Span<UInt8>
) -> Range<Int> {
  let start = position
  while position < end, Byte.isToken(bytes[position]) { position += 1 }
  return start..<min(position, start + Reach.token)
}

/// Skips white space and comments (RFC 5322 section 3.2.2); an unclosed comment extends to the end.
func skipSpaceAndComments(_ position: inout Int, _ end: Int, in bytes: borrowing Span<UInt8>) {
  var depth = 0
  while position < end {
    let byte = bytes[position]
    if byte == Byte.openParenthesis {
      depth += 1
    } else if depth > 0 {
      if byte == Byte.closeParenthesis { depth -= 1 }
      if byte == Byte.backslash { position += 1 }
    } else if !Byte.isSpace(byte) {
      return
    }
    position += 1
  }
  position = min(position, end)
}

/// Content-Transfer-Encoding (RFC 2045 section 6.1), including common misspellings.
func scanTransferEncoding(
  _ value: Range<Int>, in bytes: borrowing Span<UInt8>
) -> TransferEncoding {
  var position = value.lowerBound
  skipSpaceAndComments(&position, value.upperBound, in: bytes)
  if position < value.upperBound, bytes[position] == Byte.quote { position += 1 }
  let token = scanToken(&position, value.upperBound, in: bytes)
  if token.isEmpty { return .identity }
  return encodingNames[bytes.lowercasedString(token)] ?? .unknown
}

private let encodingNames: [String: TransferEncoding] = [
  "7bit": .identity, "8bit": .identity, "binary": .identity, "7-bit": .identity,
  "8-bit": .identity, "none": .identity, "7": .identity, "8": .identity, "7bits": .identity,
  "8bits": .identity, "us-ascii": .identity, "ascii": .identity, "utf-8": .identity,
  "text": .identity, "plain": .identity, "default": .identity,
  "base64": .base64, "base-64": .base64, "base_64": .base64, "b64": .base64, "b": .base64,
  "quoted-printable": .quotedPrintable, "quoted_printable": .quotedPrintable,
  "quotedprintable": .quotedPrintable, "quoted-printeable": .quotedPrintable,
  "qp": .quotedPrintable, "q": .quotedPrintable, "quoted": .quotedPrintable,
  "x-uuencode": .uuencode, "uuencode": .uuencode, "x-uue": .uuencode, "uue": .uuencode,
  "x-uu": .uuencode, "x-yencode": .uuencode, "yenc": .uuencode,
]

/// Content-Type with its parameters (RFC 2045 section 5, RFC 2231).
package struct ContentType: Sendable, Equatable {
  package var mediaType: MediaType
  /// In order, each name once.
  package var parameters: [Parameter]

  package init(mediaType: MediaType, parameters: [Parameter] = []) {
    self.mediaType = mediaType
    self.parameters = parameters
  }

  /// The value of a parameter; `name` is in lower case.
  package subscript(name: String) -> String? {
    parameters.first { $0.name == name }?.value
  }
}

/// How a part is to be presented (RFC 2183).
package struct ContentDisposition: Sendable, Equatable {
  /// "inline", "attachment" or another value, in lower case.
  package var type: String
  package var parameters: [Parameter]

  /// The value of a parameter; `name` is in lower case.
  package subscript(name: String) -> String? {
    parameters.first { $0.name == name }?.value
  }
}
