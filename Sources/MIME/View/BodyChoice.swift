import Bytes
import Synchronization

extension Message {
  /// The part of a multipart/alternative to read; nil if there is no text.
  ///
  /// RFC 2046 section 5.1.4 puts the richest part last. For reading and searching, plain text is
  /// better if it is substantial (see `isSubstantial`), and otherwise HTML; calendars are not
  /// alternatives.
  func bestAlternative(_ children: [Part], _ form: ReadingOptions.Form = .best) -> Int? {
    let leaves = children.map(firstTextLeaf)
    let plain = leaves.firstIndex { $0?.mediaType == .textPlain }
    let html =
      leaves.firstIndex { $0?.mediaType == .textHTML }
      ?? leaves.firstIndex { $0.map { textForm(of: $0) == .html } ?? false }
    let other = html ?? leaves.lastIndex { $0 != nil && $0?.mediaType != .textPlain }
    switch form {
    case .plain: if let plain { return plain }
    case .html: if let html { return html }
    case .best: break
    }
    guard let plain, let leaf = leaves[plain] else { return other }
    guard let other, let rival = leaves[other] else { return plain }
    return isSubstantial(leaf, beside: rival) ? plain : other
  }

  private func firstTextLeaf(_ part: Part) -> Part? {
    parts[part.index..<part.subtreeEnd].first {
      $0.kind == .leaf && $0.mediaType.type == "text" && textForm(of: $0) != .calendar
    }
  }

  /// Whether the plain text is the message, and not a stand-in for an HTML rival.
  ///
  /// Visible letters and digits outside URLs are counted. A plain text is a stand-in if it has
  /// none, or only few while the rival has many times more ("your program cannot show this
  /// message"). If it mentions HTML or browsers, it may be longer and the rival shorter, because
  /// such notes often come in several languages; a short one that says something else than the rival
  /// is a stand-in for any. Any other text was written to be read as text, and is.
  private func isSubstantial(_ plain: Part, beside rival: Part) -> Bool {
    choices.isSubstantial(plain.index) {
      var visible = visibleBeginning(of: plain)
      if visible.count <= Stub.longest, plain.bodyRange.count > Reach.stub {
        visible = VisibleLetters(in: text(of: plain).text, upTo: Stub.longest)
      }
      if visible.isBlank { return false }
      guard visible.count <= Stub.longest else { return true }
      guard mayHaveMoreLetters(rival, than: visible.count * Stub.leastFactor) else {
        return visible.count > Stub.longestUnknown || !isNote(plain, on: rival)
      }
      let speaksOfHTML = Stub.speaksOfHTML(text(of: plain).text)
      guard speaksOfHTML || visible.count <= Stub.longestUnknown else { return true }
      let factor = speaksOfHTML ? Stub.leastFactor : Stub.leastFactorUnknown
      if hasMoreLetters(rival, than: visible.count * factor) { return false }
      return visible.count > Stub.longestUnknown || !isNote(plain, on: rival)
    }
  }

  /// Whether a short text mentions HTML or browsers, and says something else than its rival.
  private func isNote(_ plain: Part, on rival: Part) -> Bool {
    let note = text(of: plain).text
    guard Stub.speaksOfHTML(note) else { return false }
    let words = words(of: rival)
    return !VisibleLetters(in: words, upTo: 1).isBlank && Stub.shared(note, with: words) < Stub.same
  }

  private func words(of part: Part) -> String {
    textForm(of: part) == .html
      ? plainText(fromHTML: text(of: part).text, .words) : content(of: part, nil).text
  }

  private func visibleBeginning(of part: Part) -> VisibleLetters {
    let beginning = decodedBeginning(of: part, bytes: Reach.stub)
    if beginning.span.isPlainASCII(0..<beginning.count) {
      return VisibleLetters(inASCII: beginning.span, upTo: Stub.longest)
    }
    let text = decode(beginning.span, declared: contentType(of: part)["charset"]).text
    return VisibleLetters(in: text, upTo: Stub.longest)
  }

  private func mayHaveMoreLetters(_ part: Part, than count: Int) -> Bool {
    textForm(of: part) != .html
      || withDecodedBody(of: part) { MIME.mayHaveMoreLetters($0, than: count) }
  }

  private func hasMoreLetters(_ part: Part, than count: Int) -> Bool {
    guard mayHaveMoreLetters(part, than: count) else { return false }
    return VisibleLetters(in: words(of: part), upTo: count).count > count
  }
}

/// Whether there are more than `count` letters outside markup, hidden or not: avoids converting a
/// document that has no more text than its plain form.
private func mayHaveMoreLetters(_ html: borrowing Span<UInt8>, than count: Int) -> Bool {
  var letters = 0
  var position = 0
  while position < html.count {
    let open = html.firstIndex(of: Byte.less, in: position..<html.count) ?? html.count
    for index in position..<open where html[index] > Byte.space { letters += 1 }
    if letters > count { return true }
    guard open < html.count else { break }
    let isStyle = html.hasName("style", at: open + 1)
    if isStyle || html.hasName("script", at: open + 1) {
      position = endOfRawText(html, from: open + 1, isStyle: isStyle)
    } else {
      position =
        html.firstIndex(of: Byte.greater, in: open..<html.count).map { $0 + 1 } ?? html.count
    }
  }
  return false
}

private func endOfRawText(
  _ html: borrowing Span<UInt8>, from start: Int, isStyle: Bool
) -> Int {
  var position = start
  while let open = html.firstIndex(of: Byte.less, in: position..<html.count) {
    position = open + 1
    let name = open + 2
    if open + 1 < html.count, html[open + 1] == Byte.slash,
      isStyle ? html.hasName("style", at: name) : html.hasName("script", at: name)
    {
      return name
    }
  }
  return html.count
}

