extension QueryTree {
  /// The query as alternatives, in each of which all parts must hold, so far taken apart that each
  /// condition which the index cannot answer is such a part; what has none stays whole.
  func alternatives() throws(SearchError) -> [[QueryTree]] {
    let alternatives = try alternatives(isNegated: false)
    return alternatives.count == 1 ? [alternatives[0].flatMap(\.conjuncts)] : alternatives
  }

  private func alternatives(isNegated: Bool) throws(SearchError) -> [[QueryTree]] {
    guard try hasFilter else { return [[isNegated ? negated : self]] }
    switch kind {
    case .not(let inner): return try inner.alternatives(isNegated: !isNegated)
    case .saved(_, let inner): return try inner.alternatives(isNegated: isNegated)
    case .and(let parts):
      return isNegated
        ? try any(of: parts, isNegated: true) : try all(of: parts, isNegated: false)
    case .or(let parts):
      return isNegated
        ? try all(of: parts, isNegated: true) : try any(of: parts, isNegated: false)
    default: return [[isNegated ? negated : self]]
    }
  }

  private func any(of parts: [QueryTree], isNegated: Bool) throws(SearchError) -> [[QueryTree]] {
    var alternatives: [[QueryTree]] = []
    var whole: [QueryTree] = []
    for part in parts {
      if try part.hasFilter {
        alternatives += try part.alternatives(isNegated: isNegated)
      } else {
        whole.append(isNegated ? part.negated : part)
      }
    }
    if !whole.isEmpty {
      alternatives.append([
        whole.count == 1 ? whole[0] : QueryTree(kind: .or(whole), range: range)
      ])
    }
    return alternatives
  }

  private func all(of parts: [QueryTree], isNegated: Bool) throws(SearchError) -> [[QueryTree]] {
    var combined: [[QueryTree]] = [[]]
    for part in parts {
      let alternatives = try part.alternatives(isNegated: isNegated)
      combined = combined.flatMap { before in alternatives.map { before + $0 } }
      guard combined.count <= Limits.filterAlternatives else {
        throw .syntax(
          reason: "too many alternatives of what only the messages themselves can tell", at: range)
      }
    }
    return combined
  }

  private var hasFilter: Bool {
    get throws(SearchError) {
      switch kind {
      case .and(let parts), .or(let parts):
        for part in parts where try part.hasFilter { return true }
        return false
      case .not(let inner), .saved(_, let inner): return try inner.hasFilter
      default: return try HeaderFilter(self) != nil
      }
    }
  }

  private var negated: QueryTree { QueryTree(kind: .not(self), range: range) }

  private var conjuncts: [QueryTree] {
    switch kind {
    case .and(let parts): parts
    case .saved(_, let inner): inner.conjuncts
    default: [self]
    }
  }
}
