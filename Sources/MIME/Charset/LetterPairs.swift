/// How letters follow each other in the languages of a charset: what tells the charset of a few words,
/// where how often each letter occurs says too little.
struct LetterPairs: Sendable {
  /// Beside Latin letters its own do not stand in one word.
  private let isLatin: Bool
  /// Negative logarithms of how often the second letter follows the first, by both.
  private let costs: [UInt64: Double]

  private init(_ table: String, isLatin: Bool = false) {
    self.isLatin = isLatin
    var costs: [UInt64: Double] = [:]
    for record in table.split(separator: "|") {
      let scalars = Array(record.unicodeScalars)
      guard let first = scalars.first else { continue }
      for (second, code) in zip(
        stride(from: 1, to: scalars.count, by: 2), stride(from: 2, to: scalars.count, by: 2))
      {
        costs[Self.key(first, scalars[second])] = Double(scalars[code].value - 0x41) / 2
      }
    }
    self.costs = costs
  }

  private static func key(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> UInt64 {
    UInt64(first.value) << 32 | UInt64(second.value)
  }

  // MARK: Costs

  /// Negative logarithms of how often what is not a pair of letters occurs.
  private enum Cost {
    static let rarePair = 10.8
    static let otherScript = 12.0
    /// Of another alphabet than that of the words around: more likely a sign.
    static let loneLetter = 4.0
    static let capitalInside = 4.0
    /// A word may be in capitals.
    static let capitalBehindCapital = 0.7
    static let frequentSign = 7.0
    static let sign = 13.0
    static let noCharacter = 21.0
    static let signAtLetter = 5.0
  }

  /// The lower, the more likely the text is in such a language. Letters of ASCII count only beside
  /// others.
  func cost(of text: [Unicode.Scalar]) -> Double {
    var cost = 0.0
    var last = Self.edge
    for (index, scalar) in text.enumerated() {
      let isLetter = scalar.properties.isAlphabetic
      let small = isLetter ? Self.lowercased(scalar) : Self.edge
      let next = index + 1 < text.count ? text[index + 1] : Self.edge
      defer { last = small }
      if isLetter || scalar.value < 0x80 {
        cost += pair(last, small)
        if !isLatin, scalar.value >= 0x80, last == Self.edge, !next.properties.isAlphabetic {
          cost += Cost.loneLetter
        }
        if small != scalar, scalar.value >= 0x80, index > 0 {
          cost += Self.costOfCapital(behind: text[index - 1])
        }
      } else {
        cost += pair(last, Self.edge) + Self.costOfSign(scalar, between: last, next)
      }
    }
    return cost + pair(last, Self.edge)
  }

  private func pair(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Double {
    let isASCII = first.value < 0x80
    if isASCII, second.value < 0x80 { return 0 }
    if !isLatin, (isASCII && first != Self.edge) || (second.value < 0x80 && second != Self.edge) {
      return Cost.otherScript
    }
    return costs[Self.key(first, second)] ?? Cost.rarePair
  }

  private static func costOfCapital(behind scalar: Unicode.Scalar) -> Double {
    guard scalar.properties.isAlphabetic else { return 0 }
    return lowercased(scalar) == scalar ? Cost.capitalInside : Cost.capitalBehindCapital
  }

  private static func costOfSign(
    _ sign: Unicode.Scalar, between last: Unicode.Scalar, _ next: Unicode.Scalar
  ) -> Double {
    if sign.value < 0xA0 || sign == "\u{FFFD}" { return Cost.noCharacter }
    // An apostrophe stands in a word, a quotation mark before it.
    let isOdd =
      next.properties.isAlphabetic && (last == edge ? !openers.contains(sign) : sign != "’")
    let cost = frequentSigns.contains(sign) ? Cost.frequentSign : Cost.sign
    return isOdd ? cost + Cost.signAtLetter : cost
  }

  private static func lowercased(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
  }

  /// Stands for all that is no letter.
  private static let edge: Unicode.Scalar = "_"
  private static let frequentSigns = Set("\u{A0}«»“”„‘’–—…•©®™°§€·¢£´±½¡¿".unicodeScalars)
  private static let openers = Set("«»“”„‘–—\u{A0}¿¡€".unicodeScalars)
}

extension LetterPairs {
  /// - Parameter charset: a name in `WritingModel.candidates`.
  /// - Returns: the pairs of its languages, and how much more often than others it is in mail, as a
  ///   logarithm; nil for charsets of other scripts.
  static func of(_ charset: String) -> (pairs: LetterPairs, bias: Double)? {
    switch charset {
    case "windows-1252": (western, 2)
    case "windows-1250": (central, 0.3)
    case "iso-8859-2": (central, 0.1)
    case "windows-1254": (turkish, -0.5)
    case "windows-1257": (baltic, -0.7)
    case "windows-1251": (cyrillic, 1)
    case "koi8-r": (cyrillic, 0.8)
    case "ibm866": (cyrillic, -4)
    case "iso-8859-5": (cyrillic, -5)
    case "windows-1253": (greek, -0.6)
    case "windows-1255": (hebrew, -0.1)
    case "windows-1256": (arabic, -0.6)
    default: nil
    }
  }

  private static let western = LetterPairs(LetterPairTables.western, isLatin: true)
  private static let central = LetterPairs(LetterPairTables.central, isLatin: true)
  private static let turkish = LetterPairs(LetterPairTables.turkish, isLatin: true)
  private static let baltic = LetterPairs(LetterPairTables.baltic, isLatin: true)
  private static let cyrillic = LetterPairs(LetterPairTables.cyrillic)
  private static let greek = LetterPairs(LetterPairTables.greek)
  private static let hebrew = LetterPairs(LetterPairTables.hebrew)
  private static let arabic = LetterPairs(LetterPairTables.arabic)
}
