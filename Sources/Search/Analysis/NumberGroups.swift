/// What stands between two groups of a number.
enum NumberGap: Equatable {
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
  ) -> (gap: NumberGap, end: Int)? {
    if mayWrap, let end = endOfLineEnd(text, from: start) { return (.lineEnd, end) }
    var at = start
    var gap: NumberGap?
    for _ in 0..<4 where at < text.count {
      let (scalar, width) = UTF8Scalar.decode(text, at: at)
      guard let next = NumberGap(scalar) else { break }
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
struct NumberGroups {
  struct Group {
    var range: Range<Int>
    /// What stands before it; nil for the first.
    var gap: NumberGap?
  }

  private(set) var all: [Group] = []
  /// There are more behind: a table rather than a number.
  private(set) var isCut = false
  var end: Int { all.last?.range.upperBound ?? 0 }

  /// - Parameter mayWrap: one of the gaps may be the end of a line.
  init(_ text: Span<UInt8>, from start: Int, mayWrap: Bool = false) {
    var at = start
    var gap: NumberGap?
    var mayWrap = mayWrap
    while at < text.count, NumberForms.isDigit(text[at]) {
      guard all.count < Limits.numberGroups else {
        isCut = true
        return
      }
      let begin = at
      while at < text.count, NumberForms.isDigit(text[at]) { at &+= 1 }
      all.append(Group(range: begin..<at, gap: gap))
      guard let (next, end) = NumberGap.read(text, from: at, mayWrap: mayWrap) else { return }
      if next == .lineEnd { mayWrap = false }
      gap = next
      at = end
    }
  }

  private func digits(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    all[range].flatMap { group in group.range.map { text[$0] } }
  }

  // MARK: Numbers with a check digit

  /// The first groups as the number of a card or a book, if the check digit is right.
  func checkedForm(_ text: Span<UInt8>) -> NumberForms.Form? {
    guard !isCut, let gap = all.dropFirst().first?.gap, gap == .blank || gap == .dash else {
      return nil
    }
    let most = all.dropFirst().prefix { $0.gap == gap }.count + 1
    for count in stride(from: min(most, 5), to: 1, by: -1) {
      if let form = checkedForm(text, count, gap) { return form }
    }
    return nil
  }

  private func checkedForm(
    _ text: Span<UInt8>, _ count: Int, _ gap: NumberGap
  ) -> NumberForms.Form? {
    var digits = digits(text, 0..<count)
    var end = all[count - 1].range.upperBound
    if gap == .dash, digits.count == 9, count == 3, end + 1 < text.count,
      text[end] == UInt8(ascii: "-"), text[end + 1] | 0x20 == UInt8(ascii: "x")
    {
      digits.append(text[end + 1] | 0x20)
      end += 2
    }
    let isBook = isBook(digits, groups: count, gap)
    guard isBook || isCard(digits, all.prefix(count).map { $0.range.count }) else { return nil }
    let start = all[0].range.lowerBound
    return NumberForms.Form(word: digits, place: start, source: start..<end)
  }

  /// ISO 2108: 13 digits whose weights are 1 and 3 in turn, or ten with weights 10 to 1.
  private func isBook(_ digits: [UInt8], groups: Int, _ gap: NumberGap) -> Bool {
    let values = digits.map { $0 == UInt8(ascii: "x") ? 10 : Int($0 & 15) }
    switch digits.count {
    case 13:
      guard digits.starts(with: "978".utf8) || digits.starts(with: "979".utf8) else { return false }
      return values.indices.reduce(0) { $0 + values[$1] * ($1 % 2 == 0 ? 1 : 3) } % 10 == 0
    case 10 where gap == .dash && 3...4 ~= groups:
      return values.indices.reduce(0) { $0 + values[$1] * (10 - $1) } % 11 == 0
    default: return false
    }
  }

  /// ISO/IEC 7812: groups as on a card, and every second digit from the right doubled.
  private func isCard(_ digits: [UInt8], _ lengths: [Int]) -> Bool {
    switch lengths {
    case [4, 4, 4, 4], [4, 6, 5], [4, 6, 4], [4, 4, 4, 4, 3]: break
    default: return false
    }
    let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
      let value = Int(digit.element & 15) * (digit.offset % 2 == 0 ? 1 : 2)
      return sum + (value > 9 ? value - 9 : value)
    }
    return sum % 10 == 0
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
