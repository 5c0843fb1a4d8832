/// Which words have stems: letters alone, neither too short nor too long.
enum Vocabulary {
  static func hasStems(_ word: some Collection<UInt8>) -> Bool {
    Limits.stemmedWordBytes.contains(word.count)
      && word.allSatisfy { 0x61...0x7A ~= $0 || $0 >= 0x80 }
  }
}

/// Words one after the other.
struct WordList: Sendable {
  private(set) var bytes: [UInt8] = []
  private(set) var ranges: [Range<Int>] = []
  /// `WordPositions.key(of:)` of each without a prefix, or with that of its field.
  private(set) var keys: [UInt64] = []

  mutating func append(_ word: ArraySlice<UInt8>, key: UInt64) {
    ranges.append(bytes.count..<bytes.count + word.count)
    bytes.append(contentsOf: word)
    keys.append(key)
  }

  /// Takes away those whose keys are among the ones given, and adds the keys of the rest to them.
  mutating func removeRepeated(_ known: inout Set<UInt64>) {
    var left = WordList()
    for (key, range) in zip(keys, ranges) where known.insert(key).inserted {
      left.append(bytes[range], key: key)
    }
    self = left
  }

  /// Bytes in memory.
  var memory: Int { bytes.count + ranges.count * 24 }
}

/// Records for each word that is new to the vocabulary what its stems are, so that a query for
/// one form finds the others. It costs once per word instead of once per occurrence.
struct StemRecorder {
  private let stemmers: [Stemmer]
  /// What was there before: words in it have their stems already.
  private let known: XapianDatabase?
  private var pending: [ArraySlice<UInt8>] = []
  /// Keys of the words that are pending.
  private var pendingKeys: Set<UInt64> = []

  init(languages: [String], known: XapianDatabase?) throws(SearchError) {
    var stemmers: [Stemmer] = []
    for language in languages { stemmers.append(try Stemmer(language: language)) }
    self.stemmers = stemmers
    self.known = known
  }

  mutating func add(_ words: WordList) {
    for (key, range) in zip(words.keys, words.ranges) where pendingKeys.insert(key).inserted {
      pending.append(words.bytes[range])
    }
  }

  /// All that a field of an index has.
  mutating func addWords(of database: XapianDatabase, prefix: [UInt8]) throws(SearchError) {
    var found: [[UInt8]] = []
    for beginning in WildcardPattern(segments: [[], []]).beginnings {
      try database.eachTerm(prefix: prefix + beginning) { term, _ in
        let word = (prefix.count..<term.count).map { term[$0] }
        if Vocabulary.hasStems(word) { found.append(word) }
        return true
      }
    }
    pending += found.map { $0[...] }
  }

  /// Adds what is pending to what the database has, in order of the keys.
  mutating func write(to database: XapianWriter) throws(SearchError) {
    var entries: [(key: [UInt8], word: ArraySlice<UInt8>)] = []
    for word in pending where try known?.frequency(Array(word)) ?? 0 == 0 {
      for stemmer in stemmers {
        let stem = stemmer.stem(Array(word))
        guard stem != Array(word) else { continue }
        entries.append((IndexFormat.Metadata.stem(stemmer.language, stem), word))
      }
    }
    pending.removeAll()
    pendingKeys.removeAll()
    entries.sort { $0.key.lexicographicallyPrecedes($1.key) }
    var start = 0
    while start < entries.count {
      let key = entries[start].key
      let end = entries[start...].firstIndex { $0.key != key } ?? entries.count
      var words = Set(try known?.metadata(key).split(separator: 0) ?? [])
      words.formUnion(entries[start..<end].map(\.word))
      let joined = words.sorted { $0.lexicographicallyPrecedes($1) }.joined(separator: [0])
      try database.setMetadata(key, Array(joined))
      start = end
    }
  }

  func reopen() throws(SearchError) { try known?.reopen() }
}
