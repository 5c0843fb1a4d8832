/// The name of a month in some language, and the months that it can mean.
struct MonthName: Sendable {
  struct Meaning: Sendable {
    var month: Int
    /// The languages with this meaning, if the name has others; empty for the meaning in all other
    /// languages.
    var languages: [String] = []
  }

  /// The most likely first.
  private(set) var meanings: [Meaning]
  /// So short that words of many languages with other meanings look the same.
  private(set) var isWeak = false

  init(_ month: Int) {
    meanings = [Meaning(month: month)]
  }

  private init(_ meanings: [Meaning]) {
    self.meanings = meanings
  }

  /// - Parameter name: in lower case, without the full stop of an abbreviation.
  init?(named name: String) {
    guard let known = Self.table.meanings[name] else { return nil }
    self.init(known)
    isWeak = name.utf8.count < 3
  }

  /// - Parameter beginning: a prefix of names that all mean the same month.
  init?(beginning: String) {
    var month: Int?
    let names = Self.table.names
    for name in names[names.firstPlace(ofNotBelow: beginning)...] {
      guard name.utf8.starts(with: beginning.utf8) else { break }
      for meaning in Self.table.meanings[name] ?? [] {
        guard month == nil || month == meaning.month else { return nil }
        month = meaning.month
      }
    }
    guard let month else { return nil }
    self.init(month)
  }

  /// Length of the longest name, in characters.
  static let longest = 40

  private struct Table: Sendable {
    var meanings: [String: [Meaning]] = [:]
    /// Sorted by UTF-8.
    var names: [String] = []
  }

  private static let table: Table = {
    var table = Table()
    for (index, names) in MonthNames.sure.enumerated() {
      for name in names.split(separator: "|") {
        table.meanings[String(name)] = [Meaning(month: index + 1)]
      }
    }
    for entry in MonthNames.ambiguous.split(separator: "|") {
      let sides = entry.split(separator: "=")
      guard sides.count == 2 else { continue }
      table.meanings[String(sides[0])] = sides[1].split(separator: ",").compactMap { meaning in
        let parts = meaning.split(separator: ":")
        guard let month = parts.first.flatMap({ Int($0) }) else { return nil }
        let languages = parts.count > 1 ? parts[1].split(separator: "+").map(String.init) : []
        return Meaning(month: month, languages: languages)
      }
    }
    table.names = table.meanings.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return table
  }()
}

extension [String] {
  /// The first index, in a list sorted by UTF-8, of a name that is not below `text`.
  fileprivate func firstPlace(ofNotBelow text: String) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].utf8.lexicographicallyPrecedes(text.utf8) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}
