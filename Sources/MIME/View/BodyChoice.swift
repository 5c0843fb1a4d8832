import Bytes
import Synchronization

extension Message {
  /// Which of the parts of a multipart/alternative is read; nil where there is no text.
  ///
  /// RFC 2046 section 5.1.4 puts the richest last. To read and to search, plain text serves better,
  /// if it has substance (see `isSubstantial`), and HTML next; calendars are no alternatives.
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

  /// The plain text is the message, and not a stand-in for a rival that is HTML.
  ///
  /// Counted are letters and digits that can be seen, outside of web addresses. What has none, or
  /// only few where the rival has many times more ("your program cannot show this message"), is a
  /// stand-in; if it speaks of HTML or browsers, it may be longer and the rival shorter: such notes
  /// often come in several languages. Anything else was written to be read as text, and is.
  private func isSubstantial(_ plain: Part, beside rival: Part) -> Bool {
    choices.isSubstantial(plain.index) {
      var visible = visibleBeginning(of: plain)
      if visible.count <= Stub.longest, plain.bodyRange.count > Reach.stub {
        visible = VisibleLetters(in: text(of: plain).text, upTo: Stub.longest)
      }
      if visible.isBlank { return false }
      guard visible.count <= Stub.longest,
        mayHaveMoreLetters(rival, than: visible.count * Stub.leastFactor)
      else { return true }
      let speaksOfHTML = Stub.speaksOfHTML(text(of: plain).text)
      guard speaksOfHTML || visible.count <= Stub.longestUnknown else { return true }
      let factor = speaksOfHTML ? Stub.leastFactor : Stub.leastFactorUnknown
      return !hasMoreLetters(rival, than: visible.count * factor)
    }
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
    let isHTML = textForm(of: part) == .html
    let words =
      isHTML ? plainText(fromHTML: text(of: part).text, .words) : content(of: part, nil).text
    return VisibleLetters(in: words, upTo: count).count > count
  }
}

/// Whether there is so much outside of markup, hidden or not: spares reading a document that has no
/// more than its plain form.
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

/// Sizes of plain alternatives that stand in for HTML, in letters.
private enum Stub {
  /// Of one that says so.
  static let longest = 1_000
  /// Of any other.
  static let longestUnknown = 200
  /// How many times more the HTML has at least.
  static let leastFactor = 2
  static let leastFactorUnknown = 8

  /// "HTML" is called so in all languages; browsers are not.
  static func speaksOfHTML(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    if bytes.span.isASCII(0..<bytes.count) { return speaksOfHTML(ascii: bytes.span) }
    let text = text.lowercased()
    return words.contains { text.contains($0) }
  }

  /// The same for a text that only words of ASCII can be in.
  private static func speaksOfHTML(ascii text: borrowing Span<UInt8>) -> Bool {
    for start in text.indices {
      for word in asciiWords[Int(text[start] | 0x20)] where start + word.count <= text.count {
        if word.indices.allSatisfy({ word[$0] == text[start + $0] | 0x20 }) { return true }
      }
    }
    return false
  }

  /// By their first byte.
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

/// Letters and digits of a text that a person sees, outside of web addresses.
struct VisibleLetters {
  private(set) var count = 0
  /// Nothing at all can be seen.
  private(set) var isBlank = true
  /// Letters of the word so far.
  private var word = 0
  private var isAddress = false
  private var last: Unicode.Scalar = " "

  /// - Parameter limit: counting stops when there are more.
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
    // Braille and Hangul have letters without ink.
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

/// Which plain alternatives have substance, once somebody asked: to tell may take reading all forms.
final class BodyChoiceMemory: Sendable {
  private let known = Mutex<[Int: Bool]>([:])

  func isSubstantial(_ part: Int, _ find: () -> Bool) -> Bool {
    if let answer = known.withLock({ $0[part] }) { return answer }
    let answer = find()
    known.withLock { $0[part] = answer }
    return answer
  }
}
