/// Numbers that people write in groups, and without: amounts (`1.234,56`, `1 234`), telephone numbers
/// (`+49 (0)89 123 45 67`, `089/1234567`), IBANs (`DE89 3704 0044 0532 0130 00`), numbers of cards
/// (`4111 1111 1111 1111`) and of books (`978-3-16-148410-0`).
///
/// The words of a text are its groups. A number found here is one word more, at the position of
/// one of them, so that it is found in one piece; a query for it in groups asks for either.
enum NumberForms {
  /// A number in one piece.
  struct Form: Equatable {
    /// Folded.
    var word: [UInt8]
    /// Where in the text the group begins that it stands beside.
    var place: Int
    /// All of its groups.
    var source: Range<Int>
  }

  /// Looks at the groups that begin with a word with digits.
  ///
  /// - Returns: the end of the groups looked at: no other word up to there begins a number.
  static func scan(_ text: Span<UInt8>, _ word: Range<Int>, into forms: inout [Form]) -> Int {
    let end = word.upperBound
    guard end &+ 1 < text.count, mayDivide(text[end]) || mayBeWrapped(text, word) else {
      return end
    }
    var first = word.lowerBound
    if isLetter(text[first]) {
      if word.count == 4, let iban = iban(text, from: first) {
        forms.append(iban)
        return iban.source.upperBound
      }
      guard let amount = amountBehindLetters(text, word) else { return end }
      first = amount
    }
    guard mayGoOn(text[end &+ 1]), mayBegin(text, first..<end) else { return end }
    let groups = NumberGroups(text, from: first)
    if first > 0, first == word.lowerBound, text[first &- 1] == UInt8(ascii: "+") {
      // What stands on the next line may be the rest of a number that was wrapped, or another one.
      let wrapped = NumberGroups(text, from: first, mayWrap: true)
      if wrapped.all.count > groups.all.count { forms += wrapped.phoneForms(text) }
    }
    if groups.all.count > 1 {
      if let checked = groups.checkedForm(text) {
        forms.append(checked)
      } else {
        let phones = first == word.lowerBound ? groups.phoneForms(text) : []
        forms += phones.isEmpty ? groups.amounts(text) : phones
      }
    }
    return max(groups.end, end)
  }

  /// Where in a word of a currency and digits (`EUR1,234.50`) the digits begin.
  private static func amountBehindLetters(_ text: Span<UInt8>, _ word: Range<Int>) -> Int? {
    guard text[word.upperBound] != 0x20 else { return nil }
    var at = word.lowerBound
    while at < word.upperBound, isLetter(text[at]) { at &+= 1 }
    guard at &- word.lowerBound <= Limits.unitBytes, at < word.upperBound, isDigit(text[at]),
      text[at] != 0x30
    else { return nil }
    return at
  }

  /// The numbers in a query's text, each in all the ways to write it in one piece.
  static func all(in text: String) -> [Form] {
    let utf8 = text.utf8.span
    guard utf8.indices.contains(where: { isDigit(utf8[$0]) }) else { return [] }
    var sink = Sink()
    var analyser = Analyser()
    _ = analyser.analyse(utf8, from: 1, into: &sink)
    return sink.forms
  }

  /// The same text with a number of it in one piece, for each way to write that.
  static func alternatives(of text: String) -> [String] {
    let utf8 = Array(text.utf8)
    return all(in: text).map { form in
      String(
        decoding: utf8[..<form.source.lowerBound] + form.word + utf8[form.source.upperBound...],
        as: UTF8.self)
    }
  }

  private struct Sink: TokenSink {
    var forms: [Form] = []

    mutating func take(_ word: Span<UInt8>, kind: TokenKind, position: UInt32, source: Range<Int>) {
      var bytes = word.indices.map { word[$0] }
      if kind == .word {
        // "0049" in one word: other texts have "+49".
        guard bytes.starts(with: "00".utf8), bytes.allSatisfy(isDigit),
          bytes.count > Limits.shortestPhoneFromAbroad
        else { return }
        bytes.removeFirst(2)
      } else if kind != .joined {
        return
      }
      forms.append(Form(word: bytes, place: source.lowerBound, source: source))
    }
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  /// Whether the line ends behind a word that an IBAN may begin with.
  private static func mayBeWrapped(_ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
    let end = text[word.upperBound]
    return word.count == 4 && (end == 0x0A || end == 0x0D) && isLetter(text[word.lowerBound])
  }

