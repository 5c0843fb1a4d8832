/// Numbers that people write in groups, and without: amounts (`1.234,56`, `1 234`), telephone numbers
/// (`+49 (0)89 123 45 67`, `089/1234567`), IBANs (`DE89 3704 0044 0532 0130 00`).
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
    let groups = Groups(text, from: first)
    if first > 0, first == word.lowerBound, text[first &- 1] == UInt8(ascii: "+") {
      // What stands on the next line may be the rest of a number that was wrapped, or another one.
      let wrapped = Groups(text, from: first, mayWrap: true)
      if wrapped.all.count > groups.all.count { forms += wrapped.phoneForms(text) }
    }
    if groups.all.count > 1 {
      let phones = first == word.lowerBound ? groups.phoneForms(text) : []
      forms += phones.isEmpty ? groups.amounts(text) : phones
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

  fileprivate static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
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
      let (gap, next) = Gap.read(text, from: word.upperBound), next < text.count,
      isDigit(text[next])
    else { return false }
    let before = first > 0 ? text[first &- 1] : 0
    if first > 1, isDigit(text[first &- 2]), before != 0x20, mayDivide(before) { return false }
    if text[first] == 0x30 || before == UInt8(ascii: "+") { return true }
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
      guard group == 4, let (_, next) = Gap.read(text, from: at, mayWrap: true) else {
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

/// What stands between two groups of a number.
private enum Gap: Equatable {
  case blank, stop, comma, apostrophe, dash, slash
  /// One line end, with blanks and quotation marks.
  case lineEnd
  /// Brackets, or several characters: of telephone numbers.
  case other

  /// The gap that begins here, up to four characters, and where it ends.
  ///
  /// - Parameter mayWrap: a line may end there.
  static func read(
    _ text: Span<UInt8>, from start: Int, mayWrap: Bool = false
  ) -> (gap: Gap, end: Int)? {
    if mayWrap, let end = endOfLineEnd(text, from: start) { return (.lineEnd, end) }
    var at = start
    var gap: Gap?
    for _ in 0..<4 where at < text.count {
      let (scalar, width) = UTF8Scalar.decode(text, at: at)
      guard let next = Gap(scalar) else { break }
      if let gap, gap.standsAlone || next.standsAlone { return nil }
      gap = gap == nil ? next : .other
      at &+= width
    }
    return gap.map { ($0, at) }
  }

  /// The end of one line end with what may stand beside it; nil if there is none.
  private static func endOfLineEnd(_ text: Span<UInt8>, from start: Int) -> Int? {
    var at = start
    while at < text.count, text[at] == 0x20 || text[at] == 0x0D { at &+= 1 }
    guard at < text.count, text[at] == 0x0A else { return nil }
    let line = at
    at &+= 1
    while at < text.count, text[at] == 0x20 || text[at] == UInt8(ascii: ">") { at &+= 1 }
    return at &- line <= Limits.wrapBytes ? at : nil
  }

  /// Beside anything else it ends a number.
  private var standsAlone: Bool { self == .stop || self == .comma || self == .apostrophe }

  private init?(_ scalar: UInt32) {
    switch scalar {
    case 0x20, 0xA0, 0x2009, 0x202F: self = .blank
    case 0x2E: self = .stop
    case 0x2C: self = .comma
    case 0x27, 0x2019: self = .apostrophe
    case 0x2D, 0x2010...0x2013: self = .dash
    case 0x2F: self = .slash
    case 0x28, 0x29: self = .other
    default: return nil
    }
  }
}

/// Groups of digits with short gaps between them.
private struct Groups {
  struct Group {
    var range: Range<Int>
    /// What stands before it; nil for the first.
    var gap: Gap?
  }

  private(set) var all: [Group] = []
  /// There are more behind: a table rather than a number.
  private(set) var isCut = false
  var end: Int { all.last?.range.upperBound ?? 0 }

  /// - Parameter mayWrap: one of the gaps may be the end of a line.
  init(_ text: Span<UInt8>, from start: Int, mayWrap: Bool = false) {
    var at = start
    var gap: Gap?
    var mayWrap = mayWrap
    while at < text.count, NumberForms.isDigit(text[at]) {
      guard all.count < Limits.numberGroups else {
        isCut = true
        return
      }
      let begin = at
      while at < text.count, NumberForms.isDigit(text[at]) { at &+= 1 }
      all.append(Group(range: begin..<at, gap: gap))
      guard let (next, end) = Gap.read(text, from: at, mayWrap: mayWrap) else { return }
      if next == .lineEnd { mayWrap = false }
      gap = next
      at = end
    }
  }

  private func digits(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    all[range].flatMap { group in group.range.map { text[$0] } }
  }

  // MARK: Amounts

  /// One to three digits, then groups of three behind the same sign each; decimals are a word of
  /// their own. Beside the last group, so that decimals follow.
  func amounts(_ text: Span<UInt8>) -> [NumberForms.Form] {
    var forms: [NumberForms.Form] = []
    var first = 0
    while first < all.count {
      let end = endOfAmount(text, from: first)
      if end > first + 1 {
        let source = all[first].range.lowerBound..<all[end - 1].range.upperBound
        forms.append(
          NumberForms.Form(
            word: digits(text, first..<end), place: all[end - 1].range.lowerBound, source: source))
      }
      first = end
    }
    return forms
  }

  /// The group behind those from `first` on that are one whole number; the next if they are none.
  private func endOfAmount(_ text: Span<UInt8>, from first: Int) -> Int {
    let next = first + 1
    guard next < all.count, all[first].range.count <= 3, text[all[first].range.lowerBound] != 0x30,
      ![.stop, .comma].contains(all[first].gap),
      let sign = all[next].gap, [.stop, .comma, .apostrophe, .blank].contains(sign)
    else { return next }
    var end = next
    // In India groups of two come before the last, which has three.
    if sign == .comma, all[first].range.count <= 2 {
      while end < all.count, all[end].gap == sign, all[end].range.count == 2 { end += 1 }
      if end > next { return endsWithThousand(end) ? end + 1 : next }
    }
    while end < all.count, all[end].gap == sign, all[end].range.count == 3 { end += 1 }
    // With a blank it may be several numbers: columns of a table, if there are many.
    if sign == .blank, isCut || end - first > 4 || all[first].gap == .blank { return next }
    // A fourth digit, or a group of another length behind the same sign: no amount.
    return end < all.count && all[end].gap == sign ? next : end
  }

  /// Whether a group of three digits stands there behind a comma, and none behind another comma.
  private func endsWithThousand(_ place: Int) -> Bool {
    place < all.count && all[place].gap == .comma && all[place].range.count == 3
      && (place + 1 == all.count || all[place + 1].gap != .comma)
  }

  // MARK: Telephone numbers

  /// As it is written, from abroad without "00", and with the "0" that is dialled at home, as far
  /// as the groups tell it. Empty for what is no telephone number.
  func phoneForms(_ text: Span<UInt8>) -> [NumberForms.Form] {
    let first = all[0].range
    let sign = first.lowerBound > 0 ? text[first.lowerBound - 1] : 0
    let isAbroad = sign == UInt8(ascii: "+")
    guard !isCut else { return [] }
    let lengths = all.map { $0.range.count }
    guard isAbroad || text[first.lowerBound] == 0x30 || isNational(lengths),
      Limits.phoneDigits ~= lengths.reduce(0, +), lengths.count(where: { $0 == 1 }) <= 2,
      hasGapsOfPhone, isAbroad || !isDate(lengths)
    else { return [] }
    // "+49 (0)89": the zero is dialled at home only.
    let hasZero =
      isAbroad && all.count > 2 && lengths[1] == 1 && text[all[1].range.lowerBound] == 0x30
    let written = digits(text, 0..<1) + digits(text, (hasZero ? 2 : 1)..<all.count)
    var words = [written]
    if written.starts(with: "00".utf8) { words.append(Array(written.dropFirst(2))) }
    if isAbroad, lengths[0] <= 3 {
      let home = digits(text, (hasZero ? 2 : 1)..<all.count)
      words.append(text[first.lowerBound] == 0x31 && lengths[0] == 1 ? home : [0x30] + home)
    }
    let source = first.lowerBound..<end
    return words.map { NumberForms.Form(word: $0, place: first.lowerBound, source: source) }
  }

  /// Groups of a telephone number that begins neither with "0" nor with "+".
  private func isNational(_ lengths: [Int]) -> Bool {
    switch lengths {
    // 555-123-4567, 1-800-555-1234.
    case [3, 3, 4], [1, 3, 3, 4]: true
    // 8 (495) 123-45-67, 495-123-45-67, 22 123 45 67, (11) 98765-4321, 55 1234 5678, 138-0013-8001:
    // with full stops they are addresses of computers.
    case [1, 3, 3, 2, 2], [3, 3, 2, 2], [2, 3, 2, 2], [2, 5, 4], [2, 4, 4], [3, 4, 4]:
      !all.contains { $0.gap == .stop }
    default: false
    }
  }

  /// No commas; full stops alone, and in more places than a decimal has.
  private var hasGapsOfPhone: Bool {
    let gaps = all.compactMap { $0.gap }
    guard !gaps.contains(.comma), !gaps.contains(.apostrophe) else { return false }
    return !gaps.contains(.stop) || gaps.count > 1 && gaps.allSatisfy { $0 == .stop }
  }

  /// 05.02.2024, also with something behind it.
  private func isDate(_ lengths: [Int]) -> Bool {
    guard lengths.count >= 3, lengths[0] <= 2, lengths[1] <= 2, all[1].gap == all[2].gap,
      all[1].gap != .blank
    else { return false }
    return lengths[2] == 4 || lengths[2] == 2 && lengths.count == 3
  }
}
