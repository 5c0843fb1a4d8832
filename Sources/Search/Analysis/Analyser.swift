/// What became of a piece of text in `Analyser`.
package enum TokenKind: Sendable {
  case word, unit, pair
  /// The word before in its other spelling (`Transcription`), at the same position.
  case transcription
  /// A number with something written onto it, alone, or a pair that begins or ends with such a one.
  case part
  /// A number of several groups as one (`NumberForms`), at the position of one of them.
  case joined
}

/// Takes the words of a text in order.
protocol TokenSink {
  /// - Parameters:
  ///   - word: folded UTF-8; of a pair of numbers both with a full stop between.
  ///   - position: counts words; a pair has the position of its first character or number.
  ///   - source: where in the text it stands, in bytes.
  mutating func take(_ word: Span<UInt8>, kind: TokenKind, position: UInt32, source: Range<Int>)
}

/// Cuts text into words and folds them, the same way for the index, for queries and for snippets.
///
/// Word boundaries are those of UAX 29 with fewer exceptions: what joins letters there
/// (apostrophe, full stop, underscore) divides here too, so that the parts of names, addresses
/// and numbers are found; a query for the whole becomes a phrase of its parts. Scripts written
/// without spaces give each character and each pair of neighbours, across a line end too. So do
/// short numbers joined as in `1.2.3` and `05-17`: nearly all messages have such numbers, so that a
/// phrase of them alone would have to be looked for in each. A number is found without what is
/// written onto it (`7.5mm`), and in one piece where it is written in groups (`1.234,56`).
struct Analyser {
  // Copies: reading a global costs a check for its initialisation each time.
  private let types = ASCII.kinds
  private let lowered = ASCII.lowered
  /// The folded word in the making.
  var word = [UInt8](repeating: 0, count: Limits.wordBytes)
  var length = 0
  var scalars = 0
  /// `ASCII.digit`, `ASCII.letter` or both.
  var kinds: UInt8 = 0
  var wordStart = 0
  /// What `Transcription` adds to it, and where.
  private var additions: [(at: Int, letter: UInt8)] = []

  /// The last short number, and where it stands: the first of a pair if another is joined to it.
  var number: [UInt8] = []
  var numberSource = 0..<0
  /// Something is written onto that number.
  var numberIsPart = false
  /// Groups of digits up to here were looked at for being one number.
  var groupsEnd = 0
  /// The numbers that they are, in the order of the words that they stand beside.
  var groupedNumbers: [NumberForms.Form] = []

  /// The last character of a run without spaces, which a mark may still change; 0: none.
  private var unit: UInt32 = 0
  private var unitSource = 0..<0
  /// The one before it.
  private var neighbour: UInt32 = 0
  private var neighbourSource = 0..<0

  var position: UInt32 = 0

  /// - Parameter first: position of the first word.
  /// - Returns: the position after the last word.
  mutating func analyse<Sink: TokenSink>(
    _ text: Span<UInt8>, from first: UInt32, into sink: inout Sink
  ) -> UInt32 {
    position = first
    numberSource = 0..<0
    groupsEnd = 0
    groupedNumbers.removeAll(keepingCapacity: true)
    let last = first &+ Limits.documentWords
    var at = 0
    while at < text.count, position < last {
      switch types[text[at]] {
      case ASCII.high:
        at = takeMixed(text, at: at, into: &sink)
      case let kind where kind & ASCII.alphanumeric == 0:
        at &+= 1
      default:
        if let end = endOfEncodedData(text, from: at) {
          position &+= 1
          at = end
        } else {
          at = takeWord(text, at: at, into: &sink)
        }
      }
    }
    return position
  }

  /// The fast path: a word of ASCII alone.
  @inline(__always)
  private mutating func takeWord<Sink: TokenSink>(
    _ text: Span<UInt8>, at start: Int, into sink: inout Sink
  ) -> Int {
    var at = start
    var count = 0
    kinds = 0
    while at < text.count {
      let kind = types[text[at]]
      guard kind & ASCII.alphanumeric != 0 else {
        if kind == ASCII.high { return takeMixed(text, at: start, into: &sink) }
        break
      }
      kinds |= kind & ASCII.alphanumeric
      if count < Limits.wordScalars {
        word[count] = lowered[text[at]]
      }
      count &+= 1
      at &+= 1
    }
    length = min(count, Limits.wordScalars)
    scalars = count
    wordStart = start
    endWord(of: text, at: at, into: &sink)
    return at
  }

