import Archive
import ArgumentParser

struct TagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Add and remove tags, or list them.",
    discussion: """
      First the changes, then --, then which messages. Without anything: all tags, with how many \
      messages have each. Rules in mailcask.toml tag mail as it comes in.

      Examples:
        mailcask tag +work -inbox -- from:example.org date:2024
        mailcask tag
      """)

  @OptionGroup var archive: ArchiveOption

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("+TAG and -TAG, then -- and a query.", valueName: "changes> -- <query"))
  var words: [String] = []

  func run() throws {
    let (option, rest) = try optionAndRest()
    guard !rest.isEmpty else { return try list(option) }
    let words = rest.prefix { $0 != "--" }
    let query = rest.dropFirst(words.count + 1).joined(separator: " ")
    let changes = try words.map { word in
      guard let change = TagChange(word) else {
        throw ValidationError("\"\(word)\" is neither +TAG nor -TAG; the query comes after --")
      }
      return change
    }
    guard !changes.isEmpty, !query.allSatisfy(\.isWhitespace) else {
      throw ValidationError("Say which tags and, after --, which messages: tag +work -- QUERY")
    }
    try apply(changes, to: query, option)
  }

  private func apply(_ changes: [TagChange], to query: String, _ option: ArchiveOption) throws {
    let archive = try option.openForWriting()
    defer { archive.close() }
    let ids = try archive.messages(matching: query, notice: note)
    guard !ids.isEmpty else {
      note("nothing found, so nothing tagged")
      throw partlyFailed
    }
    var changed = 0
    _ = try archive.indexing(unless: false, notice: note) { committed in
      changed = try archive.tag(ids, changes)
      committed()
    }
    Console.line("\(counted(ids.count, "message")) found, \(changed) changed")
  }

  private func list(_ option: ArchiveOption) throws {
    for (name, messages) in try option.openForReading().tags() {
      Console.line(fitted(String(messages), to: 8, alignedRight: true) + "  " + visible(name))
    }
  }

  /// Words like "-inbox" are no options, so this command takes all words as they are and finds its
  /// one option itself.
  private func optionAndRest() throws -> (ArchiveOption, [String]) {
    var option = archive
    var rest = words
    if rest.first == "--help" || rest.first == "-h" { throw CleanExit.helpRequest(self) }
    if rest.first == "--archive", rest.count > 1 {
      option.archive = rest[1]
      rest.removeFirst(2)
    }
    return (option, rest)
  }
}
