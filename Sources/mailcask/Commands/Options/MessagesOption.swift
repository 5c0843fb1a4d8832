import Archive
import ArgumentParser
import Presentation
import StandardStreams
import Text

/// Which messages a command is for: what all commands that take several have in common.
///
/// Words are references (`MessageReference`) only if all of them are and each message exists; else
/// all are a query. What `--query` gives is always a query.
struct MessagesOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Which messages: always read as a query, whatever it looks like.", valueName: "query"),
    completion: .query)
  var query: String?

  @Argument(
    help: """
      Which messages: 42, @3 (of the last search) or <message-id> if all words are such; else a \
      query.
      """, completion: .query)
  var words: [String] = []

  init() {}

  init(words: [String], query: String? = nil) {
    self.words = words
    self.query = query
  }

  func validate() throws {
    guard query == nil || words.isEmpty else {
      throw ValidationError("--query replaces the words \"\(text)\": give one of them")
    }
  }

  /// Nothing is asked for.
  var isEmpty: Bool { query == nil && words.allSatisfy { $0.allSatisfy(\.isWhitespace) } }

  private var text: String { words.joined(separator: " ") }

  /// Where the messages are looked for.
  enum Place {
    case here, deleted
    /// By their numbers deleted ones, too; of those there is still the history.
    case anywhere
  }

  /// - Parameters:
  ///   - path: the value of `--archive`.
  ///   - what: what is to be done, for errors: "delete".
  /// - Throws: `notFound` for a message that was deleted, if `place` is `here`; `query`.
  func chosen(
    in archive: MailArchive, at path: String?, _ place: Place = .here, to what: String,
    _ interruption: Interruption? = nil
  ) throws -> ChosenMessages {
    let references = query == nil ? words.compactMap(MessageReference.init(argument:)) : []
    var missing: String?
    if !references.isEmpty, references.count == words.count {
      var ids: [Int64] = []
      for (word, reference) in zip(words, references) {
        let found = try Self.numbers(reference, in: archive, at: path, place, to: what)
        if found.isEmpty { missing = missing ?? word }
        ids += found
      }
      if missing == nil { return ChosenMessages(ids: ids, reading: .references(words)) }
    }
    let query = query ?? text
    let ids = try waitingForIndex(interruption) { index in
      switch place {
      case .here, .anywhere: try archive.messages(matching: query, index: index)
      case .deleted: try archive.deletedMessages(matching: query, index: index)
      }
    }
    if ids.isEmpty, let number = words.first.flatMap({ Int64($0) }), words.count == 1 {
      throw archive.notFound(number, to: "\(what) message \(number)")
    }
    return ChosenMessages(
      ids: ids, reading: isEmpty ? .all : .query(query, missing: missing))
  }

  /// The numbers of all messages that a reference names: several may have one Message-ID. Empty if
  /// there is no such message.
  private static func numbers(
    _ reference: MessageReference, in archive: MailArchive, at path: String?, _ place: Place,
    to what: String
  ) throws -> [Int64] {
    let id: Int64
    switch reference {
    case .id(let number): id = number
    case .listed(let position): id = try MessageReference.listed(position, at: path)
    case .messageID(let messageID):
      let found = place == .deleted ? [] : try archive.messages(withMessageID: messageID)
      guard found.isEmpty else { return found }
      let deleted = try archive.deletedMessages(limit: .max).map(\.message)
        .filter { $0.messageID == messageID }.map(\.id)
      guard place == .here, let first = deleted.first else { return deleted }
      throw archive.notFound(first, to: "\(what) message \(first)")
    }
    switch (try archive.presence(of: id), place) {
    case (.unknown, _): return []
    case (.deleted, .here): throw archive.notFound(id, to: "\(what) message \(id)")
    case (.here, _), (.deleted, .deleted), (.deleted, .anywhere): return [id]
    }
  }

  // MARK: The last search

  /// The archive, opened for reading: where all words are places in the last search and no archive
  /// was given, the one that was searched.
  ///
  /// - Parameter path: the value of `--archive`.
  func openForReading(_ path: String?) throws -> (archive: MailArchive, path: String?) {
    guard path == nil, query == nil, let place = lastSearched.first,
      lastSearched.count == words.count
    else { return (try ArchiveOption.openForReading(path), path) }
    let path = try LastSearch.result(place).archive
    return (try ArchiveOption.openForReading(path), path)
  }

  /// The places in the last search among the words.
  private var lastSearched: [Int] {
    words.compactMap { word in
      guard case .listed(let place) = MessageReference(argument: word) else { return nil }
      return place
    }
  }

  /// What the messages were searched by.
  func searchedFor(_ chosen: ChosenMessages) -> String {
    if case .query(let query, _) = chosen.reading { return query }
    return lastSearched.isEmpty ? "" : LastSearch.query
  }
}

/// The messages that a command is for, and how what was typed was read.
struct ChosenMessages {
  enum Reading {
    case all
    case references([String])
    /// - missing: the reference without a message that made the words a query.
    case query(String, missing: String?)
  }

  let ids: [Int64]
  let reading: Reading

  /// Says how the words were read, before anything is changed.
  func announce() {
    switch reading {
    case .all: Log.info("read as: all messages")
    case .references(let words):
      Log.info("read as message numbers: \(words.joined(separator: ", "))")
    case .query(let query, nil): Log.info("read as a query: \(query)")
    case .query(let query, let missing?):
      Log.info("there is no message \(missing), so read as a query: \(query)")
    }
  }
}

/// A message as people type it: its number in the archive, "42", which never changes and is never
/// reused, also written "id:42"; "@3" for the third message that the last search listed; or
/// "<message-id>".
enum MessageReference: ExpressibleByArgument {
  case id(Int64)
  case listed(Int)
  case messageID(String)

  init?(argument: String) {
    let number = argument.hasPrefix("id:") ? argument.dropFirst(3) : argument[...]
    if argument.hasPrefix("@") {
      guard let place = Int(argument.dropFirst()), place > 0 else { return nil }
      self = .listed(place)
    } else if argument.hasPrefix("<"), argument.hasSuffix(">"), argument.count > 2,
      !argument.contains(where: \.isWhitespace)
    {
      self = .messageID(String(argument.dropFirst().dropLast()))
    } else {
      guard let id = Int64(number), id > 0 else { return nil }
      self = .id(id)
    }
  }

  /// The message's number in the archive at `path`, as `--archive` gives it.
  ///
  /// - Throws: `notFound` where the last search was in another archive, or there is not one message.
  func id(in archive: MailArchive, at path: String?) throws -> Int64 {
    switch self {
    case .id(let id): return id
    case .listed(let place): return try Self.listed(place, at: path)
    case .messageID(let messageID):
      let found = try archive.messages(withMessageID: messageID)
      guard let id = found.first, found.count == 1 else {
        throw ArchiveError(
          .notFound, "find <\(messageID)>",
          why: found.isEmpty ? "there is no such message" : "\(found.count) messages have this id",
          remedy: "Give the message's number, as lists show it.")
      }
      return id
    }
  }

  /// - Parameter path: the value of `--archive`.
  static func listed(_ place: Int, at path: String?) throws -> Int64 {
    let result = try LastSearch.result(place)
    guard try ArchiveOption.location(path).directory == result.archive else {
      throw ArchiveError(
        .notFound, "find @\(place)", why: "the last search was in \(result.archive)",
        remedy: "Specify it with --archive, or search again.")
    }
    return result.id
  }
}
