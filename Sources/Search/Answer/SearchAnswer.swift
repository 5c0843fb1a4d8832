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
    /// There are these, and perhaps more: to count all would take too long.
    case atLeast(Int)

    package var count: Int {
      switch self {
      case .exactly(let count), .atLeast(let count): count
      }
    }
  }

  package var hits: Hits
  package var total: Total
  /// Counts for each value, the highest first; all matches are counted.
  package var facets: [SearchFacet: [FacetCount]]
}

extension SearchAnswer {
  /// Hits in their order. Of a long list only the numbers are in memory.
  package struct Hits: RandomAccessCollection, Equatable, ExpressibleByArrayLiteral, Sendable {
    private enum Held {
      case each([Hit])
      /// Documents of a single index, which have the messages' numbers.
      case documents([UInt32])
    }

    private var held: Held

    package init(_ hits: some Sequence<Hit>) { held = .each(Array(hits)) }
    package init(arrayLiteral hits: Hit...) { held = .each(hits) }

    /// - Parameter documents: of a single index.
    init(documents: [UInt32]) { held = .documents(documents) }

    package static func == (left: Self, right: Self) -> Bool { left.elementsEqual(right) }

    package var startIndex: Int { 0 }

    package var endIndex: Int {
      switch held {
      case .each(let hits): hits.count
      case .documents(let documents): documents.count
      }
    }

    package subscript(_ place: Int) -> Hit {
      switch held {
      case .each(let hits): hits[place]
      case .documents(let documents):
        Hit(index: 0, id: Int64(documents[place]), score: 0, moreInThread: 0)
      }
    }
  }
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
