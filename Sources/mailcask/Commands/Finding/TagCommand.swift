import Archive
import ArgumentParser
import Presentation
import Text

struct TagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Add and remove tags, or list them.",
    discussion: """
      First the changes, then --, then a query. Without arguments: lists all tags with the number \
      of messages. Rules in mailcask.toml tag mail as it arrives.

      Examples:
        mailcask tag +work -inbox -- from:example.org date:2024
        mailcask tag
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Print the list or the result as JSON.")
  var json = false

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("+TAG and -TAG, then -- and a query.", valueName: "changes> -- <query"))
  var words: [String] = []

  func validate() throws { _ = try request }

  func run() throws {
    let request = try request
    guard !request.changes.isEmpty else {
      return try list(request.options.archive, json: request.options.json)
    }
    try apply(request.changes, to: request.query, request.options)
  }

  /// What the words ask for; no changes: to list all tags.
  private var request: (options: Options, changes: [TagChange], query: [String]) {
    get throws {
      let (options, rest) = try optionsAndRest()
      guard !rest.isEmpty else { return (options, [], []) }
      let (changes, query) = try Self.changesAndQuery(rest)
      return (options, changes, query)
    }
  }

  private static func changesAndQuery(_ rest: [String]) throws -> ([TagChange], [String]) {
    let words = rest.prefix { $0 != "--" }
    let query = Array(rest.dropFirst(words.count + 1))
    let changes = try words.map { word in
      guard let change = TagChange(word) else {
        throw ValidationError("\"\(word)\" is neither +TAG nor -TAG; the query comes after --")
      }
      return change
    }
    guard !changes.isEmpty, !query.joined().allSatisfy(\.isWhitespace) else {
      throw ValidationError("Specify the tags and, after --, the messages: tag +work -- QUERY")
    }
    return (changes, query)
  }

  private func apply(_ changes: [TagChange], to query: [String], _ options: Options) throws {
    let option = options.archive
    let archive = try option.openForWriting()
    defer { archive.close() }
    let ids = try option.messages(query, in: archive)
    guard !ids.isEmpty else {
      Log.error("no messages match: nothing tagged")
      throw ExitStatus.partial
    }
    var changed = 0
    _ = try archive.indexing(unless: false, IndexObserver(notice: Log.warning)) { committed in
      changed = try archive.tag(ids, changes)
      committed()
    }
    guard !options.json else {
      return Console.json(Summary(found: ids.count, changed: changed))
    }
    Console.summary("\(counted(ids.count, "message")) found, \(grouped(changed)) changed")
  }

  private struct Summary: Encodable {
    let found: Int
    let changed: Int
  }

  private func list(_ option: ArchiveOption, json: Bool) throws {
    let tags = try option.openForReading().tags()
    guard !json else {
      return Console.json(tags.map { FacetCount(value: $0.name, count: $0.messages) })
    }
    if tags.isEmpty { Log.info("no message has a tag; add one with: mailcask tag +TAG -- QUERY") }
    for (name, messages) in tags {
      Console.line(padded(String(messages), to: 8, alignedRight: true) + "  " + terminalSafe(name))
    }
  }

  private struct Options: ParsableArguments {
    @OptionGroup var archive: ArchiveOption
    @Flag var json = false
  }

  /// Words like "-inbox" are not options, so this command accepts all words as they are and parses its
  /// options, which come first, itself.
  private func optionsAndRest() throws -> (Options, [String]) {
    var given: [String] = []
    var rest = words[...]
    while let word = rest.first,
      word.hasPrefix("--") && word != "--" || ["-h", "-q", "-v", "-vv"].contains(word)
    {
      if word == "--help" || word == "-h" { throw CleanExit.helpRequest(self) }
      let count = ["--archive", "--log-level"].contains(word) ? 2 : 1
      given += rest.prefix(count)
      rest = rest.dropFirst(count)
    }
    // What the parser has taken itself, as it does with options before the first change.
    if let archive = archive.archive { given += ["--archive", archive] }
    if json { given.append("--json") }
    do { return (try Options.parse(given), Array(rest)) } catch {
      throw ValidationError(Options.message(for: error))
    }
  }
}
