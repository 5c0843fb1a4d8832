private import Glibc

/// Columns that text takes on a terminal, by the C library's table: 2 for wide East Asian
/// characters and most emoji, 0 for combining marks.
func displayWidth(_ text: String) -> Int {
  text.utf8.allSatisfy { $0 < 0x80 }
    ? text.utf8.count : text.reduce(0) { $0 + displayWidth($1) }
}

/// A grapheme cluster is as wide as its widest scalar; U+FE0F asks for the wide, coloured form.
private func displayWidth(_ character: Character) -> Int {
  character.unicodeScalars.reduce(0) { width, scalar in
    scalar.value == 0xFE0F ? 2 : max(width, Int(max(0, wcwidth(wchar_t(scalar.value)))))
  }
}

/// `text` cut or filled up to exactly `width` columns; "…" tells that something was cut.
func fitted(_ text: String, to width: Int, alignedRight: Bool = false) -> String {
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
