/// The results of a query. Only the pages around the current position are in memory, so that a list
/// of a million messages appears as fast as one of ten.
struct ResultWindow: Equatable, Sendable {
  /// Number of rows requested together.
  static let pageRows = 100
  /// Number of pages kept; the one farthest from the latest is dropped first.
  private static let pagesKept = 20

  private(set) var total = 0
  private(set) var totalIsExact = true
  private var pages: [Int: [BrowseRow]] = [:]

  /// Number of rows that can be reached. If not all results were counted, there may be more than
  /// are known, so that another page is requested.
  var reach: Int { totalIsExact ? total : total + Self.pageRows }

  subscript(row: Int) -> BrowseRow? {
    guard row >= 0, let page = pages[row / Self.pageRows] else { return nil }
    let place = row % Self.pageRows
    return page.indices.contains(place) ? page[place] : nil
  }

  /// Stores results from row `start` on, of which `asked` rows were requested.
  mutating func take(_ rows: [BrowseRow], from start: Int, asked: Int, total: Int, isExact: Bool) {
    self.total = total
    totalIsExact = isExact
    // The results received are more reliable than the count.
    if rows.count < asked {
      self.total = rows.isEmpty ? min(total, start) : start + rows.count
      totalIsExact = true
    } else if total < start + rows.count {
      self.total = start + rows.count
    }
    for first in stride(from: 0, to: rows.count, by: Self.pageRows) {
      pages[(start + first) / Self.pageRows] = Array(rows[first...].prefix(Self.pageRows))
    }
    let latest = start / Self.pageRows
    while pages.count > Self.pagesKept,
      let farthest = pages.keys.max(by: { abs($0 - latest) < abs($1 - latest) })
    {
      pages[farthest] = nil
    }
  }

  /// The range of whole pages from the first to the last one that is missing in `rows`.
  func missing(in rows: Range<Int>) -> Range<Int>? {
    let rows = rows.clamped(to: 0..<max(0, reach))
    guard let first = rows.first, let last = rows.last else { return nil }
    let absent = (first / Self.pageRows...last / Self.pageRows).filter { pages[$0] == nil }
    guard let from = absent.first, let to = absent.last else { return nil }
    return from * Self.pageRows..<(to + 1) * Self.pageRows
  }

  /// Whole pages around a row: the rows to request when a list is loaded again.
  static func pages(around row: Int) -> Range<Int> {
    let page = max(0, row) / pageRows
    return max(0, page - 1) * pageRows..<(page + 2) * pageRows
  }

  /// The position of a message, if it is in memory.
  func place(of id: Int64) -> Int? {
    for (page, rows) in pages {
      if let place = rows.firstIndex(where: { $0.id == id }) { return page * Self.pageRows + place }
    }
    return nil
  }
}
