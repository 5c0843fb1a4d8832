import MIME
import Reading
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
    var list = try list(query, options, index: index, portion: .max)
    let hits = try list.next() ?? []
    return SearchResult(
      hits: hits, total: list.total, totalIsExact: list.totalIsExact, facets: list.facets)
  }

  /// As `search`, for lists of any length: the messages found are read while the list is used.
  ///
  /// - Parameter portion: how many are read at once.
  public func list(
    _ query: String, _ options: SearchOptions = SearchOptions(),
    index: IndexObserver = IndexObserver(), portion: Int = SearchList.usualPortion
  ) throws(ArchiveError) -> SearchList {
    let tree = try parse(query).within(options.dates)
    do {
      return try reading(index) { reader in
        // Threads are numbered in each archive, so that each is asked alone.
        let isApart = options.threads && members.count > 1
        let answers =
          isApart ? try answersOfEach(tree, options) : [try answer(tree, options, reader)]
        var list = SearchList(
          of: self, hits: isApart ? .init(answers.flatMap(\.hits)) : answers[0].hits, reader,
          portion: isApart ? .max : portion)
        list.total = answers.reduce(0) { $0 + $1.total.count }
        list.totalIsExact = answers.allSatisfy { $0.total.isExact }
        list.facets = facets(answers)
        if options.snippets {
          list.snippeter = try Snippeter(
            tree, languages: Set(reader.states.flatMap(\.languages)).sorted())
        }
        if isApart { try list.merge(options) }
        return list
      }
    } catch { throw ArchiveError(any: error) }
  }

  private func answer(
    _ tree: QueryTree, _ options: SearchOptions, _ reader: IndexReader
  ) throws -> SearchAnswer {
    let texts = HeaderTexts(members: members)
    return try reader.search(
      tree, options, headerText: { texts.values(of: $0, $1) }, subjects: texts.subjects)
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
      answer.hits = .init(
        answer.hits.map { hit in
          var hit = hit
          hit.index = index
          return hit
        })
      return answer
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

  func snippet(
    _ snippeter: Snippeter, _ packed: PackedMessage, _ store: MailStore
  ) throws -> Snippet? {
    let message = try store.readable(Message(parsing: try store.bytes(of: packed)), packed.id)
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
    let tree = tree.within(options.dates)
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

  /// Nil for several archives.
  var subjects: IndexReader.Subjects? {
    guard members.count == 1, let store = members.first?.archive?.store else { return nil }
    // What cannot be read here is read in the message.
    return { ids, body in try? store.eachWholeSubject(of: ids, body) }
  }

  func values(of hit: SearchAnswer.Hit, _ target: HeaderFilter.Target) -> [String] {
    switch target {
    case .flag: isGone(hit) ? [""] : []
    case .header(let name): message(hit).map { fields(named: [name.lowercased()], of: $0) } ?? []
    case .field(.subject): subjects(hit)
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

  /// From its row, if that has all of them.
  private func subjects(_ hit: SearchAnswer.Hit) -> [String] {
    var known: [String]?
    if members.indices.contains(hit.index), let store = members[hit.index].archive?.store {
      try? store.eachWholeSubject(of: [hit.id]) { _, subject in
        let text = unsafe subject.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
        known = text.isEmpty ? [] : [text]
      }
    }
    return known ?? message(hit).map { fields(named: ["subject"], of: $0) } ?? []
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
      let message = try? archive.store.readable(hit.id)
    else { return nil }
    latest = (hit, message)
    return message
  }
}
