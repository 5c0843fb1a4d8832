/// Every limit and default of this module.
package enum Limits {
  // Index.
  /// Xapian refuses terms over 245 bytes; what is longer is cut here, the same way in queries.
  package static let termBytes = 240
  /// Bytes of a word, so that with any field's prefix it is a term.
  package static let wordBytes = 236
  /// Code points of one word. Longer ones with digits are no words and are left out; others are
  /// cut.
  package static let wordScalars = 64
  /// Characters of the base64 alphabet in one piece that may be encoded data.
  package static let base64Run = 60
  /// Words of one document; a text that has more is indexed so far.
  package static let documentWords: UInt32 = 2_000_000
  /// Digits of numbers that are indexed as pairs where they are joined. More would make more terms
  /// than they save time: longer numbers are rarer.
  static let pairedDigits = 2
  /// Bytes between two numbers: what joins them, and characters without width.
  static let jointBytes = 12
  /// Bytes of what may be written onto a number: more letters are a word.
  static let unitBytes = 4
  /// Bytes of a name that the number of a version is written onto.
  static let versionNameBytes = 24
  /// Bytes of a line end inside a word of ideographs, with the quotation marks around it.
  static let gapBytes = 40
  /// Bytes of a line end within a number, with blanks and quotation marks behind it.
  static let wrapBytes = 9
  /// Groups of digits that may be one number.
  static let numberGroups = 12
  /// Digits of a telephone number (ITU-T E.164 allows 15), from those without an area code.
  static let phoneDigits = 7...15
  /// Digits, "00" included, of one word that is dialled from abroad.
  static let shortestPhoneFromAbroad = 10
  /// Characters of an IBAN (ISO 13616).
  static let ibanCharacters = 15...34
  package static let headerNameBytes = 64
  /// Bytes of the text of one attached document.
  package static let documentBytes = 1 << 20
  /// Names of header fields that are remembered from one message to the next.
  static let headerFieldsKnown = 4_000
  /// Positions between two pieces of text, so that no phrase spans them.
  package static let pieceGap: UInt32 = 100
  /// Words before and after a new one that are indexed with it in an alternative of the body: of
  /// phrases that only the alternative has, longer ones than this may not be found.
  package static let repetitionContext = 8
  /// Bytes of one stored value (an address, a list id): they are kept for counting.
  package static let valueBytes = 120
  /// Words that get stems.
  package static let stemmedWordBytes = 2...40
  /// Documents and bytes of encoded terms in one database of a bulk import.
  package static let segmentDocuments = 4_000
  package static let segmentBytes = 12 << 20
  /// Documents of a bulk import between two commits.
  package static let documentsInCache = 250
  /// Words that a bulk import knows to have their stems: some 20 MB at most.
  static let wordsRecorded = 1 << 20
  /// Databases that are merged at once; each takes two or three file descriptors.
  package static let segmentsMerged = 128
  /// Two-letter codes of the languages that words get stems in.
  package static let languages = ["en", "de"]

  /// A language is added when this number of its common words are each in at least
  /// `detectedDocuments` documents, and in at least one of `detectedShare` documents.
  package static let detectedWords = 4
  package static let detectedDocuments = 5
  package static let detectedShare = 100

  // Queries.
  package static let queryCharacters = 8_192
  package static let queryDepth = 64
  package static let queryTerms = 2_000
  package static let savedSearchDepth = 8
  package static let nearWords = 10
  /// Words and phrases joined by NEAR: each place of one is looked at for each of the others.
  package static let nearItems = 16
  /// Words that a fuzzy word or a stem may stand for.
  package static let expansions = 1_000
  /// Words that are none to be found, one after the other, until it is worth it to look for the next that may be.
  static let wordsBeforeLeap = 100
  /// Words that a wildcard may stand for.
  package static let wildcardExpansions = 50_000
  /// Wildcards of one query, and words that they may stand for in all fields together.
  package static let wildcards = 32
  package static let wildcardWords = 600_000
  /// Clauses of which a search that finds nothing says what each does: it is a search for each.
  package static let clausesExplained = 24
  /// Messages whose positions are fetched from remote indexes for one phrase, the newest first.
  package static let remotePhraseCandidates = 2_000
  /// How many of the newest messages with the words of a phrase are looked at for its place, until
  /// a page of results is filled, and the number of all is estimated: else a phrase of common words
  /// would take long, as nearly every message has such words. After the last all are.
  package static let firstPhraseCandidates = 500
  package static let phraseCandidates = 32_000
  /// Number of terms above which all documents that contain any of them are collected before the search.
  package static let termsApart = 200
  /// Words for one place of a phrase that are counted; of more some will be there.
  static let termsCounted = 32
  /// With fewer candidates all are looked at anyway.
  package static let fewPhraseCandidates = 4_000
  /// In an index of at least this many documents the first matches by date are looked for in a
  /// sample of `sampleDocuments` at one end of time.
  package static let manyDocuments = 100_000
  package static let sampleDocuments = 32_000
  package static let sampleGrowth = 4
  /// Maximum number of messages found whose threads are counted exactly: each message is looked at.
  package static let countThreadsExactlyTo = 5_000
  /// Messages that are read for a condition which the index cannot answer.
  package static let filterCandidates = 200_000
  /// Messages whose subjects are read at once for it.
  static let subjectsAtOnce = 20_000
  /// Maximum number of alternatives in such a condition.
  package static let filterAlternatives = 64

  /// Values looked at for one completion.
  package static let completionScan = 100_000

  // Answers.
  /// What a word in an attached document counts for the rank, compared with one in the message.
  package static let documentWeight = 0.3
  package static let countExactlyTo = 20_000
  package static let snippetBytes = 240
  /// Places of one text that are looked at for its snippet.
  package static let snippetPlaces = 10_000
  /// Words that are remembered while snippets are made: a power of 2.
  static let wordsKnown = 1 << 12
}
