import Archive
import Files
import Foundation
import Presentation

/// What the last search listed, so that `@3` means its third message. Lists in other formats than text
/// count only if they went to a terminal: the others are a program's. Kept per user in
/// `$XDG_STATE_HOME/mailcask/last-search`: one line per message with its number and its archive; then
/// a line with the checksum of those.
enum LastSearch {
  /// Failures are ignored: the search itself has succeeded.
  ///
  /// Written over what is there. To make a new file and rename it takes longer than many a search;
  /// the checksum tells instead whether all that is read comes from one of them.
  static func remember(_ hits: [SearchHit]) {
    var text = ""
    for hit in hits { text += "\(hit.message.id)\t\(hit.location)\n" }
    let bytes = Array((text + checksum(text) + "\n").utf8)
    let file = FilePath(file)
    if (try? SmallFile.overwrite(file, bytes)) != nil { return }
    try? POSIX.makeDirectories(FilePath(folder))
    try? SmallFile.overwrite(file, bytes)
  }

  static func result(_ place: Int) throws -> (id: Int64, archive: String) {
    let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    var lines = text.split(separator: "\n")
    let sum = lines.popLast()
    let isWhole = sum.map { $0 == checksum(lines.map { $0 + "\n" }.joined()) } ?? true
    guard !isWhole || lines.indices.contains(place - 1) else {
      throw ArchiveError(
        .notFound, "find @\(place)",
        why: "the last search listed \(counted(lines.count, "message"))", remedy: "Search again.")
    }
    let parts = isWhole ? lines[place - 1].split(separator: "\t", maxSplits: 1) : []
    guard let id = parts.first.flatMap({ Int64($0) }), parts.count == 2 else {
      throw ArchiveError(
        .notFound, "find @\(place)", why: "\(file) is damaged", remedy: "Search again.")
    }
    return (id, String(parts[1]))
  }

  /// FNV-1a.
  private static func checksum(_ text: String) -> String {
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return String(sum, radix: 16)
  }

  private static var file: String { folder + "/last-search" }

  private static var folder: String {
    let state = environmentVariable("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (state ?? homeDirectory + "/.local/state") + "/mailcask"
  }
}
