import Bytes

/// A body after transfer decoding, and what was wrong with its encoding.
package struct DecodedBody: Sendable, Equatable {
  package var bytes: [UInt8]
  package var defects: [Defect.Kind]
}

/// Undoes a transfer encoding (RFC 2045 section 6).
func decodeTransfer(
  _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ encoding: TransferEncoding
) -> DecodedBody {
  switch encoding {
  case .identity, .unknown:
    // RFC 2049 section 2 (2) wants unknown encodings treated as octets.
    return DecodedBody(bytes: bytes.array(range), defects: [])
  case .base64: return decodeBase64(bytes, range)
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
