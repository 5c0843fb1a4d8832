import Archive
import ArgumentParser
import Presentation
import StandardStreams
import Text

/// A search and what is shown of it, apart from how that was asked for.
struct SearchTask {
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, jsonl, ids, csv
  }

  static let usualFacetLimit = 15

  /// The values of `--archive`.
  var archives: [String] = []
  var query = ""
  var options = SearchOptions()
  /// Maximum number of values printed for each facet; 0: all.
  var facetLimit = Self.usualFacetLimit
  /// Nil: only in a list on a terminal.
  var snippets: Bool?
  var format = Format.text
  var dates = DateStyle.absolute
  var explain = false
  var color = ColorChoice.auto
  var pages = true

  init() {}

  /// Nil for what is left to the argument parser.
  init?(arguments: [String]) {
    var task = SearchTask()
    var isJSON = false
    let typed = TypedArguments(arguments) { name, value in
      isJSON = isJSON || name == "--json"
      return name == "--json" || task.take(name, value)
    }
    guard let typed else { return nil }
    self = task
    if isJSON { format = .json }
    query = typed.words.joined(separator: " ")
  }

  private mutating func take(_ option: String, _ value: () -> String?) -> Bool {
    switch option {
    case "--threads": return set(&options.threads, true)
    case "--explain": return set(&explain, true)
    case "--no-pager": return set(&pages, false)
    case "--snippets": return set(&snippets, true)
    case "--no-snippets": return set(&snippets, false)
    case "--limit", "-l":
      return set(&options.limit, value().flatMap { Int($0) }) && options.limit > 0
    case "--offset": return set(&options.offset, value().flatMap { Int($0) }) && options.offset >= 0
    case "--sort": return set(&options.order, value().flatMap(SearchOptions.Order.init))
    case "--facets": return set(&options.facets, value().flatMap(Self.facets))
    case "--facet-limit": return set(&facetLimit, value().flatMap { Int($0) }) && facetLimit >= 0
    case "--format": return set(&format, value().flatMap(Format.init(rawValue:)))
    case "--dates": return set(&dates, value().flatMap(DateStyle.init))
    case "--color": return set(&color, value().flatMap(ColorChoice.init(rawValue:)))
    case "--archive":
      guard let archive = value() else { return false }
      archives.append(archive)
      return true
    default: return false
    }
  }

  /// The facets in "sender,year"; nil if one is unknown.
  private static func facets(_ names: String) -> [SearchFacet]? {
    let facets = names.split(separator: ",").map { SearchFacet(rawValue: String($0)) }
    return facets.contains(nil) ? nil : facets.compactMap(\.self)
  }

  func run() throws {
    let group = try ArchivesOption.group(of: archives)
    if explain {
      return showExplanation(try waitingForIndex { try group.explain(query, index: $0) })
    }
    var options = options
    options.snippets = snippets ?? (format == .text && Console.outputIsTerminal && !query.isEmpty)
    let isForPrograms = format != .text && format != .ids
    // Both read messages, one block after the other.
    if options.snippets || isForPrograms { Allocator.keepFreedPages() }
    let list = try waitingForIndex {
      try group.list(
        query, options, index: $0,
        portion: options.snippets || isForPrograms
          ? SearchList.portionOfMessages : SearchList.usualPortion)
    }
    Log.debug("\(grouped(list.total)) found")
    let shown = try show(list, of: group)
    mentionAttachmentsNotRead(in: group)
    shown.remember(query)
    guard shown.count > 0 else {
      try explainNoResults(group, total: list.total)
      throw ExitStatus.partial
    }
  }

  private func show(_ found: SearchList, of group: ArchiveGroup) throws -> LastSearch.Listing {
    var found = found
    let list = ResultList(found, namesArchives: archives.count > 1, facetLimit: facetLimit)
    // A script's search must not change what "@3" means to a person meanwhile.
    var shown = LastSearch.Listing(isToBeRemembered: format == .text || Console.outputIsTerminal)
    switch format {
    case .text: try showText(list, &found, &shown)
    case .json:
      let better = found.total == 0 ? try group.didYouMean(query) : nil
      let (before, after) = list.json(query: query, didYouMean: better)
      Console.write(before)
      while let hits = try found.next() {
        let objects = list.jsonObjects(hits, whole: group.wholeFields(of: hits))
        if shown.count > 0, !objects.isEmpty { Console.write(",") }
        Console.write(objects.joined(separator: ","))
        shown.append(hits)
      }
      Console.line(after)
    case .jsonl:
      while let hits = try found.next() {
        for line in list.jsonObjects(hits, whole: group.wholeFields(of: hits)) {
          Console.line(line)
        }
        shown.append(hits)
      }
    case .ids:
      while let numbers = try found.nextNumbers() {
        Console.write(list.ids(numbers).map { $0 + "\n" }.joined())
        for (location, id) in numbers { shown.append(id, in: location) }
      }
    case .csv:
      Console.write(ResultList.csvHeading)
      while let hits = try found.next() {
        for row in list.csv(hits, whole: group.wholeFields(of: hits)) { Console.write(row) }
        shown.append(hits)
      }
    }
    return shown
  }

  private func showExplanation(_ lines: [ExplanationLine]) {
    guard format != .json else { return Console.json(lines) }
    for line in lines {
      Console.line(String(repeating: "  ", count: line.depth) + terminalSafe(line.text))
    }
  }

  private func showText(
    _ list: ResultList, _ found: inout SearchList, _ shown: inout LastSearch.Listing
  ) throws {
    try Pager.showing(pages) {
      while let hits = try found.next() {
        let lines = list.text(hits, in: Console.layout, color: color.isOn, dates: dates)
        for line in lines { Console.line(line) }
        shown.append(hits)
      }
      for line in list.facetLines(in: Console.layout) { Console.line(line) }
    }
    if shown.count > 0, found.total > shown.count {
      let least = found.totalIsExact ? "" : "at least "
      Log.info(
        "\(grouped(shown.count)) of \(least)\(grouped(found.total)) shown; --limit and --offset show more"
      )
    }
  }

  private func mentionAttachmentsNotRead(in group: ArchiveGroup) {
    let unread = group.attachmentsNotRead()
    guard unread.count > 0 else { return }
    Log.info(
      "the attachments of \(unread.isExact ? "" : "at least ")\(counted(unread.count, "message")) are "
        + "not read yet: mailcask read-attachments")
  }

  private func explainNoResults(_ group: ArchiveGroup, total: Int) throws {
    guard total == 0 else {
      return Log.error("no results after the first \(grouped(options.offset)) of \(grouped(total))")
    }
    guard try !group.isEmpty else {
      return Log.error("the archive is empty; add mail with mailcask fetch or mailcask import")
    }
    Log.error("nothing found")
    guard format == .text else { return }
    let reasons = try group.whyNothing(query)
    for clause in reasons.clauses {
      let counts = [
        clause.alone.map { "alone finds \(grouped($0))" },
        clause.without.map { "without it \(grouped($0))" },
      ].compactMap { $0 }
      if !counts.isEmpty { Log.error("  \(clause.text): \(counts.joined(separator: ", "))") }
    }
    if reasons.clauses.contains(where: { ["or", "and", "not"].contains($0.text) }) {
      Log.error("or, and, not are words to search for; the operators are OR, AND, NOT")
    }
    if let better = reasons.didYouMean { Log.error("did you mean: \(better)") }
  }
}
