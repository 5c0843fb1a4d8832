import Archive
import ArgumentParser

struct SearchCommand: ParsableCommand, TakesQuery {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find messages.",
    discussion: """
      All words must match; -word excludes, OR chooses, "quotes" keep words together, wor* stands \
      for more. Fields: from: to: cc: with: subject: body: attachment: list: header:Name= type: \
      tag: folder: account: id: thread: is: has: size: date: before: after: older_than: \
      newer_than: saved:. Without a query, all messages match.

      Examples:
        mailcask search invoice from:ferry
        mailcask search '"boat trip" date:2024' -has:attachment
        mailcask search --format json --limit 1000 list:announce
        mailcask search --archive ~/Mail/work --archive ~/Mail/private lighthouse
      """)

  enum Order: String, CaseIterable, ExpressibleByArgument {
    case newest, oldest, relevance
  }

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, jsonl, ids, csv
  }

  @OptionGroup var archives: ArchivesOption

  @Option(name: .shortAndLong, help: "At most so many results.")
  var limit = 50

  @Option(help: "Skip so many results first.")
  var offset = 0

  @Option(help: "newest, oldest or relevance.")
  var sort = Order.newest

  @Flag(help: "One result for each thread.")
  var threads = false

  @Option(
    help: ArgumentHelp(
      "Count all matches by sender, year, list, account, type.", valueName: "a,b,…"))
  var facets: String?

  @Flag(
    inversion: .prefixedNo,
    help: "Show the place that was found. Unless given: in a list on a terminal.")
  var snippets: Bool?

  @Option(help: "text, json, jsonl, ids or csv.")
  var format = Format.text

  @Flag(help: "The same as --format json.")
  var json = false

  @Option(help: "Dates in the list: absolute or relative.")
  var dates = DateStyle.absolute

  @Flag(help: "Tell how the query is understood instead of searching.")
  var explain = false

  @Option(help: "auto, always or never; auto heeds NO_COLOR.")
  var color = ColorChoice.auto

  @OptionGroup var pager: PagerOption

  @Argument(help: "Words, phrases in quotes, fields.", completion: .query)
  var query: [String] = []

  init() {}

  /// A search for words alone, as most are: without options to make sense of, half of the time of
  /// the whole is saved. Nil for anything else.
  init?(words: [String]) {
    guard !words.isEmpty, !words.contains(where: { $0.hasPrefix("-") }) else { return nil }
    archives = ArchivesOption()
    archives.archives = []
    archives.verbosity = .unset
    pager = PagerOption()
    pager.noPager = false
    (limit, offset, sort, threads, facets) = (50, 0, .newest, false, nil)
    (snippets, format, json, dates, explain) = (nil, .text, false, .absolute, false)
    (color, query) = (.auto, words)
  }

  func validate() throws {
    guard limit > 0, offset >= 0 else {
      throw ValidationError("--limit must be more than 0, --offset not less")
    }
    _ = try chosenFacets
  }

  func run() throws {
    let group = try archives.group
    let query = query.joined(separator: " ")
    if explain {
      for line in try group.explain(query, notice: remark) {
        Console.line(String(repeating: "  ", count: line.depth) + visible(line.text))
      }
      return
    }
    let result = try group.search(query, options)
    detail("\(result.total) found")
    let list = ResultList(result, namesArchives: archives.areSeveral)
    switch json ? .json : format {
    case .text: showText(list)
    case .json: Console.line(list.json(query: query))
    case .jsonl: for line in list.jsonLines { Console.line(line) }
    case .ids: for line in list.ids { Console.line(line) }
    case .csv: for line in list.csv { Console.write(line + "\r\n") }
    }
    guard !result.hits.isEmpty else {
      try tellNothing(query, group, total: result.total)
      throw partlyFailed
    }
  }

  private var options: SearchOptions {
    get throws {
      var options = SearchOptions()
      options.order = SearchOptions.Order(rawValue: sort.rawValue) ?? .newest
      options.limit = limit
      options.offset = offset
      options.threads = threads
      options.facets = try chosenFacets
      options.snippets =
        snippets ?? (format == .text && !json && Console.outputIsTerminal && !query.isEmpty)
      options.notice = remark
      return options
    }
  }

  private var chosenFacets: [SearchFacet] {
    get throws {
      try (facets ?? "").split(separator: ",").map { name in
        guard let facet = SearchFacet(rawValue: String(name)) else {
          let known = SearchFacet.allCases.map(\.rawValue).joined(separator: ", ")
          throw ValidationError(
            "--facets does not know \"\(visible(String(name)))\"; it knows \(known)")
        }
        return facet
      }
    }
  }

  private func showText(_ list: ResultList) {
    pager.showing {
      for line in list.text(color: color.isOn, dates: dates) { Console.line(line) }
    }
    LastSearch.remember(list.result.hits)
    let shown = list.result.hits.count
    if shown > 0, list.result.total > shown {
      let about = list.result.totalIsExact ? "" : "about "
      remark("\(shown) of \(about)\(list.result.total) shown; --limit and --offset show more")
    }
  }

  private func tellNothing(_ query: String, _ group: ArchiveGroup, total: Int) throws {
    guard total == 0 else { return note("nothing after the first \(offset) of \(total)") }
    note("nothing found")
    guard format == .text, !json else { return }
    let reasons = try group.whyNothing(query)
    for clause in reasons.clauses {
      note("  \(clause.text): alone finds \(clause.alone), without it \(clause.without)")
    }
    if let better = reasons.didYouMean { note("did you mean: \(better)") }
  }
}
