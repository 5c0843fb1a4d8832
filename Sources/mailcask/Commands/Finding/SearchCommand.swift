import Archive
public import ArgumentParser
import Presentation
import Text

struct SearchCommand: ParsableCommand, TakesQuery {
  static let name = "search"

  static let configuration = CommandConfiguration(
    commandName: name,
    abstract: "Find messages.",
    discussion: """
      All words must match; -word excludes, OR chooses, "quotes" keep words together, wor* stands \
      for more. Fields: from: to: cc: bcc: with: subject: body: attachment: list: header:Name= type: \
      tag: folder: account: id: thread: is: has: size: date: before: after: older_than: \
      newer_than: saved:. Without a query, all messages match.

      Examples:
        mailcask search invoice from:ferry
        mailcask search '"boat trip" date:2024' -has:attachment
        mailcask search --format json --limit 1000 list:announce
        mailcask search --archive ~/Mail/work --archive ~/Mail/private lighthouse
      """)

  @OptionGroup var archives: ArchivesOption

  @Option(
    name: .shortAndLong, help: ArgumentHelp("At most so many results.", valueName: "count"))
  var limit = SearchOptions().limit

  @Option(help: ArgumentHelp("Skip so many results first.", valueName: "count"))
  var offset = 0

  @Option(help: ArgumentHelp("What comes first.", valueName: "order"))
  var sort = SearchOptions.Order.newest

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

  @Option(help: "Form of the results.")
  var format = SearchTask.Format.text

  @Flag(help: "The same as --format json.")
  var json = false

  @Option(help: ArgumentHelp("Dates in the list.", valueName: "style"))
  var dates = DateStyle.absolute

  @Flag(help: "Tell how the query is understood instead of searching.")
  var explain = false

  @Option(help: ArgumentHelp("Colours; auto heeds NO_COLOR.", valueName: "when"))
  var color = ColorChoice.auto

  @OptionGroup var pager: PagerOption

  @Argument(help: "Words, phrases in quotes, fields.", completion: .query)
  var query: [String] = []

  func validate() throws {
    guard limit > 0, offset >= 0 else {
      throw ValidationError("--limit must be more than 0, --offset not less")
    }
    _ = try chosenFacets
  }

  func run() throws {
    var task = SearchTask()
    task.archives = archives.archives
    task.query = query.joined(separator: " ")
    task.options.limit = limit
    task.options.offset = offset
    task.options.order = sort
    task.options.threads = threads
    task.options.facets = try chosenFacets
    task.snippets = snippets
    task.format = json ? .json : format
    task.dates = dates
    task.explain = explain
    task.color = color
    task.pages = !pager.noPager
    try task.run()
  }

  private var chosenFacets: [SearchFacet] {
    get throws {
      try (facets ?? "").split(separator: ",").map { name in
        guard let facet = SearchFacet(rawValue: String(name)) else {
          let known = SearchFacet.allCases.map(\.rawValue).joined(separator: ", ")
          throw ValidationError(
            "--facets does not know \"\(terminalSafe(String(name)))\"; it knows \(known)")
        }
        return facet
      }
    }
  }
}

extension SearchOptions.Order: ExpressibleByArgument {}
