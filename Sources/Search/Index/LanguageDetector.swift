/// Finds languages that a share of the mail is written in, by words that hardly any other language
/// has. It takes a look at how many documents have each of them, and reads no text.
enum LanguageDetector {
  /// Folded, as the index has them. Those that names of people, places, files and protocols
  /// contain, and those that two languages share, are left out.
  private static let words: [(language: String, words: String)] = [
    ("ar", "هذا هذه التي الذي ذلك لكن كان عند بعد"),
    ("ca", "amb els aquest aquesta dels molt perque seva nomes"),
    ("da", "hvad noget bliver nogle meget kunne vaere ogsaa efter af"),
    ("es", "pero muy los las una tambien desde hasta usted donde"),
    ("fi", "etta mutta myos oli niin tama ovat kanssa joka"),
    ("fr", "avec vous nous votre cette sont une dans aussi etre"),
    ("hu", "hogy nem csak vagy mint volt lesz ezt egy"),
    ("id", "yang untuk dengan tidak anda kami akan dari dan"),
    ("it", "che della sono questo gli anche alla dalla perche nella"),
    ("nl", "het een niet voor zijn naar deze maar wordt ook"),
    ("no", "hva noe blir noen mye etter fikk jeg ikke"),
    ("pt", "nao voce uma seu sua foi pelo isso tambem sao"),
    ("ro", "pentru este sunt prin acest catre fost sau dar"),
    ("ru", "что это для чтобы если был как вы или"),
    ("sv", "och inte jag fran mycket nagon skulle ocksa vara"),
    ("tr", "bir icin olarak daha gibi olan degil ve bu"),
  ]

  /// Codes of languages; those that are `known` are not looked for.
  static func languages(in database: XapianDatabase, known: [String]) throws(SearchError)
    -> [String]
  {
    let least = max(
      Limits.detectedDocuments, try database.counts().documents / Limits.detectedShare)
    var found: [String] = []
    for (language, words) in Self.words
    where !known.contains(language) && SearchLanguage.isKnown(language) {
      var documents: [Int] = []
      for word in words.split(separator: " ") {
        documents.append(try database.frequency(Folding.key(word)))
      }
      // This number of different words is no accident.
      if documents.sorted(by: >)[Limits.detectedWords - 1] >= least { found.append(language) }
    }
    return found
  }
}

extension IndexWriter {
  /// Adds the stems of languages that much of what is in the index is written in, for all words
  /// that there are; those of later ones follow by themselves. Everything must be committed.
  package func addDetectedLanguages() throws(SearchError) {
    let reader = try XapianDatabase(path: path)
    let known = try IndexState(of: reader, store: FollowedStore()).languages
    let added = try LanguageDetector.languages(in: reader, known: known)
    guard !added.isEmpty else { return }
    var stems = try StemRecorder(languages: added, known: nil)
    for field in IndexFormat.Field.allCases {
      try stems.addWords(of: reader, prefix: Array(field.rawValue.utf8))
    }
    try finish(stems, languages: known + added)
  }
}
