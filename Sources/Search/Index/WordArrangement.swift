/// How words must stand in a document for a phrase or for neighbours.
struct WordArrangement: Sendable {
  enum Kind: Sendable {
    /// One beside the other, in order.
    case phrase
    /// In any order, all within so many positions.
    case near(window: UInt32)
  }

  private let kind: Kind
  /// For each place the terms that may stand there, and their keys.
  private let places: [[(term: [UInt8], key: UInt64)]]

  init(_ kind: Kind, _ places: [[[UInt8]]]) {
    self.kind = kind
    self.places = places.map { $0.map { (term: $0, key: WordPositions.key(of: $0)) } }
  }

  /// - Parameters:
  ///   - octets: `WordPositions` of a document that has a term of each place.
  ///   - hasTerm: whether the document has a term.
  func holds(in octets: Span<UInt8>, hasTerm: ([UInt8]) -> Bool) -> Bool {
    var found: [[UInt32]] = []
    found.reserveCapacity(places.count)
    for place in places {
      let positions = positions(of: place, in: octets) { _ in true }
      if positions.isEmpty { return false }
      found.append(positions)
    }
    guard fits(found) else { return false }
    // Of several terms for one place some may not be in the document, but have another's hash.
    for (index, place) in places.enumerated() where place.count > 1 {
      found[index] = positions(of: place, in: octets, where: hasTerm)
    }
    return places.allSatisfy { $0.count == 1 } || fits(found)
  }

  /// Of all terms of a place that have any and that the condition holds for, ascending.
  private func positions(
    of place: [(term: [UInt8], key: UInt64)], in octets: Span<UInt8>,
    where isWanted: ([UInt8]) -> Bool
  ) -> [UInt32] {
    if place.count == 1 { return WordPositions.positions(of: place[0].key, in: octets) }
    var positions: [UInt32] = []
    for (term, key) in place {
      let more = WordPositions.positions(of: key, in: octets)
      if !more.isEmpty, isWanted(term) { positions += more }
    }
    return positions.sorted()
  }

  private func fits(_ positions: [[UInt32]]) -> Bool {
    switch kind {
    case .phrase: Self.standInOrder(positions)
    case .near(let window): Self.standWithin(window, positions)
    }
  }

  /// Whether there is a position p such that place i has p + i for each i.
  private static func standInOrder(_ positions: [[UInt32]]) -> Bool {
    guard let rarest = positions.indices.min(by: { positions[$0].count < positions[$1].count })
    else { return true }
    return positions[rarest].contains { position in
      guard position >= rarest else { return false }
      let start = position - UInt32(rarest)
      return positions.indices.allSatisfy {
        $0 == rarest || contains(positions[$0], start &+ UInt32($0))
      }
    }
  }

  private static func contains(_ sorted: [UInt32], _ position: UInt32) -> Bool {
    let index = firstIndex(sorted, notBelow: position)
    return index < sorted.count && sorted[index] == position
  }

  private static func firstIndex(_ sorted: [UInt32], notBelow position: UInt32) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < position { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Whether each place can have a position of its own so that all are within the window.
  private static func standWithin(_ window: UInt32, _ positions: [[UInt32]]) -> Bool {
    for start in Set(positions.joined()).sorted() {
      let choices = positions.map { list in
        list[firstIndex(list, notBelow: start)...].prefix { $0 - start < window }
      }
      if haveOneEach(choices) { return true }
    }
    return false
  }

  /// Kuhn's matching of places with positions: words may be the same in two places, but a position
  /// counts once.
  private static func haveOneEach(_ choices: [ArraySlice<UInt32>]) -> Bool {
    guard choices.allSatisfy({ !$0.isEmpty }) else { return false }
    var taken: [UInt32: Int] = [:]
    func settle(_ place: Int, _ tried: inout Set<UInt32>) -> Bool {
      for position in choices[place] where tried.insert(position).inserted {
        if taken[position].map({ settle($0, &tried) }) ?? true {
          taken[position] = place
          return true
        }
      }
      return false
    }
    return choices.indices.allSatisfy { place in
      var tried: Set<UInt32> = []
      return settle(place, &tried)
    }
  }
}
