/// The word among `words` that `typed` was most likely meant to be; nil where none is near. The
/// beginning of a word means that word, of several the shortest; else a few letters may be wrong.
package func nearestWord(to typed: String, among words: [String]) -> String? {
  let typed = typed.lowercased()
  let begun = typed.utf8.count < 2 ? [] : words.filter { $0.lowercased().hasPrefix(typed) }
  if let shortest = begun.min(by: { ($0.count, $0) < ($1.count, $1) }) { return shortest }
  let letters = typed.unicodeScalars.map(\.value)
  let limit = letters.count < 6 ? 1 : letters.count < 10 ? 2 : 3
  var best: (word: String, distance: Int)?
  for word in words {
    let other = word.lowercased().unicodeScalars.map(\.value)
    guard let distance = editDistance(letters, other, limit: limit),
      distance < best?.distance ?? .max
    else { continue }
    best = (word, distance)
  }
  return best?.word
}

/// Letters to add, drop, change or swap with their neighbour to make one word of the other (optimal
/// string alignment); nil when more than `limit`.
package func editDistance(_ first: [UInt32], _ second: [UInt32], limit: Int) -> Int? {
  guard abs(first.count - second.count) <= limit else { return nil }
  var before: [Int] = []
  var last = Array(0...second.count)
  for row in first.indices {
    var current = [row + 1]
    current.reserveCapacity(second.count + 1)
    for column in second.indices {
      var best = min(last[column + 1], current[column]) + 1
      best = min(best, last[column] + (first[row] == second[column] ? 0 : 1))
      if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
        best = min(best, before[column - 1] + 1)
      }
      current.append(best)
    }
    guard current.contains(where: { $0 <= limit }) else { return nil }
    (before, last) = (last, current)
  }
  return last.last.flatMap { $0 <= limit ? $0 : nil }
}
