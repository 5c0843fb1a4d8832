package import Mail

/// Why nothing was found, for one part of a query.
package struct ClauseEffect: Sendable, Equatable {
  /// The part, and its place in the query.
  package var clause: QueryTree
  /// Messages that match it alone; nil where each would have to be read to tell.
  package var alone: Int?
  /// Messages that match all the others, at most as many.
  package var without: Int?
}

extension IndexReader {
  /// For a query without results that has several parts: what each does, of alternatives within its
  /// own.
  package func effects(of tree: QueryTree) throws(SearchError) -> [ClauseEffect] {
    var effects: [ClauseEffect] = []
    if case .or(let alternatives) = tree.kind {
      for alternative in alternatives { effects += try self.effects(of: alternative) }
    }
    guard case .and(let parts) = tree.kind,
      parts.count + effects.count <= Limits.clausesExplained
    else { return effects }
    var alone: [Int?] = []
    for part in parts { alone.append(try countIndexed(part)) }
    for (index, part) in parts.enumerated() {
      var others = parts
      others.remove(at: index)
      let without =
        parts.count == 2
        ? alone[1 - index]
        : try countIndexed(QueryTree(kind: .and(others), range: tree.range))
      effects.append(ClauseEffect(clause: part, alone: alone[index], without: without))
    }
    return effects
  }

  /// Nil for what the index alone cannot tell.
  private func countIndexed(_ tree: QueryTree) throws(SearchError) -> Int? {
    guard let query = try QueryCompiler.compileForCount(tree, lexicon) else { return nil }
    // Of a single word the index knows it.
    if case .exactly(let count) = try database.match(query, XapianMatch(limit: 0)).total {
      return count
    }
    let all = XapianMatch(limit: 0, checkAtLeast: try database.counts().documents)
    return try database.match(query, all).total.count
  }

  /// The query with each word that no message has put right, if that is possible.
  ///
  /// - Parameter spelling: how a folder is written whose folded path this is.
  package func didYouMean(
    _ tree: QueryTree, spelling: (String) -> String = { $0 }
  ) throws(SearchError) -> QueryTree? {
    var corrected = tree
    return try correct(&corrected, spelling) ? corrected : nil
  }

  private func correct(
    _ tree: inout QueryTree, _ spelling: (String) -> String
  ) throws(SearchError) -> Bool {
    switch tree.kind {
    case .and(var parts):
      let changed = try correct(&parts, spelling)
      tree.kind = .and(parts)
      return changed
    case .or(var parts):
      let changed = try correct(&parts, spelling)
      tree.kind = .or(parts)
      return changed
    case .text(let field, .words(let text)):
      let words = QueryWords.phrase(text)
      guard words.count == 1, let word = words.first, word.kind == .word else { return false }
      let prefixes = (field?.textFields ?? [.body, .subject, .from, .to]).map {
        Array($0.rawValue.utf8)
      }
      guard let better = try lexicon.correction(of: word.bytes, prefixes: prefixes) else {
        return false
      }
      tree.kind = .text(field, .words(String(decoding: better, as: UTF8.self)))
      return true
    case .exact(.folder, let value):
      guard let nearest = try folder(nearest: value, tree) else { return false }
      tree.kind = .exact(.folder, spelling(nearest))
      return true
    default: return false
    }
  }

  /// The folder, by its whole folded path, whose name is nearest; nil if `tree`, which asks for this
  /// one, finds something.
  private func folder(nearest value: String, _ tree: QueryTree) throws(SearchError) -> String? {
    guard try countIndexed(tree) == 0 else { return nil }
    let prefix = Array(IndexFormat.Exact.folder.rawValue.utf8)
    var folders: [(path: String, messages: Int)] = []
    try database.eachTerm(prefix: prefix) { term, documents in
      let path = (prefix.count..<term.count).map { term[$0] }
      folders.append((String(decoding: path, as: UTF8.self), documents))
      return folders.count < Limits.completionScan
    }
    let name = String(decoding: Folding.key(value), as: UTF8.self)
    return FolderName(name).nearest(among: folders)
  }

  private func correct(
    _ parts: inout [QueryTree], _ spelling: (String) -> String
  ) throws(SearchError) -> Bool {
    var changed = false
    for index in parts.indices where try correct(&parts[index], spelling) { changed = true }
    return changed
  }

  // MARK: Completion

  /// Mailboxes that begin with a text, those of most messages first.
  package func completeAddress(_ text: String, limit: Int = 20) throws(SearchError) -> [FacetCount]
  {
    let fields: [IndexFormat.Exact] = [.mailboxFrom, .mailboxTo, .mailboxCc, .mailboxBcc]
    return try complete(text, fields, limit)
  }

  package func completeTag(_ text: String, limit: Int = 20) throws(SearchError) -> [FacetCount] {
    try complete(text, [.tag], limit)
  }

  package func completeFolder(_ text: String, limit: Int = 20) throws(SearchError) -> [FacetCount] {
    try complete(text, [.folder], limit)
  }

  private func complete(_ text: String, _ fields: [IndexFormat.Exact], _ limit: Int)
    throws(SearchError) -> [FacetCount]
  {
    var counts: [[UInt8]: Int] = [:]
    for field in fields {
      let name = Array(field.rawValue.utf8)
      var scanned = 0
      try database.eachTerm(prefix: name + Folding.key(text)) { term, documents in
        scanned += 1
        counts[(name.count..<term.count).map { term[$0] }, default: 0] += documents
        return scanned < Limits.completionScan
      }
    }
    return counts.sorted {
      $0.value != $1.value ? $0.value > $1.value : $0.key.lexicographicallyPrecedes($1.key)
    }
    .prefix(limit).map {
      FacetCount(value: String(decoding: $0.key, as: UTF8.self), count: $0.value)
    }
  }
}
