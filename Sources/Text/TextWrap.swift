/// Breaks a line so that no piece is wider than `width` columns: at white space and, as in Chinese
/// and Japanese, between wide characters. A URL is kept whole, so that it can be opened from the
/// terminal; other words that are too long are cut.
///
/// - Parameter prefix: precedes each piece after the first and counts towards `width`.
package func wrapped(_ line: String, to width: Int, prefix: String = "") -> [String] {
  let line = withoutTabs(line)
  if line.utf8.count <= width { return [line] }
  var lines: [String] = []
  var current = ""
  var used = 0
  let prefixWidth = displayWidth(prefix)
  // Use no prefix if it would leave too little space for text.
  let (prefix, indent) = prefixWidth < width / 2 ? (prefix, prefixWidth) : ("", 0)
  func begin() {
    lines.append(trimmed(current))
    current = prefix
    used = indent
  }
  for word in words(of: line) {
    let wordWidth = displayWidth(trimmed(word))
    if used + wordWidth > width, used > indent { begin() }
    if used + wordWidth > width, !word.contains("://") {
      for character in word {
        let step = displayWidth(character)
        if used + step > width, used > indent, character != " " { begin() }
        current.append(character)
        used += step
      }
    } else {
      current += word
      used += displayWidth(String(word))
    }
  }
  return lines + [trimmed(current)]
}

/// The prefix for the second and later pieces of a broken line: the quotation marks, and spaces for
/// its indentation and list mark.
package func continuationPrefix(of line: some StringProtocol) -> String {
  var marks = ""
  var rest = line[...]
  while let mark = rest.firstIndex(where: { $0 != " " }), rest[mark] == ">" {
    marks += rest[...mark]
    rest = rest[rest.index(after: mark)...]
  }
  let indentation = rest.prefix { $0 == " " }.count
  let room = indentation + itemMarkWidth(rest.dropFirst(indentation))
  return marks + String(repeating: " ", count: max(room, marks.isEmpty ? 0 : 1))
}

/// Columns of the list mark at the start of an item: "* ", "1. " or "[1] ".
private func itemMarkWidth(_ text: some StringProtocol) -> Int {
  guard let first = text.first, !text.hasPrefix("-- ") else { return 0 }
  if "*-+•–".contains(first) { return text.dropFirst().first == " " ? 2 : 0 }
  let number = text.drop { $0 == "[" }.prefix { $0.isASCII && $0.isNumber }
  guard 1...3 ~= number.count else { return 0 }
  let end = text[number.endIndex...].prefix(2)
  let isMark = first == "[" ? end == "] " : end == ". " || end == ") "
  return isMark ? text.distance(from: text.startIndex, to: number.endIndex) + 2 : 0
}

/// The pieces between which the line may be broken, each including the white space after it.
private func words(of line: String) -> [Substring] {
  var words: [Substring] = []
  var start = line.startIndex
  var before: Character?
  for index in line.indices {
    if let before, mayBreak(before, line[index]) {
      words.append(line[start..<index])
      start = index
    }
    before = line[index]
  }
  words.append(line[start...])
  return words
}

private func mayBreak(_ before: Character, _ after: Character) -> Bool {
  if after == " " { return false }
  if before == " " { return true }
  guard displayWidth(before) == 2 || displayWidth(after) == 2 else { return false }
  return !neverFirst.contains(after) && !neverLast.contains(before)
}

/// JIS X 4051, abridged: characters that must not begin a line, and characters that must not end
/// one.
private let neverFirst: Set<Character> = Set("、。，．：；？！）］｝」』】〉》〕’”…‥ー々っゃゅょッャュョ・%,.;:!?)]}")
private let neverLast: Set<Character> = Set("（［｛「『【〈《〔‘“([{")

private func trimmed(_ text: some StringProtocol) -> String {
  var text = Substring(text)
  while text.last == " " { text = text.dropLast() }
  return String(text)
}

/// Replaces each tab with spaces up to the next column that is a multiple of 8.
private func withoutTabs(_ line: String) -> String {
  guard line.utf8.contains(9) else { return line }
  var result = ""
  var column = 0
  for character in line {
    let step = character == "\t" ? 8 - column % 8 : displayWidth(character)
    result += character == "\t" ? String(repeating: " ", count: step) : String(character)
    column += step
  }
  return result
}