  /// Everything else: from the start of a word to the next separator.
  private mutating func takeMixed<Sink: TokenSink>(
    _ text: Span<UInt8>, at start: Int, into sink: inout Sink
  ) -> Int {
    var at = start
    run: while at < text.count {
      let (scalar, width) = UTF8Scalar.decode(text, at: at)
      if scalar < 0x80 {
        guard types[UInt8(truncatingIfNeeded: scalar)] & ASCII.alphanumeric != 0 else {
          break
        }
        endUnit(into: &sink)
        append(UInt32(lowered[UInt8(truncatingIfNeeded: scalar)]), at: at)
      } else {
        let (kind, range) = UnicodeData.shared.folding(scalar)
        switch kind {
        case .separator: break run
        case .ignored:
          if length > 0, let letter = Transcription.second(of: word[length &- 1], with: scalar) {
            add(letter)
          }
        case .word:
          endUnit(into: &sink)
          if range.isEmpty { append(scalar, at: at) }
          for index in range { append(UnicodeData.shared.foldedScalar(at: index), at: at) }
          if let letter = Transcription.second(of: scalar) { add(letter) }
        case .unit:
          endMixedWord(of: text, at: at, into: &sink)
          let source = at..<(at &+ width)
          if range.isEmpty { takeUnit(scalar, source, into: &sink) }
          for index in range {
            takeUnit(UnicodeData.shared.foldedScalar(at: index), source, into: &sink)
          }
        case .symbol:
          endMixedWord(of: text, at: at, into: &sink)
          endUnit(into: &sink)
          append(scalar, at: at)
          endWord(of: text, at: at &+ width, into: &sink)
        }
      }
      at &+= width
    }
    endMixedWord(of: text, at: at, into: &sink)
    if unit != 0, let next = continuation(of: text, after: at) {
      settleUnit(into: &sink)
      return next
    }
    endUnit(into: &sink)
    // A separator that is not ASCII ends the run without having been passed.
    if at == start { at &+= UTF8Scalar.decode(text, at: at).width }
    return at
  }

  // MARK: Words

  private mutating func append(_ scalar: UInt32, at start: Int) {
    if scalars == 0 {
      wordStart = start
      length = 0
      kinds = 0
    }
    scalars &+= 1
    kinds |= scalar &- 0x30 < 10 ? ASCII.digit : ASCII.letter
    if scalars <= Limits.wordScalars {
      length = UTF8Scalar.encode(scalar, into: &word, at: length)
    }
  }

  @inline(__always)
  private mutating func endWord<Sink: TokenSink>(
    of text: Span<UInt8>, at end: Int, into sink: inout Sink
  ) {
    guard scalars > 0 else { return }
    if kinds & ASCII.digit != 0 { takeNumbers(text, wordStart..<end, into: &sink) }
    if isKept {
      sink.take(
        word.span.extracting(0..<length), kind: .word, position: position,
        source: wordStart..<end)
    }
    position &+= 1
    scalars = 0
  }

  /// Not long and with digits: a digest or a key, which nobody types.
  private var isKept: Bool { scalars <= Limits.wordScalars || kinds & ASCII.digit == 0 }

  private mutating func endMixedWord<Sink: TokenSink>(
    of text: Span<UInt8>, at end: Int, into sink: inout Sink
  ) {
    let before = position
    let isKept = isKept
    endWord(of: text, at: end, into: &sink)
    guard !additions.isEmpty else { return }
    if isKept {
      var spelling: [UInt8] = []
      var at = 0
      for addition in additions {
        spelling += word[at..<addition.at]
        spelling.append(addition.letter)
        at = addition.at
      }
      spelling = IndexFormat.cut(spelling + word[at..<length], to: Limits.wordBytes)
      sink.take(
        spelling.span, kind: .transcription, position: before, source: wordStart..<end)
    }
    additions.removeAll(keepingCapacity: true)
  }

  /// A letter to the other spelling, behind what the word has so far.
  private mutating func add(_ letter: UInt8) {
    guard 1...Limits.wordScalars ~= scalars, additions.last?.at != length else { return }
    additions.append((at: length, letter: letter))
  }

  // MARK: Scripts without spaces

