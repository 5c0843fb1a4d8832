/// How words must stand in a document for a phrase or for neighbours.
struct WordArrangement: Sendable {
  enum Kind: Sendable {
    /// One beside the other, in order.
    case phrase
    /// In any order, all within this number of positions.
    case near(window: UInt32)
  }

  /// Memory that is used for one document after the other.
  struct Room {
    fileprivate var ends: [UInt32] = []
    fileprivate var next: [UInt32] = []
  }

  private let kind: Kind
  /// For each place the terms that may stand there, and their keys.
  private let places: [[(term: [UInt8], key: UInt64)]]
  /// Of a phrase with one term for each place the keys, the rarest first, with how many words from there the
  /// phrase ends; else empty.
  private let sequence: [(key: UInt64, behind: UInt32)]

  /// - Parameter documents: how many have a term of each place, as far as that is known.
  init(_ kind: Kind, _ places: [[[UInt8]]], documents: [Int] = []) {
    self.kind = kind
    self.places = places.map { $0.map { (term: $0, key: WordPositions.key(of: $0)) } }
    guard case .phrase = kind, places.allSatisfy({ $0.count == 1 }) else {
      sequence = []
      return
    }
    let order =
      documents.count == places.count
      ? places.indices.sorted { (documents[$0], $0) < (documents[$1], $1) } : Array(places.indices)
    sequence = order.map {
      (WordPositions.key(of: places[$0][0]), UInt32(clamping: places.count - $0))
    }
  }

  /// - Parameters:
  ///   - bytes: `WordPositions` of a document that has a term of each place.
  ///   - hasTerm: whether the document has a term.
  /// - Returns: nil when the bytes are damaged.
  func holds(in bytes: Span<UInt8>, _ room: inout Room, hasTerm: ([UInt8]) -> Bool) -> Bool? {
    guard let words = WordPositions(bytes) else { return nil }
    if !sequence.isEmpty { return standInOrder(words, bytes, &room) }
    guard let found = positions(words, bytes, where: { _ in true }), fits(found) else {
      return false
    }
    // Some of several terms for one place may share a hash with a term of the document without being in it.
    guard places.contains(where: { $0.count > 1 }) else { return true }
    return positions(words, bytes, where: hasTerm).map(fits) ?? false
  }

  /// For a phrase with one term for each place. The next term is looked at only while the phrase may be there:
  /// with common words that mostly ends at the second, the rarest being looked at first.
  private func standInOrder(
    _ words: WordPositions, _ bytes: Span<UInt8>, _ room: inout Room
  ) -> Bool {
    for (index, part) in sequence.enumerated() {
      room.next.removeAll(keepingCapacity: true)
      words.append(part.key, of: bytes, to: &room.next)
      for each in room.next.indices { room.next[each] &+= part.behind }
      if index > 0 { Self.keep(&room.next, in: room.ends) }
      if room.next.isEmpty { return false }
      swap(&room.ends, &room.next)
    }
    return true
  }

  /// Keeps the positions that are among others; both are ascending.
  private static func keep(_ positions: inout [UInt32], in others: [UInt32]) {
    var kept = 0
    var place = 0
    for position in positions {
      while place < others.count, others[place] < position { place += 1 }
      guard place < others.count else { break }
      guard others[place] == position else { continue }
      positions[kept] = position
      kept += 1
    }
    positions.removeLast(positions.count - kept)
  }

  /// Positions for each place, ascending; nil when a place has none.
  ///
  /// - Parameter isWanted: is asked for a term that shares its place with others.
  private func positions(
    _ words: WordPositions, _ bytes: Span<UInt8>, where isWanted: ([UInt8]) -> Bool
  ) -> [ArraySlice<UInt32>]? {
    var all: [UInt32] = []
    all.reserveCapacity(64)
    var ends: [Int] = []
    ends.reserveCapacity(places.count)
    for place in places {
      let start = all.count
      for (term, key) in place where place.count == 1 || isWanted(term) {
        words.append(key, of: bytes, to: &all)
      }
      if all.count == start { return nil }
      if place.count > 1 { all[start...].sort() }
      ends.append(all.count)
    }
    return ends.indices.map { all[($0 == 0 ? 0 : ends[$0 - 1])..<ends[$0]] }
  }

  private func fits(_ positions: [ArraySlice<UInt32>]) -> Bool {
    switch kind {
    case .phrase: Self.standInOrder(positions)
    case .near(let window): Self.standWithin(window, positions)
    }
  }

  /// Whether there is a position p such that place i has p + i for each i.
  private static func standInOrder(_ positions: [ArraySlice<UInt32>]) -> Bool {
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

  private static func contains(_ sorted: ArraySlice<UInt32>, _ position: UInt32) -> Bool {
    let index = firstIndex(sorted, notBelow: position)
    return index < sorted.endIndex && sorted[index] == position
  }

  private static func firstIndex(_ sorted: ArraySlice<UInt32>, notBelow position: UInt32) -> Int {
    var (low, high) = (sorted.startIndex, sorted.endIndex)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < position { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Whether each place can have a position of its own so that all are within the window.
  private static func standWithin(_ window: UInt32, _ positions: [ArraySlice<UInt32>]) -> Bool {
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
