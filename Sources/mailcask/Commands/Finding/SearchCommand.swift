import Archive
public import ArgumentParser
import Presentation
import StandardStreams
import Text

struct SearchCommand: ParsableCommand, TakesQuery {
  static let name = "search"

  static let configuration = CommandConfiguration(
    commandName: name,
    abstract: "Find messages.",
    discussion: """
      All words must match; -word excludes, OR means either, "quotes" keep words together, wor* \
      stands for any ending. Fields: \
      \(ArchiveGroup.queryFields.map { "\($0):" }.joined(separator: " ")); \
      header:Name=value names any header field. Without a query, all messages match. In CSV, a cell \
      that a spreadsheet would run as a formula gets an apostrophe before it.

      In the list, + marks messages with attachments, [work] is a tag, and (+3) says that the \
      thread has three more messages.

      Examples:
        mailcask search invoice from:ferry
        mailcask search '"boat trip" date:2024' -has:attachment
        mailcask search --format json --limit 1000 list:announce
        mailcask search --archive ~/Mail/work --archive ~/Mail/private lighthouse
      """)

  @OptionGroup var archives: ArchivesOption

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Maximum number of results.", valueName: "count"))
  var limit = SearchOptions().limit

  @Option(help: ArgumentHelp("Number of results to skip.", valueName: "count"))
  var offset = 0

  @Option(help: ArgumentHelp("Sort order.", valueName: "order"))
  var sort = SearchOptions.Order.newest

  @Flag(help: "One result for each thread.")
  var threads = false

  @Option(
    help: ArgumentHelp(
      "Count all matches by sender, year, list, account or type.", valueName: "a,b,…"))
  var facets: String?

  @Option(
    help: ArgumentHelp(
      "Maximum number of values of each facet, the most frequent first; 0: all.",
      valueName: "count"))
  var facetLimit = SearchTask.usualFacetLimit

  @Flag(
    inversion: .prefixedNo,
    help: "Show matching text. Default: on when listing to a terminal.")
  var snippets: Bool?

  @Option(help: "Output format.")
  var format = SearchTask.Format.text

  @Flag(help: "The same as --format json.")
  var json = false

  @Option(help: ArgumentHelp("How dates are shown in the list.", valueName: "style"))
  var dates = DateStyle.absolute

  @Flag(help: "Explain how the query is understood instead of searching.")
  var explain = false

  @Option(help: ArgumentHelp("Use colors; auto respects NO_COLOR.", valueName: "when"))
  var color = ColorChoice.auto

  @OptionGroup var pager: PagerOption

  @Argument(help: "Words, phrases in quotes, fields.", completion: .query)
  var query: [String] = []

  func validate() throws {
    guard limit > 0, offset >= 0 else {
      throw ValidationError("--limit must be more than 0, and --offset 0 or more")
    }
    guard facetLimit >= 0 else { throw ValidationError("--facet-limit must not be less than 0") }
    _ = try chosenFacets
  }

  func run() throws { try task.run() }

  var task: SearchTask {
    get throws {
      var task = SearchTask()
      task.archives = archives.archives
      task.query = query.joined(separator: " ")
      task.options.limit = limit
      task.options.offset = offset
      task.options.order = sort
      task.options.threads = threads
      task.options.facets = try chosenFacets
      task.facetLimit = facetLimit
      task.snippets = snippets
      task.format = json ? .json : format
      task.dates = dates
      task.explain = explain
      task.color = color
      task.pages = !pager.noPager
      return task
    }
  }

  private var chosenFacets: [SearchFacet] {
    get throws {
      try (facets ?? "").split(separator: ",").map { name in
        guard let facet = SearchFacet(rawValue: String(name)) else {
          let known = SearchFacet.allCases.map(\.rawValue).joined(separator: ", ")
          throw ValidationError(
            "--facets: unknown \"\(terminalSafe(String(name)))\"; known are \(known)"
              + didYouMean(String(name), among: SearchFacet.allCases.map(\.rawValue)))
        }
        return facet
      }
    }
  }
}

extension SearchOptions.Order: ExpressibleByArgument {}
