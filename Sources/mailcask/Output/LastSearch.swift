import Archive
import Foundation

/// What the last search has listed, so that `@3` names the third of it. Lists in other formats than text
/// count only if they went to a terminal: others are a program's. Kept for each user in
/// `$XDG_STATE_HOME/mailcask/last-search`: a line a message, its number and its archive.
enum LastSearch {
  /// A failure is no reason to complain: the search itself has worked.
  static func remember(_ hits: [SearchHit]) {
    let lines = hits.map { "\($0.message.id)\t\($0.location)\n" }.joined()
    let file = file
    // Whole or not at all, but without the sync of an atomic write: a search would wait for it.
    let draft = "\(file).\(getpid())"
    func create() -> Int32 { unsafe open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600) }
    var descriptor = create()
    if descriptor < 0, errno == ENOENT {
      try? FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      descriptor = create()
    }
    guard descriptor >= 0 else { return }
    let octets = Array(lines.utf8)
    let written = unsafe write(descriptor, octets, octets.count)
    close(descriptor)
    if unsafe written != octets.count || rename(draft, file) != 0 { unsafe unlink(draft) }
  }

  static func result(_ place: Int) throws -> (id: Int64, archive: String) {
    let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    let lines = text.split(separator: "\n")
    guard lines.indices.contains(place - 1) else {
      throw ArchiveError(
        .notFound, "find @\(place)",
        why: "the last search listed \(counted(lines.count, "message"))", remedy: "Search again.")
    }
    let parts = lines[place - 1].split(separator: "\t", maxSplits: 1)
    guard let id = parts.first.flatMap({ Int64($0) }), parts.count == 2 else {
      throw ArchiveError(
        .notFound, "find @\(place)", why: "\(file) is damaged", remedy: "Search again.")
    }
    return (id, String(parts[1]))
  }

  private static var file: String { folder + "/last-search" }

  private static var folder: String {
    let state = environmentVariable("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (state ?? (environmentVariable("HOME") ?? "") + "/.local/state") + "/mailcask"
  }
}
