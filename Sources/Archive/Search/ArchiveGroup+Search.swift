import MIME
package import Search
import Store

extension ArchiveGroup {
  /// Finds messages. Changes that the indexes have not seen yet are indexed first.
  ///
  /// - Throws: `query` with the place of the mistake; `index`, `damaged`.
  public func search(
    _ query: String, _ options: SearchOptions = SearchOptions(),
    index: IndexObserver = IndexObserver()
  ) throws(ArchiveError) -> SearchResult {
    let tree = try parse(query)
    do {
      return try reading(index) { reader in
        // Threads are numbered in each archive, so that each is asked alone.
        let answers =
          options.threads && members.count > 1
          ? try answersOfEach(tree, options) : [try answer(tree, options, reader)]
        return try result(answers, tree, options, reader)
      }
    } catch { throw ArchiveError(any: error) }
  }

  private func answer(
    _ tree: QueryTree, _ options: SearchOptions, _ reader: IndexReader
  ) throws -> SearchAnswer {
    let texts = HeaderTexts(members: members)
    return try reader.search(tree, options) { texts.values(of: $0, $1) }
  }

  private func answersOfEach(
    _ tree: QueryTree, _ options: SearchOptions
  ) throws -> [SearchAnswer] {
    var options = options
    options.limit = options.limit.addingReportingOverflow(options.offset).partialValue
    options.offset = 0
    return try members.enumerated().map { index, member in
      let alone = ArchiveGroup(member)
      var answer = try alone.answer(tree, options, try alone.reader())
      for place in answer.hits.indices { answer.hits[place].index = index }
      return answer
    }
  }

  private func result(
    _ answers: [SearchAnswer], _ tree: QueryTree, _ options: SearchOptions, _ reader: IndexReader
  ) throws -> SearchResult {
    let snippeter =
      options.snippets
      ? try Snippeter(tree, languages: Set(reader.states.flatMap(\.languages)).sorted()) : nil
    let found = answers.flatMap(\.hits)
    var summaries = try summaries(of: found)
    let snippets = try snippeter.map { try self.snippets($0, of: summaries) }
    var hits: [(hit: SearchHit, score: Double)] = []
    for found in found {
      if let hit = try hit(found, &summaries, reader, snippets) {
        hits.append((hit, found.score))
      }
    }
    if answers.count > 1 {
      switch options.order {
      case .newest: hits.sort { $0.hit.message.date > $1.hit.message.date }
      case .oldest: hits.sort { $0.hit.message.date < $1.hit.message.date }
      case .relevance: hits.sort { $0.score > $1.score }
      }
      hits = Array(hits.dropFirst(options.offset).prefix(options.limit))
    }
    return SearchResult(
      hits: hits.map(\.hit), total: answers.reduce(0) { $0 + $1.total.count },
      totalIsExact: answers.allSatisfy { $0.total.isExact }, facets: facets(answers))
  }

  /// The summaries that each member still has, in the order of the hits.
  private func summaries(of hits: [SearchAnswer.Hit]) throws -> [ArraySlice<MessageSummary>] {
    try members.indices.map { index in
      guard let store = members[index].archive?.store else { return [] }
      return try store.summaries(of: hits.filter { $0.index == index }.map(\.id))[...]
    }
  }

  /// Nil for a message that was removed since.
  ///
  /// - Parameter summaries: those from this hit on.
  private func hit(
    _ found: SearchAnswer.Hit, _ summaries: inout [ArraySlice<MessageSummary>],
    _ reader: IndexReader, _ snippets: [[Int64: Snippet]]?
  ) throws -> SearchHit? {
    guard members.indices.contains(found.index) else { return nil }
    let member = members[found.index]
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
    try zip(members, summaries).map { member, summaries in
      guard let store = member.archive?.store else { return [:] }
      var snippets: [Int64: Snippet] = [:]
      for packed in try store.packed(summaries.map(\.id)) {
        snippets[packed.id] = try snippet(snippeter, packed, store)
      }
      return snippets
    }
  }

  /// The text that shows why each of these messages of the first archive is found.
  package func snippets(
    for query: String, of ids: [Int64]
  ) throws(ArchiveError) -> [Int64: Snippet] {
    let tree = try parse(query)
    do {
      let languages = Set(try reader().states.flatMap(\.languages)).sorted()
      let snippeter = try Snippeter(tree, languages: languages)
      guard let store = members.first?.archive?.store else { return [:] }
      var snippets: [Int64: Snippet] = [:]
      for packed in try store.packed(ids) {
        // One that is damaged is listed without.
        snippets[packed.id] = try? snippet(snippeter, packed, store)
      }
      return snippets
    } catch { throw ArchiveError(any: error) }
  }

  private func snippet(
    _ snippeter: Snippeter, _ packed: PackedMessage, _ store: MailStore
  ) throws -> Snippet? {
    let message = Message(parsing: try store.bytes(of: packed))
    return snippeter.snippet(
      of: message.searchableTexts + (try store.documentTexts(of: packed.id)))
  }

  private func facets(_ answers: [SearchAnswer]) -> [SearchFacet: [FacetCount]] {
    guard answers.contains(where: { !$0.facets.isEmpty }) else { return [:] }
    var facets: [SearchFacet: [String: Int]] = [:]
    for (facet, counts) in answers.flatMap(\.facets) {
      for each in counts { facets[facet, default: [:]][each.value, default: 0] += each.count }
    }
    return facets.mapValues { [FacetCount]($0) }
  }
}

