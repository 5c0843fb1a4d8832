import Archive
import ArgumentParser

/// A message as people type it: its number in the archive, "42", which never changes and is never
/// reused; or "@3" for the third message that the last search listed.
enum MessageReference: ExpressibleByArgument {
  case id(Int64)
  case listed(Int)

  init?(argument: String) {
    if argument.hasPrefix("@") {
      guard let place = Int(argument.dropFirst()), place > 0 else { return nil }
      self = .listed(place)
    } else {
      guard let id = Int64(argument) else { return nil }
      self = .id(id)
    }
  }

  /// The message's number and its archive, opened for reading.
  func open(_ option: ArchiveOption) throws -> (archive: MailArchive, id: Int64) {
    switch self {
    case .listed(let place) where option.archive == nil:
      let result = try LastSearch.result(place)
      return (try ArchiveOption.openForReading(result.archive), result.id)
    case .id, .listed: return (try option.openForReading(), try id(in: option.archive))
    }
  }

  /// The query that listed the message.
  var searchedFor: String {
    switch self {
    case .id: ""
    case .listed: LastSearch.query
    }
  }

  /// The message's number in the archive at `path`, as `--archive` gives it.
  ///
  /// - Throws: `notFound` where the last search was in another archive.
  func id(in path: String?) throws -> Int64 {
    switch self {
    case .id(let id): return id
    case .listed(let place):
      let result = try LastSearch.result(place)
      guard try ArchiveOption.location(path).directory == result.archive else {
        throw ArchiveError(
          .notFound, "find @\(place)", why: "the last search was in \(result.archive)",
          remedy: "Specify it with --archive, or search again.")
      }
      return result.id
    }
  }
}

extension ArchiveOption {
  /// The messages that words name: places in the last search, "@1 @3", or else what a query finds.
  func messages(
    _ words: [String], in archive: MailArchive, _ interruption: Interruption? = nil
  ) throws -> [Int64] {
    if let listed = try listed(words) { return listed }
    return try waitingForIndex(interruption) {
      try archive.messages(matching: words.joined(separator: " "), index: $0)
    }
  }

  /// Nil unless all words are places in the last search.
  func listed(_ words: [String]) throws -> [Int64]? {
    let places = words.filter { $0.hasPrefix("@") }.compactMap(MessageReference.init(argument:))
    guard !places.isEmpty, places.count == words.count else { return nil }
    return try places.map { try $0.id(in: archive) }
  }
}
