/// Decodes the text of a body part, header field or parameter.
///
/// Never fails: bytes without meaning become U+FFFD and are counted in `replacements`.
/// - Parameters:
///   - bytes: content after transfer decoding. For encoded-words, the joined bytes of adjacent
///     words of the same charset (RFC 2047 section 6.2 notwithstanding, characters are split
///     between words in real mail).
///   - declared: the charset label as found, quotes and trailing junk included; nil when absent.
///   - hint: label to prefer when nothing usable is declared, for instance what other parts of
///     the same message declare.
package func decodeText(
  _ bytes: RawSpan, declared: String? = nil, hint: String? = nil
) -> DecodedText {
  DecodedText(
    text: unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) },
    declared: declared, used: "utf-8", reason: .validUTF8)
}

/// Decodes an array of bytes; see `decodeText(_:declared:hint:)` for spans.
package func decodeText(
  _ bytes: [UInt8], declared: String? = nil, hint: String? = nil
) -> DecodedText {
  decodeText(bytes.span.bytes, declared: declared, hint: hint)
}
