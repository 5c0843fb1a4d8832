import Bytes

/// A body after transfer decoding, and the defects of its encoding.
package struct DecodedBody: Sendable, Equatable {
  package var bytes: [UInt8]
  package var defects: [Defect.Kind]
}

/// Decodes a transfer encoding (RFC 2045 section 6).
/// - Parameter isText: include text that others wrote around an encoded body.
package func decodeTransfer(
  _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ encoding: TransferEncoding,
  isText: Bool = false
) -> DecodedBody {
  switch encoding {
  case .identity, .unknown:
    // RFC 2049 section 2 (2) requires unknown encodings to be treated as binary data.
    return DecodedBody(bytes: bytes.array(range), defects: [])
  case .base64: return decodeBase64(bytes, range, keepsText: isText)
  case .quotedPrintable: return decodeQuotedPrintable(bytes, range)
  case .uuencode:
    let body = bytes.array(range)
    guard let split = splitEmbeddedFiles(body.span, limit: 1),
      let file = split.files.elements.first
    else { return DecodedBody(bytes: body, defects: [.damagedEmbeddedFile]) }
    return DecodedBody(
      bytes: file.bytes, defects: file.defects.isEmpty ? [] : [.damagedEmbeddedFile])
  }
}