  /// Where a run of ideographs or kana goes on behind a line end, quotation marks of the next line
  /// included, or behind one blank. Their text is wrapped inside words (what RFC 3676 has DelSp for),
  /// and a blank divides a name or is what HTML makes of a line end.
  private func continuation(of text: Span<UInt8>, after end: Int) -> Int? {
    guard Ideographs.contain(unit), end < text.count,
      let next = Ideographs.endOfGap(text, from: end), next < text.count, text[next] >= 0x80
    else { return nil }
    let (scalar, _) = UTF8Scalar.decode(text, at: next)
    let (kind, range) = UnicodeData.shared.folding(scalar)
    let folded = range.isEmpty ? scalar : UnicodeData.shared.foldedScalar(at: range.lowerBound)
    return kind == .unit && Ideographs.contain(folded) ? next : nil
  }

  private mutating func takeUnit<Sink: TokenSink>(
    _ scalar: UInt32, _ source: Range<Int>, into sink: inout Sink
  ) {
    if unit != 0, let joined = composed(unit, scalar) {
      unit = joined
      unitSource = unitSource.lowerBound..<source.upperBound
      return
    }
    settleUnit(into: &sink)
    unit = scalar
    unitSource = source
  }

  /// No mark follows that would make another character of the last one.
  private mutating func settleUnit<Sink: TokenSink>(into sink: inout Sink) {
    guard unit != 0 else { return }
    if neighbour != 0 {
      let middle = UTF8Scalar.encode(neighbour, into: &word, at: 0)
      let end = UTF8Scalar.encode(unit, into: &word, at: middle)
      sink.take(
        word.span.extracting(0..<end), kind: .pair, position: position &- 1,
        source: neighbourSource.lowerBound..<unitSource.upperBound)
    }
    let end = UTF8Scalar.encode(unit, into: &word, at: 0)
    sink.take(
      word.span.extracting(0..<end), kind: .unit, position: position, source: unitSource)
    position &+= 1
    neighbour = unit
    neighbourSource = unitSource
    unit = 0
  }

  @inline(__always)
  private mutating func endUnit<Sink: TokenSink>(into sink: inout Sink) {
    if unit != 0 { settleUnit(into: &sink) }
    neighbour = 0
  }

  // MARK: Junk

  /// Where encoded data ends that begins here after white space, if it looks like base64: long,
  /// of that alphabet alone, and changing between capitals, small letters and digits as only
  /// random characters do (6 times of 10 on average; written text 1 to 2 times).
  @inline(__always)
  private func endOfEncodedData(_ text: Span<UInt8>, from start: Int) -> Int? {
    guard start == 0 || text[start &- 1] <= 0x20 else { return nil }
    var at = start
    while at < text.count, types[text[at]] & ASCII.base64 != 0 { at &+= 1 }
    guard at &- start >= Limits.base64Run, at == text.count || text[at] <= 0x20 else { return nil }
    var changes = 0
    var classes: UInt8 = 0
    for index in (start &+ 1)..<at {
      let kind = ASCII.caseClass(text[index])
      classes |= kind
      if kind != ASCII.caseClass(text[index &- 1]) { changes &+= 1 }
    }
    // A digest in hexadecimal has letters of one case only.
    return classes == 7 && changes &* 3 > at &- start ? at : nil
  }
}

/// Bit sets of what each byte is.
enum ASCII {
  static let separator: UInt8 = 0
  static let letter: UInt8 = 1
  static let digit: UInt8 = 2
  static let base64: UInt8 = 4
  static let high: UInt8 = 8
  static let alphanumeric = letter | digit

  struct Table: Sendable {
    private let bytes: [UInt8]
    init(_ value: (UInt8) -> UInt8) {
      bytes = (UInt8.min...UInt8.max).map(value)
    }
    @inline(__always)
    subscript(_ byte: UInt8) -> UInt8 { bytes[Int(byte)] }
  }

  static let kinds = Table { byte in
    switch byte {
    case 0x30...0x39: digit | base64
    case 0x41...0x5A, 0x61...0x7A: letter | base64
    case 0x2B, 0x2F, 0x3D: base64
    case 0x80...: high
    default: separator
    }
  }
  static let lowered = Table { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }

  static func caseClass(_ byte: UInt8) -> UInt8 {
    switch byte {
    case 0x41...0x5A: 1
    case 0x61...0x7A: 2
    default: 4
    }
  }
}
