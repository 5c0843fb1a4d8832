/// The word among `words` that `typed` was most likely meant to be; nil where none is near.
public func nearestWord(to typed: String, among words: [String]) -> String? {
  let best = words.map { (word: $0, distance: editDistance(typed, $0)) }
    .min { ($0.distance, $0.word) < ($1.distance, $1.word) }
  guard let best, best.distance <= max(2, typed.count / 3) else { return nil }
  return best.word
}

/// Insertions, deletions and substitutions that turn one text into the other (Levenshtein).
private func editDistance(_ left: String, _ right: String) -> Int {
  let right = Array(right)
  var row = Array(0...right.count)
  for (rowIndex, character) in left.enumerated() {
    var diagonal = row[0]
    row[0] = rowIndex + 1
    for column in right.indices {
      let substituted = diagonal + (right[column] == character ? 0 : 1)
      diagonal = row[column + 1]
      row[column + 1] = min(substituted, row[column] + 1, row[column + 1] + 1)
    }
  }
  return row[right.count]
}
