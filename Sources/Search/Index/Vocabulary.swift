/// Which words have stems: letters alone, neither too short nor too long.
enum Vocabulary {
  static func hasStems(_ word: some Collection<UInt8>) -> Bool {
    Limits.stemmedWordBytes.contains(word.count)
      && word.allSatisfy { 0x61...0x7A ~= $0 || $0 >= 0x80 }
  }
}

/// Records for each word that is new to the vocabulary what its stems are, so that a query for
/// one form finds the others. It costs once per word instead of once per occurrence.
struct StemRecorder {
  private let stemmers: [Stemmer]
  /// What was there before: words in it have their stems already.
  private let known: XapianDatabase?
  private var pending: Set<ArraySlice<UInt8>> = []

  init(languages: [String], known: XapianDatabase?) throws(SearchError) {
    var stemmers: [Stemmer] = []
    for language in languages { stemmers.append(try Stemmer(language: language)) }
    self.stemmers = stemmers
    self.known = known
  }

  /// - Parameter words: null-separated.
  mutating func add(_ words: [UInt8]) {
    var start = words.startIndex
    while let end = words[start...].firstIndex(of: 0) {
      pending.insert(words[start..<end])
      start = end + 1
    }
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
