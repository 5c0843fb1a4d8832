import Archive
import Foundation
import Mailbox

/// How far interrupted imports are, by source. A position is noted only after the messages before it
/// are on disk, and used only while the source is exactly as it was: in a changed one mail may stand
/// before it that was never read.
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
    let data = FileManager.default.contents(atPath: path) ?? Data()
    // Unreadable is as good as missing: the import then begins at the beginning.
    entries = (try? JSONDecoder().decode([String: Entry].self, from: data)) ?? [:]
  }

  func position(in source: String, _ survey: MailboxSurvey) -> MailboxPosition? {
    guard let entry = entries[source], entry == Self.entry(entry.position, survey) else {
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
      position: position, files: survey.files, octets: survey.octets, changed: survey.changed)
  }

  private func write() throws {
    if entries.isEmpty {
      try? FileManager.default.removeItem(atPath: path)
      return
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    try encoder.encode(entries).write(to: URL(fileURLWithPath: path), options: .atomic)
  }
}
