extension Analyser {
  /// What a word with digits gives besides itself: the number in it, pairs with a number before or
  /// behind, and all of a number in groups. Called before the word is taken.
  mutating func takeNumbers<Sink: TokenSink>(
    _ text: Span<UInt8>, _ source: Range<Int>, into sink: inout Sink
  ) {
    if source.lowerBound >= groupsEnd {
      groupsEnd = NumberForms.scan(text, source, into: &groupedNumbers)
    }
    if kinds == ASCII.digit {
      if scalars <= Limits.pairedDigits {
        takeNumber(text, 0..<length, source, isPart: false, into: &sink)
      }
    } else if let parts = NumberParts(
      word.span.extracting(0..<length), isVersion: isVersion(text, source.upperBound))
    {
      take(parts, of: text, source, into: &sink)
    }
    while !groupedNumbers.isEmpty, let form = groupedNumbers.first, form.place <= source.lowerBound
    {
      groupedNumbers.removeFirst()
      guard form.place == source.lowerBound else { continue }
      sink.take(form.word.span, kind: .joined, position: position, source: form.source)
    }
  }

  private mutating func take<Sink: TokenSink>(
    _ parts: NumberParts, of text: Span<UInt8>, _ source: Range<Int>, into sink: inout Sink
  ) {
    for part in [parts.leading, parts.trailing] where !part.isEmpty {
      let isAsWritten = isAsWritten(text, part, source)
      let place =
        isAsWritten
        ? source.lowerBound &+ part.lowerBound..<source.lowerBound &+ part.upperBound : source
      sink.take(word.span.extracting(part), kind: .part, position: position, source: place)
      guard isAsWritten, part.count <= Limits.pairedDigits else { continue }
      takeNumber(text, part, place, isPart: true, into: &sink)
    }
  }

  /// Whether a number goes on behind a word, as that of a version does: `Python3.11`.
  private func isVersion(_ text: Span<UInt8>, _ end: Int) -> Bool {
    end &+ 1 < text.count && text[end] == UInt8(ascii: ".") && text[end &+ 1] &- 0x30 < 10
  }

  /// Whether a part of the word stands in the text where it stands in the word: folding may have
  /// changed the number of bytes before it.
  private func isAsWritten(_ text: Span<UInt8>, _ part: Range<Int>, _ source: Range<Int>) -> Bool {
    guard source.count != length else { return true }
    guard part.lowerBound == 0, part.count <= source.count else { return false }
    return part.allSatisfy { text[source.lowerBound &+ $0] == word[$0] }
  }

  /// - Parameters:
  ///   - digits: where in the word they are.
  ///   - isPart: something is written onto them.
  private mutating func takeNumber<Sink: TokenSink>(
    _ text: Span<UInt8>, _ digits: Range<Int>, _ source: Range<Int>, isPart: Bool,
    into sink: inout Sink
  ) {
    if !numberSource.isEmpty, isJoint(text, numberSource.upperBound..<source.lowerBound) {
      number.append(NumberPair.joint)
      number += word[digits]
      sink.take(
        number.span, kind: isPart || numberIsPart ? .part : .pair, position: position &- 1,
        source: numberSource.lowerBound..<source.upperBound)
    }
    number.removeAll(keepingCapacity: true)
    number += word[digits]
    numberSource = source
    numberIsPart = isPart
  }

  /// Whether a gap between two numbers is one character that joins them.
  private func isJoint(_ text: Span<UInt8>, _ gap: Range<Int>) -> Bool {
    guard gap.count <= Limits.jointBytes else { return false }
    var joints = 0
    var at = gap.lowerBound
    while at < gap.upperBound {
      let (scalar, width) = UTF8Scalar.decode(text, at: at)
      if NumberPair.joins(scalar) {
        joints += 1
      } else if UnicodeData.shared.kind(scalar) != .ignored {
        return false
      }
      at += width
    }
    return joints == 1
  }
}

/// The numbers in a word of digits and letters: before a unit (`5mm`, `5mm²`), behind a few letters
/// (`v7`, `EUR150`) or, if it goes on as a version, behind a name (`Python3.11`), on both sides of the letter that parts day and hour or two lengths (`19T08`, `16x9`).
struct NumberParts {
  /// Where in the word they are; empty: there is none.
  private(set) var leading = 0..<0
  private(set) var trailing = 0..<0

  /// Nil for a word of another form, as digests and keys mostly are.
  ///
  /// - Parameters:
  ///   - word: folded.
  ///   - isVersion: a full stop and a number follow.
  init?(_ word: Span<UInt8>, isVersion: Bool) {
    let digits = Self.end(of: word, from: 0, areDigits: true)
    let letters = Self.end(of: word, from: digits, areDigits: false)
    if digits > 0, letters == word.count {
      guard letters &- digits <= Limits.unitBytes else { return nil }
      leading = 0..<digits
      return
    }
    let end = Self.end(of: word, from: letters, areDigits: true)
    trailing = letters..<end
    guard digits > 0 else {
      if Self.isDutchTaxNumber(word, letters, end) { return }
      guard end == word.count,
        letters <= (isVersion ? Limits.versionNameBytes : Limits.unitBytes)
      else { return nil }
      return
    }
    leading = 0..<digits
    if end == word.count, Self.isPowerOfLength(word, digits, letters) {
      trailing = 0..<0
      return
    }
    guard letters &- digits == 1 else { return nil }
    switch word[digits] {
    case UInt8(ascii: "x") where end == word.count: break
    case UInt8(ascii: "t") where end == word.count: break
    case UInt8(ascii: "t") where end &+ 1 == word.count && word[end] == UInt8(ascii: "z"): break
    default: return nil
    }
  }

  /// NL123456789B01: the number in the middle is the one that people name.
  private static func isDutchTaxNumber(_ word: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    start == 2 && end == 11 && word.count == 14 && word[0] == UInt8(ascii: "n")
      && word[1] == UInt8(ascii: "l") && word[11] == UInt8(ascii: "b")
      && word[12] &- 0x30 < 10 && word[13] &- 0x30 < 10
  }

  /// Whether the rest of a word is a unit of area or volume: m2, mm3.
  private static func isPowerOfLength(_ word: Span<UInt8>, _ unit: Int, _ power: Int) -> Bool {
    guard power &+ 1 == word.count, word[power] == 0x32 || word[power] == 0x33,
      word[power &- 1] == UInt8(ascii: "m")
    else { return false }
    switch power &- unit {
    case 1: return true
    case 2: return "mcdk".utf8.contains(word[unit])
    default: return false
    }
  }

  private static func end(of word: Span<UInt8>, from start: Int, areDigits: Bool) -> Int {
    var at = start
    while at < word.count, (word[at] &- 0x30 < 10) == areDigits { at &+= 1 }
    return at
  }
}
