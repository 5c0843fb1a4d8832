import CXapian

/// A query as Xapian takes it.
@safe final class XapianQuery {
  let handle: OpaquePointer

  private init(_ make: (UnsafeMutablePointer<mcx_error>) -> OpaquePointer?) throws(SearchError) {
    var error = mcx_error()
    guard let made = unsafe make(&error) else { throw SearchError(error, path: "the query") }
    unsafe handle = made
  }

  deinit { unsafe mcx_query_free(handle) }

  static func all() throws(SearchError) -> XapianQuery {
    try unsafe XapianQuery { unsafe mcx_query_all($0) }
  }

  static func none() throws(SearchError) -> XapianQuery {
    try unsafe XapianQuery { unsafe mcx_query_none($0) }
  }

  static func term(_ term: [UInt8]) throws(SearchError) -> XapianQuery {
    try unsafe XapianQuery { unsafe mcx_query_term(term, term.count, $0) }
  }

  /// Matches these documents of a single local database.
  static func documents(_ ids: some Sequence<UInt32>) throws(SearchError) -> XapianQuery {
    let ascending = ids.sorted()
    return try unsafe XapianQuery {
      unsafe mcx_query_documents(ascending, ascending.count, $0)
    }
  }

  /// All but these documents of a single local database, as a condition on what the rest of a query finds.
  static func others(than ids: some Sequence<UInt32>) throws(SearchError) -> XapianQuery {
    let ascending = ids.sorted()
    return try unsafe XapianQuery {
      unsafe mcx_query_others(ascending, ascending.count, $0)
    }
  }

  /// Matches the documents that have any of many terms, without a weight; not for remote databases.
  static func union(_ terms: [[UInt8]]) throws(SearchError) -> XapianQuery {
    let bytes = terms.flatMap(\.self)
    return try unsafe XapianQuery {
      unsafe mcx_query_union(bytes, terms.map(\.count), terms.count, $0)
    }
  }

  static func range(_ slot: IndexFormat.Slot, from low: [UInt8]?, to high: [UInt8]?)
    throws(SearchError) -> XapianQuery
  {
    try unsafe XapianQuery { error in
      switch (low, high) {
      case (nil, nil): unsafe mcx_query_all(error)
      case (let low?, nil):
        unsafe mcx_query_range(slot.rawValue, low, low.count, nil, 0, error)
      case (nil, let high?):
        unsafe mcx_query_range(slot.rawValue, nil, 0, high, high.count, error)
      case (let low?, let high?):
        unsafe mcx_query_range(slot.rawValue, low, low.count, high, high.count, error)
      }
    }
  }

  /// A range of values as a condition on what the rest of a query finds; not for remote databases.
  static func inRange(_ slot: IndexFormat.Slot, from low: [UInt8], to high: [UInt8])
    throws(SearchError) -> XapianQuery
  {
    try unsafe XapianQuery {
      unsafe mcx_query_in_range(slot.rawValue, low, low.count, high, high.count, $0)
    }
  }

  enum Operation: Int32 {
    case and = 0
    case or, andNot, synonym, filter
  }

  static func combine(_ operation: Operation, _ parts: [XapianQuery]) throws(SearchError)
    -> XapianQuery
  {
    if parts.isEmpty { return try none() }
    if parts.count == 1, operation != .andNot { return parts[0] }
    return try unsafe XapianQuery { error in
      let handles = unsafe parts.map { unsafe Optional($0.handle) }
      return unsafe mcx_query_combine(operation.rawValue, handles, handles.count, error)
    }
  }

  /// The same documents, with another weight for the rank.
  func weighted(by factor: Double) throws(SearchError) -> XapianQuery {
    try unsafe XapianQuery { unsafe mcx_query_weighted(handle, factor, $0) }
  }

  /// What the query finds where the words stand as they should; not for remote databases.
  static func checked(_ query: XapianQuery, _ arrangement: WordArrangement) throws(SearchError)
    -> XapianQuery
  {
    let context = unsafe Unmanaged.passRetained(Box(arrangement)).toOpaque()
    return try unsafe XapianQuery { error in
      unsafe mcx_query_checked(
        query.handle,
        { context, positions, length, candidate in
          guard let context = unsafe context else { return MCX_DOES_NOT_HOLD }
          let box = unsafe Unmanaged<Box>.fromOpaque(context).takeUnretainedValue()
          let bytes = unsafe UnsafeBufferPointer(start: positions, count: length)
          let holds = unsafe box.arrangement.holds(in: bytes.span, &box.room) { term in
            unsafe mcx_candidate_has(candidate, term, term.count)
          }
          return switch holds {
          case true?: MCX_HOLDS
          case false?: MCX_DOES_NOT_HOLD
          case nil: MCX_POSITIONS_DAMAGED
          }
        }, context, { unsafe $0.map { unsafe Unmanaged<Box>.fromOpaque($0).release() } }, error)
    }
  }

  private final class Box {
    let arrangement: WordArrangement
    var room = WordArrangement.Room()
    init(_ arrangement: WordArrangement) { self.arrangement = arrangement }
  }
}