/// Maximum sizes of plain alternatives that are stand-ins for HTML, in letters.
private enum Stub {
  /// For one that mentions HTML.
  static let longest = 1_000
  /// For any other.
  static let longestUnknown = 200
  /// Minimum ratio of the HTML's letters to its own.
  static let leastFactor = 2
  static let leastFactorUnknown = 8

  /// Minimum share of its groups of three letters that the other form of one text has, too.
  static let same = 0.6

  /// The share of the text's groups of three letters that `other` has.
  static func shared(_ text: String, with other: String) -> Double {
    let groups = groups(of: text)
    guard !groups.isEmpty else { return 1 }
    return Double(groups.intersection(self.groups(of: other)).count) / Double(groups.count)
  }

  private static func groups(of text: String) -> Set<UInt64> {
    var groups: Set<UInt64> = []
    for word in text.lowercased().unicodeScalars.split(whereSeparator: {
      !$0.properties.isAlphabetic
    })
    where word.count > 2 {
      for (first, rest) in zip(word, zip(word.dropFirst(), word.dropFirst(2))) {
        groups.insert(
          UInt64(first.value) << 42 | UInt64(rest.0.value) << 21 | UInt64(rest.1.value))
      }
    }
    return groups
  }

  /// "HTML" is the same word in all languages; the words for browsers differ.
  static func speaksOfHTML(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    if bytes.span.isASCII(0..<bytes.count) { return speaksOfHTML(ascii: bytes.span) }
    let text = text.lowercased()
    return words.contains { text.contains($0) }
  }

  /// The same check for a text that can contain only words in ASCII.
  private static func speaksOfHTML(ascii text: borrowing Span<UInt8>) -> Bool {
    for start in text.indices {
      for word in asciiWords[Int(text[start] | 0x20)] where start + word.count <= text.count {
        if word.indices.allSatisfy({ word[$0] == text[start + $0] | 0x20 }) { return true }
      }
    }
    return false
  }

  /// Words by their first byte.
  private static let asciiWords: [[[UInt8]]] = {
    let ascii = words.map { Array($0.utf8) }.filter { $0.allSatisfy { $0 < 0x80 } }
    return (0...UInt8.max).map { first in ascii.filter { $0.first == first } }
  }()

  private static let words = [
    "html", "browser", "navigateur", "navegador", "przeglądar", "przegladar", "prohlížeč",
    "prohlizec", "prehliadač", "böngésző", "webbläsare", "nettleser", "selain", "tarayıcı",
    "preglednik", "brskalnik", "naršykl", "pārlūk", "brauser", "vafra", "браузер", "браузър",
    "прегледач", "прелистувач", "περιηγητή", "περιήγησης", "דפדפן", "متصفح", "مرورگر", "ब्राउज़र",
    "เบราว์เซอร์", "trình duyệt", "peramban", "penyemak", "ブラウザ", "浏览器", "瀏覽器", "브라우저",
  ]
}

/// Counts the visible letters and digits of a text, outside URLs.
struct VisibleLetters {
  private(set) var count = 0
  /// True if nothing at all is visible.
  private(set) var isBlank = true
  /// Number of letters of the current word.
  private var word = 0
  private var isAddress = false
  private var last: Unicode.Scalar = " "

  /// - Parameter limit: counting stops above this number.
  init(in text: String, upTo limit: Int) {
    for scalar in text.unicodeScalars {
      add(scalar)
      if count > limit { return }
    }
    endWord()
  }

  init(inASCII text: borrowing Span<UInt8>, upTo limit: Int) {
    for index in text.indices {
      add(Unicode.Scalar(text[index]))
      if count > limit { return }
    }
    endWord()
  }

  @inline(__always)
  private mutating func add(_ scalar: Unicode.Scalar) {
    switch Self.kind(of: scalar) {
    case .space: endWord()
    case .letter:
      word += 1
      isBlank = false
    case .sign:
      if scalar == "/", last == ":" { isAddress = true }
      if scalar == ".", word == 3, last == "w" { isAddress = true }
      isBlank = false
    case .unseen: break
    }
    last = scalar
  }

  private mutating func endWord() {
    if !isAddress { count += word }
    word = 0
    isAddress = false
  }

  private enum Kind { case space, letter, sign, unseen }

  private static func kind(of scalar: Unicode.Scalar) -> Kind {
    switch scalar.value {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return .letter
    case 0...0x20, 0x7F: return .space
    case 0x21..<0x7F: return .sign
    // Braille and Hangul have blank letters.
    case 0x2800, 0x115F, 0x1160, 0x3164, 0xFFA0, 0x34F, 0xAD: return .unseen
    default: break
    }
    switch scalar.properties.generalCategory {
    case .spaceSeparator, .lineSeparator, .paragraphSeparator: return .space
    case .format, .control, .nonspacingMark, .enclosingMark: return .unseen
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber, .spacingMark:
      return .letter
    default: return .sign
    }
  }
}

/// Caches which plain alternatives are substantial: computing this may require reading all forms.
final class BodyChoiceMemory: Sendable {
  private let known = Mutex<[Int: Bool]>([:])

  func isSubstantial(_ part: Int, _ find: () -> Bool) -> Bool {
    if let answer = known.withLock({ $0[part] }) { return answer }
    let answer = find()
    known.withLock { $0[part] = answer }
    return answer
  }
}