  /// Whether a character that begins so may stand behind one between groups.
  private static func mayGoOn(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x20, 0x28, 0x29, 0x2D, 0x2F, 0x80...: true
    default: false
    }
  }

  /// Whether a character that begins so may stand between groups.
  private static func mayDivide(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x27...0x29, 0x2C...0x2F, 0xC2, 0xE2: true
    default: false
    }
  }

  /// Whether a number in groups may begin with a word: what nearly all words with digits fail at.
  private static func mayBegin(_ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
    let first = word.lowerBound
    guard isDigit(text[first]),
      let (gap, next) = NumberGap.read(text, from: word.upperBound), next < text.count,
      isDigit(text[next])
    else { return false }
    let before = first > 0 ? text[first &- 1] : 0
    if first > 1, isDigit(text[first &- 2]), before != 0x20, mayDivide(before) { return false }
    if text[first] == 0x30 || before == UInt8(ascii: "+") { return true }
    if gap == .blank || gap == .dash, mayBeChecked(text, word, next, isDash: gap == .dash) {
      return true
    }
    // Amounts and telephone numbers without "0" go on with three digits; of the latter, some with
    // four or five, and then more.
    guard word.count <= 3 else { return false }
    var end = next
    while end < text.count, end &- next < 6, isDigit(text[end]) { end &+= 1 }
    switch end &- next {
    case 3: return true
    // 1,23,456 as it is written in India.
    case 2: return gap == .comma && end &+ 1 < text.count && text[end] == UInt8(ascii: ",")
    case 4, 5: return end &+ 1 < text.count && mayDivide(text[end]) && isDigit(text[end &+ 1])
    default: return false
    }
  }

  /// Whether the number of a card or a book may begin with a word that a group follows at `next`.
  private static func mayBeChecked(
    _ text: Span<UInt8>, _ word: Range<Int>, _ next: Int, isDash: Bool
  ) -> Bool {
    var end = next
    while end < text.count, end &- next < 8, isDigit(text[end]) { end &+= 1 }
    let goesOn = end &+ 1 < text.count && mayDivide(text[end])
    switch word.count {
    case 4: return (end &- next == 4 || end &- next == 6) && goesOn
    case 3 where text[word.lowerBound] == 0x39 && text[word.lowerBound &+ 1] == 0x37: return true
    // ISBNs of ten digits: with blanks, few of them would be books.
    case 1...5: return isDash && goesOn && text[end] == UInt8(ascii: "-")
    default: return false
    }
  }

  // MARK: IBAN

  /// In groups of four, perhaps wrapped; the check digits tell it from anything else.
  private static func iban(_ text: Span<UInt8>, from start: Int) -> Form? {
    guard isLetter(text[start &+ 1]), isDigit(text[start &+ 2]), isDigit(text[start &+ 3]) else {
      return nil
    }
    var characters: [UInt8] = []
    var found: Form?
    var at = start
    while at < text.count {
      let before = characters.count
      while at < text.count, isDigit(text[at]) || isLetter(text[at]) {
        characters.append(isDigit(text[at]) ? text[at] : text[at] | 0x20)
        at &+= 1
        guard characters.count <= Limits.ibanCharacters.upperBound else { return found }
      }
      let group = characters.count &- before
      guard 1...4 ~= group,
        group == 4 || characters[before...].contains(where: isDigit)
      else { return found }
      if Limits.ibanCharacters ~= characters.count, hasRightCheckDigits(characters) {
        found = Form(word: characters, place: start, source: start..<at)
      }
      guard group == 4, let (_, next) = NumberGap.read(text, from: at, mayWrap: true) else {
        return found
      }
      at = next
    }
    return found
  }

  /// ISO 7064, MOD 97-10: the first four characters last, letters as 10 to 35.
  private static func hasRightCheckDigits(_ characters: [UInt8]) -> Bool {
    var rest = 0
    for character in characters[4...] + characters[..<4] {
      let value = isDigit(character) ? Int(character) - 0x30 : Int(character) - 0x61 + 10
      rest = (rest * (value < 10 ? 10 : 100) + value) % 97
    }
    return rest == 1
  }
}
