/// Columns that text occupies on a terminal: 2 for wide East Asian characters and most emoji, 0 for
/// combining marks (Unicode Standard Annex #11).
///
/// The table is part of Mailcask instead of utf8proc: the library has a different SONAME on each
/// supported system (libutf8proc.so.2 on Debian 12, .so.3 on Debian 13 and Ubuntu 24.04), opening
/// it at run time would cost every search more than computing the widths, and it does not know the
/// width of grapheme clusters.
package func displayWidth(_ text: String) -> Int {
  text.utf8.allSatisfy { $0 < 0x80 }
    ? text.utf8.count : text.reduce(0) { $0 + displayWidth($1) }
}

/// A grapheme cluster is as wide as its widest scalar. U+FE0F selects the wide, coloured form.
package func displayWidth(_ character: Character) -> Int {
  if character.isASCII { return 1 }
  if character.unicodeScalars.allSatisfy({ (0x1F1E6...0x1F1FF).contains($0.value) }) {
    return 2  // A flag: two regional indicators.
  }
  return character.unicodeScalars.reduce(0) { width, scalar in
    scalar.value == 0xFE0F ? 2 : max(width, displayWidth(scalar))
  }
}

/// The maximum number of columns that any terminal uses: one that does not know grapheme clusters
/// draws each part of an emoji separately.
package func widestDisplayWidth(_ text: some StringProtocol) -> Int {
  text.utf8.allSatisfy { $0 < 0x80 }
    ? text.utf8.count : text.reduce(0) { $0 + widestDisplayWidth($1) }
}

package func widestDisplayWidth(_ character: Character) -> Int {
  max(displayWidth(character), character.unicodeScalars.reduce(0) { $0 + displayWidth($1) })
}

private func displayWidth(_ scalar: Unicode.Scalar) -> Int {
  if scalar.value < 0x300 { return 1 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format: return 0
  default: return isWide(scalar.value) ? 2 : 1
  }
}

private func isWide(_ code: UInt32) -> Bool {
  guard code >= 0x1100 else { return false }
  var low = 0
  var high = wideRanges.count
  while low < high {
    let middle = (low + high) / 2
    if wideRanges[middle].last < code { low = middle + 1 } else { high = middle }
  }
  return low < wideRanges.count && wideRanges[low].first <= code
}

/// East_Asian_Width W and F of Unicode 14.0; gaps without characters are closed. Pairs are laid out
/// statically by the compiler; an array of ranges would be built at run time.
private let wideRanges: [(first: UInt32, last: UInt32)] = [
  (0x1100, 0x115F), (0x231A, 0x231B), (0x2329, 0x232A), (0x23E9, 0x23EC), (0x23F0, 0x23F0),
  (0x23F3, 0x23F3), (0x25FD, 0x25FE), (0x2614, 0x2615), (0x2648, 0x2653), (0x267F, 0x267F),
  (0x2693, 0x2693), (0x26A1, 0x26A1), (0x26AA, 0x26AB), (0x26BD, 0x26BE), (0x26C4, 0x26C5),
  (0x26CE, 0x26CE), (0x26D4, 0x26D4), (0x26EA, 0x26EA), (0x26F2, 0x26F3), (0x26F5, 0x26F5),
  (0x26FA, 0x26FA), (0x26FD, 0x26FD), (0x2705, 0x2705), (0x270A, 0x270B), (0x2728, 0x2728),
  (0x274C, 0x274C), (0x274E, 0x274E), (0x2753, 0x2755), (0x2757, 0x2757), (0x2795, 0x2797),
  (0x27B0, 0x27B0), (0x27BF, 0x27BF), (0x2B1B, 0x2B1C), (0x2B50, 0x2B50), (0x2B55, 0x2B55),
  (0x2E80, 0x303E), (0x3041, 0x3247), (0x3250, 0x4DBF), (0x4E00, 0xA4C6), (0xA960, 0xA97C),
  (0xAC00, 0xD7A3), (0xF900, 0xFAD9), (0xFE10, 0xFE19), (0xFE30, 0xFE6B), (0xFF01, 0xFF60),
  (0xFFE0, 0xFFE6), (0x16FE0, 0x1B2FB), (0x1F004, 0x1F004), (0x1F0CF, 0x1F0CF), (0x1F18E, 0x1F18E),
  (0x1F191, 0x1F19A), (0x1F200, 0x1F320), (0x1F32D, 0x1F335), (0x1F337, 0x1F37C),
  (0x1F37E, 0x1F393), (0x1F3A0, 0x1F3CA), (0x1F3CF, 0x1F3D3), (0x1F3E0, 0x1F3F0),
  (0x1F3F4, 0x1F3F4), (0x1F3F8, 0x1F43E), (0x1F440, 0x1F440), (0x1F442, 0x1F4FC),
  (0x1F4FF, 0x1F53D), (0x1F54B, 0x1F54E), (0x1F550, 0x1F567), (0x1F57A, 0x1F57A),
  (0x1F595, 0x1F596), (0x1F5A4, 0x1F5A4), (0x1F5FB, 0x1F64F), (0x1F680, 0x1F6C5),
  (0x1F6CC, 0x1F6CC), (0x1F6D0, 0x1F6D2), (0x1F6D5, 0x1F6DF), (0x1F6EB, 0x1F6EC),
  (0x1F6F4, 0x1F6FC), (0x1F7E0, 0x1F7F0), (0x1F90C, 0x1F93A), (0x1F93C, 0x1F945),
  (0x1F947, 0x1F9FF), (0x1FA70, 0x1FAF6), (0x20000, 0x3FFFD),
]

/// `text`, cut or padded to exactly `width` columns; "…" marks a cut.
package func padded(_ text: String, to width: Int, alignedRight: Bool = false) -> String {
  let whole = displayWidth(text)
  if whole <= width {
    let filler = String(repeating: " ", count: width - whole)
    return alignedRight ? filler + text : text + filler
  }
  var cut = ""
  var used = 0
  for character in text {
    let next = displayWidth(character)
    if used + next > width - 1 { break }
    cut.append(character)
    used += next
  }
  return cut + "…" + String(repeating: " ", count: max(0, width - used - 1))
}

/// `text`, cut so that no terminal needs more than `width` columns.
package func truncated(_ text: String, to width: Int) -> String {
  guard widestDisplayWidth(text) > width else { return text }
  var room = width - 1
  return text.prefix { character in
    room -= widestDisplayWidth(character)
    return room >= 0
  } + "…"
}
