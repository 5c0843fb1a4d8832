/// Every limit and default of this module.
package enum Limits {
  // Index.
  /// Xapian refuses terms over 245 bytes; what is longer is cut here, the same way in queries.
  package static let termBytes = 240
  /// Code points of one word. Longer ones with digits are no words and are left out; others are
  /// cut.
  package static let wordScalars = 64
  /// Characters of the base64 alphabet in one piece that may be encoded data.
  package static let base64Run = 60
  /// Words of one document; a text that has more is indexed so far.
  package static let documentWords: UInt32 = 2_000_000
  /// Words of one header field's value that `header:` finds.
  package static let headerWords: UInt32 = 256
  package static let headerNameBytes = 64
  /// Positions between two pieces of text, so that no phrase spans them.
  package static let pieceGap: UInt32 = 100
  /// Bytes of one stored value (an address, a list id): they are kept for counting.
  package static let valueBytes = 120
  /// Words that get stems.
  package static let stemmedWordBytes = 2...40
  /// Documents and bytes of encoded terms in one database of a bulk import.
  package static let segmentDocuments = 2_000
  package static let segmentBytes = 8 << 20
  /// Encoded bytes between commits that the writer makes on its own in a bulk import.
  package static let languages = ["en", "de"]

  // Queries.
  package static let queryCharacters = 8_192
  package static let queryDepth = 64
  package static let queryTerms = 2_000
  package static let savedSearchDepth = 8
  package static let nearWords = 10
  /// Words that a wildcard, a fuzzy word or a stem may stand for.
  package static let expansions = 1_000
  /// Words of the vocabulary looked at for one pattern.
  package static let vocabularyScan = 2_000_000
  /// Candidates that are looked at for a regular expression.
  package static let regexCandidates = 200_000

  // Answers.
  package static let countExactlyTo = 1_000
  package static let resultLimit = 50
  package static let snippetCharacters = 200
  package static let facetValues = 20
}
