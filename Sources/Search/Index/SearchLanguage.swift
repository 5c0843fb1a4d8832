/// Languages whose word forms an index can know.
package enum SearchLanguage {
  /// - Parameter name: a code of ISO 639-1, or the English name.
  package static func isKnown(_ name: String) -> Bool { (try? Stemmer(language: name)) != nil }
}