extension MailArchive {
  /// Finds messages in this archive alone.
  public func search(
    _ query: String, _ options: SearchOptions = SearchOptions(),
    index: IndexObserver = IndexObserver()
  ) throws(ArchiveError) -> SearchResult {
    try ArchiveGroup(self).search(query, options, index: index)
  }

  /// The numbers of all messages that a query finds, in the order in which they came: who reads them
  /// unpacks once what was packed together. Nil is all there are. What is to be changed or given away is
  /// selected by this: all of it, or an error.
  ///
  /// - Throws: `locked` where the index lacks something because another process writes it; `query` where
  ///   it finds more than is looked at.
  public func messages(
    matching query: String?, index: IndexObserver = IndexObserver()
  ) throws(ArchiveError) -> [Int64] {
    var options = SearchOptions()
    options.limit = Int(Int32.max)
    let group = ArchiveGroup(self)
    return try group.numbers(group.parse(query ?? ""), options, index, whole: true).sorted()
  }

  /// The numbers of all messages that hold to conditions, ascending. What the index lacks because another
  /// process writes it is not found.
  package func messages(
    matching tree: QueryTree, index: IndexObserver = IndexObserver()
  ) throws(ArchiveError) -> [Int64] {
    var options = SearchOptions()
    options.limit = Int(Int32.max)
    return try ArchiveGroup(self).numbers(tree, options, index, whole: false).sorted()
  }

  package func queryTree(_ query: String) throws(ArchiveError) -> QueryTree {
    try ArchiveGroup(self).parse(query)
  }
}

extension ArchiveGroup {
  fileprivate func numbers(
    _ tree: QueryTree, _ options: SearchOptions, _ index: IndexObserver, whole: Bool
  ) throws(ArchiveError) -> [Int64] {
    do {
      let answer: SearchAnswer = try reading(index, whole: whole) {
        try self.answer(tree, options, $0)
      }
      guard answer.total.isExact else {
        throw ArchiveError(
          .query, "select messages",
          why: "the query stands for more words or messages than are looked at",
          remedy: "Narrow it, by a date for example.")
      }
      return answer.hits.map(\.id)
    } catch { throw ArchiveError(any: error) }
  }
}

extension SearchAnswer.Total {
  fileprivate var isExact: Bool {
    switch self {
    case .exactly: true
    case .atLeast: false
    }
  }
}

/// Reads values of header fields for conditions that the index cannot answer. A message is read
/// once for all conditions of a query.
final class HeaderTexts {
  private let members: [ArchiveGroup.Member]
  private var latest: (hit: SearchAnswer.Hit, message: Message)?
  /// By member, of those that were asked for.
  private var gone: [Int: Set<Int64>] = [:]

  init(members: [ArchiveGroup.Member]) { self.members = members }

  convenience init(archive: MailArchive) { self.init(members: ArchiveGroup(archive).members) }

  func values(of hit: SearchAnswer.Hit, _ target: HeaderFilter.Target) -> [String] {
    switch target {
    case .flag: isGone(hit) ? [""] : []
    case .header(let name): message(hit).map { fields(named: [name.lowercased()], of: $0) } ?? []
    case .field(let field): message(hit).map { values(of: field, in: $0, hit) } ?? []
    }
  }

  private func values(
    of field: QueryField, in message: Message, _ hit: SearchAnswer.Hit
  ) -> [String] {
    switch field {
    case .filename: message.attachments.compactMap(\.name)
    case .attachment:
      message.attachments.compactMap(\.name) + documentTexts(hit)
        + message.searchableTexts.filter { $0.place == .attachment }.map(\.text)
    case .list:
      (message.header.listID.map { [$0] } ?? []) + fields(named: ["list-id"], of: message)
    case .with: fields(named: ["from", "to", "cc", "bcc"], of: message)
    case .recipient: fields(named: ["to", "cc", "bcc"], of: message)
    case .body: message.searchableTexts.map(\.text) + documentTexts(hit)
    default: fields(named: [field.rawValue], of: message)
    }
  }

  private func documentTexts(_ hit: SearchAnswer.Hit) -> [String] {
    guard members.indices.contains(hit.index), let archive = members[hit.index].archive else {
      return []
    }
    return (try? archive.store.documentTexts(of: hit.id).map(\.text)) ?? []
  }

  /// No server that it was fetched from has it.
  private func isGone(_ hit: SearchAnswer.Hit) -> Bool {
    guard members.indices.contains(hit.index), let archive = members[hit.index].archive else {
      return false
    }
    let known = gone[hit.index] ?? (try? archive.store.messagesGone()) ?? []
    gone[hit.index] = known
    return known.contains(hit.id)
  }

  private func fields(named names: [String], of message: Message) -> [String] {
    let header = message.header
    return header.fields.filter { names.contains(header.name(of: $0).lowercased()) }
      .map { header.text(of: $0) }
  }

  /// Nil for a message that cannot be read: it does not match.
  private func message(_ hit: SearchAnswer.Hit) -> Message? {
    if let latest, latest.hit == hit { return latest.message }
    guard members.indices.contains(hit.index), let archive = members[hit.index].archive,
      let bytes = try? archive.store.bytes(of: hit.id)
    else { return nil }
    let message = Message(parsing: bytes)
    latest = (hit, message)
    return message
  }
}
