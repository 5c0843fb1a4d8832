import Search
import Store

/// What a search finds. The messages are read in portions, so that memory does not grow with the list.
public struct SearchList {
  public internal(set) var total = 0
  /// False: there are at least `total` matches.
  public internal(set) var totalIsExact = true
  /// The values of each requested facet, most frequent first.
  public internal(set) var facets: [SearchFacet: [FacetCount]] = [:]

  /// Nil where no text is shown.
  var snippeter: Snippeter?

  private let group: ArchiveGroup
  private let reader: IndexReader
  private let portion: Int
  private var found: SearchAnswer.Hits
  /// How many of `found` are read.
  private var place = 0
  /// Results that were read to be put in order; nil if none had to be.
  private var merged: [SearchHit]?

  /// As many as are read at once where only their rows are.
  public static var usualPortion: Int { Limits.summariesAtOnce }
  /// As many as are read at once where the messages themselves are.
  public static var portionOfMessages: Int { Limits.messagesAtOnce }

  init(of group: ArchiveGroup, hits: SearchAnswer.Hits, _ reader: IndexReader, portion: Int) {
    self.group = group
    self.reader = reader
    self.portion = max(1, portion)
    found = hits
  }

  /// The next results, in order; nil behind the last. Messages that were removed since are left out.
  public mutating func next() throws(ArchiveError) -> [SearchHit]? {
    if let results = merged {
      merged = nil
      place = found.count
      return results
    }
    guard place < found.count else { return nil }
    do { return try read(takeHits()).map(\.hit) } catch { throw ArchiveError(any: error) }
  }

  /// The next results, in order, as archive and number alone; nil behind the last.
  public mutating func nextNumbers() throws(ArchiveError) -> [(location: String, id: Int64)]? {
    if merged != nil { return try next()?.map { ($0.location, $0.message.id) } }
    guard place < found.count else { return nil }
    let hits = takeHits()
    do {
      var removed: [Int: Set<Int64>] = [:]
      return try hits.compactMap { hit in
        guard group.members.indices.contains(hit.index) else { return nil }
        let member = group.members[hit.index]
        let gone = try removed[hit.index] ?? member.archive?.store.removedNumbers() ?? []
        removed[hit.index] = gone
        return gone.contains(hit.id) ? nil : (member.path, hit.id)
      }
    } catch { throw ArchiveError(any: error) }
  }

  /// The greatest number of a message found; 0 without any.
  public var greatestNumber: Int64 { found.lazy.map(\.id).max() ?? 0 }

  private mutating func takeHits() -> Slice<SearchAnswer.Hits> {
    let end = found.count - place <= portion ? found.count : place + portion
    defer { place = end }
    return found[place..<end]
  }

  /// Puts the hits of archives that were asked one by one into one order.
  mutating func merge(_ options: SearchOptions) throws {
    var hits = try read(takeHits())
    switch options.order {
    case .newest: hits.sort { $0.hit.message.date > $1.hit.message.date }
    case .oldest: hits.sort { $0.hit.message.date < $1.hit.message.date }
    case .relevance: hits.sort { $0.score > $1.score }
    }
    merged = hits.dropFirst(options.offset).prefix(options.limit).map(\.hit)
  }

  private func read(
    _ found: Slice<SearchAnswer.Hits>
  ) throws -> [(hit: SearchHit, score: Double)] {
    var summaries = try summaries(of: found)
    let snippets = try snippeter.map { try self.snippets($0, of: summaries) }
    var hits: [(hit: SearchHit, score: Double)] = []
    for found in found {
      if let hit = try hit(found, &summaries, snippets) { hits.append((hit, found.score)) }
    }
    return hits
  }

  /// The summaries that each member still has, in the order of the hits.
  private func summaries(
    of hits: Slice<SearchAnswer.Hits>
  ) throws -> [ArraySlice<MessageSummary>] {
    try group.members.indices.map { index in
      guard let store = group.members[index].archive?.store else { return [] }
      return try store.summaries(of: hits.filter { $0.index == index }.map(\.id))[...]
    }
  }

  /// Nil for a message that was removed since.
  ///
  /// - Parameter summaries: those from this hit on.
  private func hit(
    _ found: SearchAnswer.Hit, _ summaries: inout [ArraySlice<MessageSummary>],
    _ snippets: [[Int64: Snippet]]?
  ) throws -> SearchHit? {
    guard group.members.indices.contains(found.index) else { return nil }
    let member = group.members[found.index]
    let message: MessageSummary
    if member.archive != nil {
      guard let summary = summaries[found.index].first, summary.id == found.id else { return nil }
      summaries[found.index].removeFirst()
      message = summary
    } else {
      message = try reader.summary(of: found)
    }
    return SearchHit(
      archive: member.name, location: member.path, message: message,
      snippet: snippets?[found.index][found.id],
      moreInThread: found.moreInThread)
  }

  /// The snippets of each member's messages, by message number. Messages are read in the order in which
  /// they are packed.
  private func snippets(
    _ snippeter: Snippeter, of summaries: [ArraySlice<MessageSummary>]
  ) throws -> [[Int64: Snippet]] {
    try zip(group.members, summaries).map { member, summaries in
      guard let store = member.archive?.store else { return [:] }
      var snippets: [Int64: Snippet] = [:]
      for packed in try store.packed(summaries.map(\.id)) {
        snippets[packed.id] = try group.snippet(snippeter, packed, store)
      }
      return snippets
    }
  }
}
