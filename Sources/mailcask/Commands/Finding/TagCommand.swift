import Archive
import ArgumentParser
import Presentation
import StandardStreams
import Text

struct TagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Add and remove tags, or list them.",
    discussion: """
      First the changes, then the messages: 42, @3 (of the last search) or <message-id> if all \
      words are such, else a query. Before a query that begins with + or - write --. Without \
      arguments: lists all tags with the number of messages. Rules in mailcask.toml tag mail as it \
      arrives.

      Examples:
        mailcask tag +work -inbox -- from:example.org date:2024
        mailcask tag +read 42 43
        mailcask tag --list
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "List all tags, as without arguments.")
  var list = false

  @Option(
    help: ArgumentHelp(
      "Which messages: always read as a query, whatever it looks like.", valueName: "query"),
    completion: .query)
  var query: String?

  @Flag(help: "Print the list or the result as JSON.")
  var json = false

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("+TAG and -TAG, then which messages.", valueName: "changes> -- <messages"),
    completion: .tagChange)
  var words: [String] = []

  func validate() throws { _ = try request }

  func run() throws {
    let request = try request
    guard !request.changes.isEmpty else {
      return try list(request.options.archive, json: request.options.json)
    }
    try apply(request.changes, to: request.messages, request.options)
  }

  /// What the words ask for; no changes: to list all tags.
  private var request: (options: Options, changes: [TagChange], messages: MessagesOption) {
    get throws {
      var (options, rest) = try optionsAndRest()
      if let place = rest.prefix(while: { $0 != "--" }).firstIndex(of: "--query"),
        rest.indices.contains(place + 1)
      {
        options.query = rest[place + 1]
        rest.removeSubrange(place...(place + 1))
      }
      guard !rest.isEmpty || options.query != nil else { return (options, [], MessagesOption()) }
      guard !options.list else {
        throw ValidationError("--list takes no tags and messages")
      }
      let (changes, words) = try Self.changesAndWords(rest)
      let messages = MessagesOption(words: words, query: options.query)
      try messages.validate()
      guard !changes.isEmpty, !messages.isEmpty else {
        throw ValidationError("Specify the tags and, after --, the messages: tag +work -- QUERY")
      }
      return (options, changes, messages)
    }
  }

  /// Before "--" there are changes alone; without it the messages begin at the first word that is
  /// none.
  private static func changesAndWords(_ rest: [String]) throws -> ([TagChange], [String]) {
    let end = rest.firstIndex(of: "--")
    let before =
      end.map { rest[..<$0] } ?? rest.prefix { $0.hasPrefix("+") || $0.hasPrefix("-") }
    let changes = try before.map { word in
      guard let change = TagChange(word) else {
        throw ValidationError("\"\(word)\" is neither +TAG nor -TAG; the query comes after --")
      }
      return change
    }
    return (changes, Array(rest.dropFirst(end.map { $0 + 1 } ?? before.count)))
  }

  private func apply(
    _ changes: [TagChange], to messages: MessagesOption, _ options: Options
  ) throws {
    let option = options.archive
    let archive = try option.openForWriting()
    defer { archive.close() }
    let chosen = try messages.chosen(in: archive, at: option.archive, to: "tag")
    chosen.announce()
    let ids = chosen.ids
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
    @Flag var list = false
    @Option var query: String?
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
      let count = ["--archive", "--log-level", "--query"].contains(word) ? 2 : 1
      given += rest.prefix(count)
      rest = rest.dropFirst(count)
    }
    // What the parser has taken itself, as it does with options before the first change.
    if let archive = archive.archive { given += ["--archive", archive] }
    if let query { given += ["--query", query] }
    if list { given.append("--list") }
    if json { given.append("--json") }
    do { return (try Options.parse(given), Array(rest)) } catch {
      throw ValidationError(Options.message(for: error))
    }
  }
}
