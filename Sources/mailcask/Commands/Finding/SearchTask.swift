import Archive
import ArgumentParser
import Presentation
import Text

/// A search and what is shown of it, apart from how that was asked for.
struct SearchTask {
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, jsonl, ids, csv
  }

  /// As `--archive` gives them; none: unless given.
  var archives: [String] = []
  var query = ""
  var options = SearchOptions()
  /// Nil: in a list on a terminal.
  var snippets: Bool?
  var format = Format.text
  var dates = DateStyle.absolute
  var explain = false
  var color = ColorChoice.auto
  var pages = true

  init() {}

  /// What most searches are given, read here: the argument parser takes longer to be built than a
  /// search. Nil for anything else, which the parser then takes or explains.
  init?(arguments: [String]) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        for word in rest { add(word) }
        break
      } else if argument == "--threads" {
        options.threads = true
      } else if argument == "--limit" {
        guard let limit = rest.popFirst().flatMap({ Int($0) }), limit > 0 else { return nil }
        options.limit = limit
      } else if argument == "--archive" {
        guard let archive = rest.popFirst(), !archive.hasPrefix("-") else { return nil }
        archives.append(archive)
      } else if let word = excluding(argument) {
        add(word)
      } else {
        guard !argument.hasPrefix("-") else { return nil }
        add(argument)
      }
    }
  }

  private mutating func add(_ word: String) {
    query += query.isEmpty ? word : " " + word
  }

  func run() throws {
    let group = try ArchivesOption.group(of: archives)
    if explain {
      return showExplanation(try waitingForIndex { try group.explain(query, index: $0) })
    }
    var options = options
    options.snippets = snippets ?? (format == .text && Console.outputIsTerminal && !query.isEmpty)
    let result = try waitingForIndex { try group.search(query, options, index: $0) }
    detail("\(grouped(result.total)) found")
    let list = ResultList(result, namesArchives: archives.count > 1)
    switch format {
    case .text: showText(list)
    case .json: Console.line(list.json(query: query))
    case .jsonl: for line in list.jsonLines { Console.line(line) }
    case .ids: for line in list.ids { Console.line(line) }
    case .csv: for row in list.csv { Console.write(row) }
    }
    // A script's search must not change what "@3" means to a person meanwhile.
    if format == .text || Console.outputIsTerminal { LastSearch.remember(result.hits) }
    guard !result.hits.isEmpty else {
      try tellNothing(group, total: result.total)
      throw partlyFailed
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
      let about = list.result.totalIsExact ? "" : "about "
      remark(
        "\(grouped(shown)) of \(about)\(grouped(list.result.total)) shown; --limit and --offset show more"
      )
    }
  }

  private func tellNothing(_ group: ArchiveGroup, total: Int) throws {
    guard total == 0 else {
      return note("nothing after the first \(grouped(options.offset)) of \(grouped(total))")
    }
    guard try !group.isEmpty else {
      return note("the archive is empty; mailcask fetch or mailcask import fills it")
    }
    note("nothing found")
    guard format == .text else { return }
    let reasons = try group.whyNothing(query)
    for clause in reasons.clauses {
      let counts = [
        clause.alone.map { "alone finds \(grouped($0))" },
        clause.without.map { "without it \(grouped($0))" },
      ].compactMap { $0 }
      if !counts.isEmpty { note("  \(clause.text): \(counts.joined(separator: ", "))") }
    }
    if let better = reasons.didYouMean { note("did you mean: \(better)") }
  }
}
