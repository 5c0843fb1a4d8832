/// The words of the index, for what a query's words may stand for.
struct Lexicon {
  let database: XapianDatabase
  private let stemmers: [Stemmer]

  init(_ database: XapianDatabase, languages: [String]) throws(SearchError) {
    self.database = database
    var stemmers: [Stemmer] = []
    for language in languages { stemmers.append(try Stemmer(language: language)) }
    self.stemmers = stemmers
  }

  /// The word, and those that share a stem with it in one of the languages.
  func forms(of word: [UInt8], original: String) throws(SearchError) -> [[UInt8]] {
    var forms = [word]
    for spelling in [word] + Self.umlautsWritten(original) where Vocabulary.hasStems(spelling) {
      forms.append(spelling)
      for stemmer in stemmers {
        let stem = stemmer.stem(spelling)
        forms.append(stem)
        let others = try database.metadata(IndexFormat.Metadata.stem(stemmer.language, stem))
        forms += others.split(separator: 0).prefix(Limits.expansions).map(Array.init)
      }
    }
    var seen: Set<[UInt8]> = []
    return forms.filter { seen.insert($0).inserted }
  }

  /// `müller` is also written `mueller`.
  private static func umlautsWritten(_ original: String) -> [[UInt8]] {
    let letters: [Character: String] = ["ä": "ae", "ö": "oe", "ü": "ue"]
    let lowered = original.lowercased()
    guard lowered.contains(where: { letters[$0] != nil }) else { return [] }
    let written = lowered.map { letters[$0] ?? String($0) }.joined()
    return QueryWords.phrase(written).map(\.bytes)
  }

  /// Words with one of the prefixes (which are not part of the result) that fit the pattern.
  func words(matching pattern: WildcardPattern, prefixes: [[UInt8]], _ range: Range<Int>)
    throws(SearchError) -> [[UInt8]]
  {
    var found: [[UInt8]: Int] = [:]
    for prefix in prefixes {
      var scanned = 0
      try database.eachTerm(prefix: prefix + (pattern.segments.first ?? [])) { term, documents in
        scanned += 1
        if pattern.matches(term, from: prefix.count), !Self.isPrefixed(term, prefix) {
          let word = (prefix.count..<term.count).map { term[$0] }
          found[word, default: 0] += documents
        }
        return scanned < Limits.vocabularyScan
      }
    }
    guard found.count <= Limits.expansions else {
      // The commonest ones stand for nearly all messages that have any.
      return found.sorted { $0.value > $1.value }.prefix(Limits.expansions).map(\.key)
    }
    return Array(found.keys)
  }

  /// A term of another field met in a walk over the words without a prefix.
  private static func isPrefixed(_ term: Span<UInt8>, _ prefix: [UInt8]) -> Bool {
    prefix.count < term.count && 0x41...0x5A ~= term[prefix.count]
  }

  /// Words at most a few mistakes away, those with the same first letter.
  func similar(to word: [UInt8], prefixes: [[UInt8]]) throws(SearchError) -> [[UInt8]] {
    let letters = String(decoding: word, as: UTF8.self).unicodeScalars.map(\.value)
    let limit = Spelling.tolerance(letters: letters.count)
    guard limit > 0 else { return [word] }
    var found: Set<[UInt8]> = [word]
    for prefix in prefixes {
      var scanned = 0
      try database.eachTerm(prefix: prefix + word.prefix(1)) { term, _ in
        scanned += 1
        let length = term.count - prefix.count
        if abs(length - word.count) <= limit * 4 {
          let candidate = (prefix.count..<term.count).map { term[$0] }
          let scalars = String(decoding: candidate, as: UTF8.self).unicodeScalars.map(\.value)
          if Spelling.distance(letters, scalars, limit: limit) != nil { found.insert(candidate) }
        }
        return scanned < Limits.vocabularyScan && found.count < Limits.expansions
      }
    }
    return Array(found)
  }
}
