import Archive
import Mail
import Synchronization

/// What a query finds, counted by sender, year and so on, and by month if it is of a year or two.
struct Counts: Sendable {
  var facets: [SearchFacet: [FacetCount]] = [:]
  /// Years without gaps, "2019", with what the query finds and what there is in all.
  var years: [Bar] = []
  /// The months of the year, if all that is found is of one: "2019-05".
  var months: [Bar] = []

  struct Bar: Equatable, Sendable {
    /// As `date:` takes it.
    let period: String
    let found: Int
    let all: Int
  }
}

/// The latest counts, each good until the archive changes.
final class CountsCache: Sendable {
  private let opened: OpenArchive
  private let latest = Mutex<[(query: String, revision: Int64, counts: Counts)]>([])

  /// The latest.
  private let totals = Mutex<(query: String, revision: Int64, result: SearchResult?)>(("", -1, nil))

  private var archive: MailArchive { opened.archive }

  init(_ opened: OpenArchive) { self.opened = opened }

  func counts(of query: String) throws -> Counts {
    let revision = try archive.revision
    if let known = latest.withLock({ latest in
      latest.first { $0.query == query && $0.revision == revision }
    }) {
      return known.counts
    }
    let counts = try count(query)
    latest.withLock { latest in
      latest.removeAll { $0.query == query || $0.revision != revision }
      latest.append((query, revision, counts))
      if latest.count > Limits.countsRemembered { latest.removeFirst() }
    }
    return counts
  }

  /// A page that begins at a date, with the number of all that the query finds.
  func wholeTotal(of query: String, _ page: SearchResult) throws -> SearchResult {
    let revision = try archive.revision
    let known = totals.withLock { totals in
      totals.query == query && totals.revision == revision ? totals.result : nil
    }
    var options = SearchOptions()
    options.limit = 0
    let all = try known ?? archive.search(query, options)
    totals.withLock { $0 = (query, revision, all) }
    return SearchResult(
      hits: page.hits, total: all.total, totalIsExact: all.totalIsExact, facets: page.facets)
  }

  private func count(_ query: String) throws -> Counts {
    var options = SearchOptions()
    options.limit = 0
    options.facets = SearchFacet.allCases
    var counts = Counts(facets: try archive.search(query, options).facets)
    let found = counts.facets[.year] ?? []
    let all = query.isEmpty ? found : try self.counts(of: "").facets[.year] ?? []
    counts.years = Self.years(found, among: all)
    let present = counts.years.filter { $0.found > 0 }
    if present.count == 1, let year = present.first {
      counts.months = try months(of: year.period, query)
    }
    return counts
  }

  /// Without years that are plainly wrong, which would make the rest of the strip a line.
  private static func years(_ found: [FacetCount], among all: [FacetCount]) -> [Counts.Bar] {
    let total = Dictionary(all.map { ($0.value, $0.count) }) { $0 + $1 }
    let hits = Dictionary(found.map { ($0.value, $0.count) }) { $0 + $1 }
    let groups = total.compactMap { year, count in
      Int(year).map { _ in MailStatistics.Group(name: "\(year)-01", messages: count, bytes: 0) }
    }.sorted { $0.name < $1.name }
    let shown = groups.withoutWrongDates("\(CivilDate(epoch: currentTime()).year)-12")
      .compactMap { Int($0.name.prefix(4)) }
    guard let first = shown.first, let last = shown.last, last - first < Self.mostYears else {
      return []
    }
    return (first...last).map { year in
      Counts.Bar(period: "\(year)", found: hits["\(year)"] ?? 0, all: total["\(year)"] ?? 0)
    }
  }

  private static let mostYears = 100

  private func months(of year: String, _ query: String) throws -> [Counts.Bar] {
    var options = SearchOptions()
    options.limit = 0
    // With a facet all are counted.
    options.facets = [.year]
    return try (1...12).map { month in
      let period = "\(year)-\(CivilDate.padded(month, 2))"
      func total(_ query: String) throws -> Int { try archive.search(query, options).total }
      let all = try total("date:\(period)")
      let found = query.isEmpty ? all : try total("(\(query)) date:\(period)")
      return Counts.Bar(period: period, found: found, all: all)
    }
  }
}
