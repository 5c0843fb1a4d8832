/// Text from messages and servers, made safe for a terminal: control characters could move the
/// cursor, change colours or reprogram keys, and bidirectional overrides could show an address as
/// another one. They are shown as what they are, "␛" for ESC, instead of being acted on.
package func visible(_ text: String, keepingLineEnds: Bool = false) -> String {
  guard text.unicodeScalars.contains(where: isHarmful) else { return text }
  var shown = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if keepingLineEnds, scalar == "\n" || scalar == "\t" {
      shown.append(scalar)
    } else if isHarmful(scalar) {
      shown.append(contentsOf: picture(of: scalar).unicodeScalars)
    } else {
      shown.append(scalar)
    }
  }
  return String(shown)
}

package let leftToRightMark = "\u{200E}"

/// Whether there are letters of Hebrew, Arabic and their neighbours.
package func isRightToLeft(_ text: String) -> Bool {
  text.unicodeScalars.contains { scalar in
    switch scalar.value {
    case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
    default: false
    }
  }
}

private func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<0x20, 0x7F..<0xA0: true  // C0, DEL, C1
  case 0x2028, 0x2029: true  // line and paragraph separator
  case 0x202A...0x202E, 0x2066...0x2069: true  // bidirectional embeddings, overrides, isolates
  default: false
  }
}

/// The Control Pictures block names C0 and DEL; the rest has no picture.
private func picture(of scalar: Unicode.Scalar) -> String {
  switch scalar.value {
  case 0x0A, 0x0D, 0x09, 0x2028, 0x2029: " "
  case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value).map(String.init) ?? "\u{FFFD}"
  case 0x7F: "\u{2421}"
  default: "\u{FFFD}"
  }
}
