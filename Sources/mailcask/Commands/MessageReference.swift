import Archive
import ArgumentParser

/// A message as people type it: its number in the archive, "42", which is never given to another
/// message; or "@3" for the third that the last search has listed.
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
          remedy: "Name that with --archive, or search again.")
      }
      return result.id
    }
  }
}

/// The words of a query as one, with "@3" as the number of that message.
private func query(_ words: [String], in path: String?) throws -> String {
  try words.map { word in
    guard word.hasPrefix("@"), let reference = MessageReference(argument: word) else {
      return word
    }
    return "id:\(try reference.id(in: path))"
  }.joined(separator: " ")
}

extension ArchiveOption {
  func query(_ words: [String]) throws -> String { try mailcask.query(words, in: archive) }
}

extension ArchivesOption {
  /// Where several archives are searched, "@3" is a word.
  func query(_ words: [String]) throws -> String {
    areSeveral ? words.joined(separator: " ") : try mailcask.query(words, in: archives.first)
  }
}
