import Archive
import ArgumentParser

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
