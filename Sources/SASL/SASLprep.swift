/// SASLprep (RFC 4013): names and passwords that look alike become the same bytes.
///
/// NFKC needs tables that this target does not have, so the caller provides it. Text that mixes
/// writing directions is not refused (§2.4): the server would refuse it.
package enum SASLprep {
  /// - Parameter compatibilityForm: returns a text's NFKC form.
  /// - Returns: nil if the text holds characters that must not be sent (§2.3).
  package static func prepared(_ text: String, compatibilityForm: (String) -> String) -> String? {
    // The usual case: ASCII stays unchanged.
    if text.utf8.allSatisfy({ 0x20...0x7E ~= $0 }) { return text }
    var mapped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isSpace(scalar) {
        mapped.append(" ")
      } else if !isIgnored(scalar) {
        mapped.append(scalar)
      }
    }
    let normal = compatibilityForm(String(mapped))
    return normal.unicodeScalars.contains(where: isProhibited) ? nil : normal
  }

  /// Spaces outside ASCII (RFC 3454, table C.1.2).
  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value == 0x200B
      || !scalar.isASCII && scalar.properties.generalCategory == .spaceSeparator
  }

  /// "Commonly mapped to nothing" (RFC 3454, table B.1).
  private static func isIgnored(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00AD, 0x034F, 0x1806, 0x180B...0x180D, 0x200C, 0x200D, 0x2060, 0xFE00...0xFE0F, 0xFEFF:
      true
    default: false
    }
  }

  /// RFC 3454, tables C.2 to C.9.
  private static func isProhibited(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0340, 0x0341, 0xFFFC, 0xFFFD, 0x2FF0...0x2FFB: return true
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate:
      return true
    default: return scalar.properties.isNoncharacterCodePoint
    }
  }
}
