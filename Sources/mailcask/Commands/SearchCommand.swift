import Archive
import ArgumentParser

struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find messages.",
    discussion: """
      All words must match. Fields: from: to: cc: subject: body: attachment: tag: date: and more. \
      Without a query, all messages match.

      Examples:
        mailcask search invoice from:ferry
        mailcask search '"boat trip" date:2024 -has:attachment'
      """)

  enum Order: String, CaseIterable, ExpressibleByArgument {
    case newest, oldest, relevance
  }

  @OptionGroup var archive: ArchiveOption

  @Option(name: .shortAndLong, help: "At most so many results.")
  var limit = 50

  @Option(help: "Skip so many results first.")
  var offset = 0

  @Option(help: "newest, oldest or relevance.")
  var sort = Order.newest

  @Argument(help: "Words, phrases in quotes, fields.")
  var query: [String] = []

  func validate() throws {
    guard limit > 0, offset >= 0 else {
      throw ValidationError("--limit must be more than 0, --offset not less")
    }
  }

  func run() throws {
    let archive = try archive.openForReading()
    var options = SearchOptions()
    options.order = SearchOptions.Order(rawValue: sort.rawValue) ?? .newest
    options.limit = limit
    options.offset = offset
    options.notice = note
    let result = try archive.search(query.joined(separator: " "), options)
    for message in result.messages { Console.line(HeadlineRow(message).text) }
    guard !result.messages.isEmpty else {
      note("nothing found")
      throw partlyFailed
    }
    if result.total > result.messages.count {
      let about = result.totalIsExact ? "" : "about "
      note("\(result.messages.count) of \(about)\(result.total) shown; --limit shows more")
    }
  }
}

/// One line of a list: number, date, sender, subject, sized to the terminal.
struct HeadlineRow {
  private let message: Headline

  init(_ message: Headline) { self.message = message }

  var text: String {
    let number = fitted(String(message.id), to: 6, alignedRight: true)
    let date = localDate(message.date, format: "%Y-%m-%d")
    let size = fitted(humanSize(message.size), to: 7, alignedRight: true)
    let tags = message.tags.isEmpty ? "" : "[\(message.tags.joined(separator: " "))] "
    let subject = (message.hasAttachment ? "+ " : "") + tags + message.subject
    let fixed = 6 + 2 + 10 + 2 + 7 + 2
    let sender = min(24, max(10, (Console.columns - fixed) / 3))
    let rest = max(20, Console.columns - fixed - sender - 2)
    let shown = visible(subject.isEmpty ? "(no subject)" : subject)
    return "\(number)  \(date)  \(size)  "
      + "\(fitted(visible(shortSender), to: sender))  "
      + (displayWidth(shown) > rest ? fitted(shown, to: rest) : shown)
  }

  /// The name without the address, where there is one.
  private var shortSender: String {
    guard let bracket = message.sender.firstIndex(of: "<"), bracket > message.sender.startIndex
    else { return message.sender }
    return String(message.sender[..<bracket].dropLast())
  }
}
