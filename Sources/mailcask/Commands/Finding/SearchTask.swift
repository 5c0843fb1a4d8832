import Archive
import ArgumentParser
import Presentation
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

  /// Reads the arguments of most searches: building the argument parser takes longer than a search.
  /// Nil for anything else, which that parser then accepts or explains. A test compares the two.
  init?(arguments: [String]) {
    var words: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        words += rest
        break
      } else if argument == "--threads" {
        options.threads = true
      } else if argument == "--limit" {
        guard let limit = rest.popFirst().flatMap({ Int($0) }), limit > 0 else { return nil }
        options.limit = limit
      } else if argument == "--facets" {
        guard let facets = rest.popFirst().flatMap(Self.facets) else { return nil }
        options.facets = facets
      } else if argument == "--facet-limit" {
        guard let limit = rest.popFirst().flatMap({ Int($0) }), limit >= 0 else { return nil }
        facetLimit = limit
      } else if argument == "--archive" {
        guard let archive = rest.popFirst(), !archive.hasPrefix("-") else { return nil }
        archives.append(archive)
      } else if let word = negatedTerm(argument) {
        words.append(word)
      } else {
        guard !argument.hasPrefix("-") else { return nil }
        words.append(argument)
      }
    }
    query = words.joined(separator: " ")
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
    let result = try waitingForIndex { try group.search(query, options, index: $0) }
    Log.debug("\(grouped(result.total)) found")
    let isForPrograms = format != .text && format != .ids
    let list = ResultList(
      result, namesArchives: archives.count > 1, facetLimit: facetLimit,
      whole: isForPrograms ? group.wholeFields(of: result.hits) : [])
    switch format {
    case .text: showText(list)
    case .json:
      let better = result.total == 0 ? try group.didYouMean(query) : nil
      Console.line(list.json(query: query, didYouMean: better))
    case .jsonl: for line in list.jsonLines { Console.line(line) }
    case .ids: for line in list.ids { Console.line(line) }
    case .csv: for row in list.csv { Console.write(row) }
    }
    mentionAttachmentsNotRead(in: group)
    // A script's search must not change what "@3" means to a person meanwhile.
    if format == .text || Console.outputIsTerminal { LastSearch.remember(result.hits, query) }
    guard !result.hits.isEmpty else {
      try explainNoResults(group, total: result.total)
      throw ExitStatus.partial
    }
  }

  private func showExplanation(_ lines: [ExplanationLine]) {
    guard format != .json else { return Console.json(lines) }
    for line in lines {
      Console.line(String(repeating: "  ", count: line.depth) + terminalSafe(line.text))
    }
  }

  private func showText(_ list: ResultList) {
    Pager.showing(pages) {
      for line in list.text(in: Console.layout, color: color.isOn, dates: dates) {
        Console.line(line)
      }
    }
    let shown = list.result.hits.count
    if shown > 0, list.result.total > shown {
      let least = list.result.totalIsExact ? "" : "at least "
      Log.info(
        "\(grouped(shown)) of \(least)\(grouped(list.result.total)) shown; --limit and --offset show more"
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
