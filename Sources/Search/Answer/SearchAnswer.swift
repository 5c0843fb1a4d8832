package import Mail

package struct SearchAnswer: Sendable {
  package struct Hit: Sendable, Equatable {
    /// Which of the indexes searched, from 0.
    package var index: Int
    package var id: Int64
    /// 0 when the order is by date.
    package var score: Double
    /// How many more of its thread match (at least), when threads were asked for.
    package var moreInThread: Int
  }

  package enum Total: Sendable, Equatable {
    case exactly(Int)
    case about(Int)

    package var count: Int {
      switch self {
      case .exactly(let count), .about(let count): count
      }
    }
  }

  package var hits: [Hit]
  package var total: Total
  /// Counts for each value, the highest first; all matches are counted.
  package var facets: [SearchFacet: [FacetCount]]
}

extension SearchFacet {
  var slot: IndexFormat.Slot {
    switch self {
    case .sender: .sender
    case .year: .year
    case .list: .list
    case .account: .account
    case .type: .types
    }
  }
}
