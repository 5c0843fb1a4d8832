import Archive
import Files
import Foundation
import Mailbox
import Text

/// The positions of interrupted imports, by source. A position is saved only after the messages
/// before it are on disk, and used only if the source is unchanged: a changed source may have mail
/// before that position that was never read.
final class ImportPositions {
  struct Entry: Codable, Equatable {
    var position: String
    var files: Int
    var octets: UInt64
    var changed: Int64
  }

  private let path: String
  private var entries: [String: Entry]

  init(_ location: ArchiveLocation) {
    path = location.importsFile
    // Treat an unreadable file like a missing one: the import then starts at the beginning.
    let bytes = (try? SmallFile.read(FilePath(path), limit: Limits.importPositionBytes)) ?? []
    entries = (try? JSONDecoder().decode([String: Entry].self, from: Data(bytes))) ?? [:]
  }

  /// - Parameter survey: is made only if there is a position.
  func position(
    in source: String, _ survey: @autoclosure () -> MailboxSurvey
  ) -> MailboxPosition? {
    guard let entry = entries[source], entry == Self.entry(entry.position, survey()) else {
      return nil
    }
    return MailboxPosition(entry.position)
  }

  func note(_ position: MailboxPosition, in source: String, _ survey: MailboxSurvey) throws {
    entries[source] = Self.entry(position.description, survey)
    try write()
  }

  func forget(_ source: String) throws {
    if entries.removeValue(forKey: source) != nil { try write() }
  }

  private static func entry(_ position: String, _ survey: MailboxSurvey) -> Entry {
    Entry(
      position: position, files: survey.files, octets: survey.bytes, changed: survey.changed)
  }

  private func write() throws {
    if entries.isEmpty {
      return POSIX.remove(FilePath(path))
    }
    try SmallFile.replace(
      FilePath(path), JSONValue(encoding: entries, names: .asDeclared).bytes)
  }
}
