/// What to answer a query with.
package struct SearchRequest: Sendable {
  package enum Order: String, Sendable, CaseIterable { case newest, oldest, relevance }
  package var order: Order = .newest
  package var offset = 0
  package var limit = Limits.resultLimit
  /// Matches are counted exactly up to this number; of more it is told that there are at least these.
  package var countExactlyTo = Limits.countExactlyTo
  /// One result for each thread.
  package var threads = false
  package var facets: [Facet] = []
  package init() {}
}

/// What matches are counted by.
package enum Facet: String, Sendable, CaseIterable {
  case sender, year, list, account, type

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
    /// There are these, and perhaps more: to count all would take too long.
    case atLeast(Int)

    package var count: Int {
      switch self {
      case .exactly(let count), .atLeast(let count): count
      }
    }
  }

  package var hits: [Hit]
  package var total: Total
  /// Counts for each value, the highest first; all matches are counted.
  package var facets: [Facet: [(value: String, count: Int)]]
}
