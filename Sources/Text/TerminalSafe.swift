/// Makes text from messages, servers and file names safe for a terminal: the one function that all
/// such text passes through.
///
/// Control characters could move the cursor, change colours or reprogram keys; bidirectional
/// controls could make an address or a file name look like another one. They are shown instead of
/// being acted on: "␛" for ESC, "\u{FFFD}" for characters without a picture, a space for a line
/// end.
///
/// - Parameter keepingLineEnds: line feeds and tabs are kept.
package func terminalSafe(_ text: String, keepingLineEnds: Bool = false) -> String {
  guard text.unicodeScalars.contains(where: \.isTerminalControl) else { return text }
  var shown = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    let isKept = keepingLineEnds && (scalar == "\n" || scalar == "\t")
    shown.append(scalar.isTerminalControl && !isKept ? scalar.picture : scalar)
  }
  return String(shown)
}

extension Unicode.Scalar {
  /// True if a terminal would act on it, or show what follows in another order.
  package var isTerminalControl: Bool {
    isControl || value == 0x2028 || value == 0x2029 || isDirectionControl
  }

  /// C0, DEL and C1 (ISO/IEC 6429).
  package var isControl: Bool { value < 0x20 || 0x7F..<0xA0 ~= value }

  /// True for characters that change the order of text or hint at it: the marks, embeddings,
  /// overrides and isolates of Unicode Standard Annex #9.
  package var isDirectionControl: Bool {
    switch value {
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// The visible stand-in. The Control Pictures block covers C0 and DEL; the rest has no picture.
  package var picture: Unicode.Scalar {
    switch value {
    case 0x09, 0x0A, 0x0D, 0x2028, 0x2029: " "
    case 0..<0x20: Unicode.Scalar(0x2400 + value) ?? "\u{FFFD}"
    case 0x7F: "\u{2421}"
    default: "\u{FFFD}"
    }
  }
}
