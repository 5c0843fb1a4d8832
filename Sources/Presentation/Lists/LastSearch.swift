package import Archive
import Files
import Foundation

/// What the last search listed, so that `@3` means its third message. Lists in other formats than text
/// count only if they went to a terminal: the others are a program's. Kept per user in
/// `$XDG_STATE_HOME/mailcask/last-search`: one line per message with its number and its archive, a
/// line with the query, and one with the checksum of those.
package enum LastSearch {
  /// What a search lists, to be remembered.
  package struct Listing {
    package private(set) var count = 0
    private let isToBeRemembered: Bool
    private var lines = ""

    package init(isToBeRemembered: Bool) { self.isToBeRemembered = isToBeRemembered }

    package mutating func append(_ id: Int64, in location: String) {
      count += 1
      if isToBeRemembered { lines += "\(id)\t\(location)\n" }
    }

    package mutating func append(_ hits: [SearchHit]) {
      for hit in hits { append(hit.message.id, in: hit.location) }
    }

    /// Failures are ignored: the search itself has succeeded.
    ///
    /// Written over what is there. To make a new file and rename it takes longer than many a search;
    /// the checksum tells instead whether all that is read comes from one of them.
    package func remember(_ query: String) {
      guard isToBeRemembered else { return }
      let text = lines + LastSearch.queryMark + query.replacing("\n", with: " ") + "\n"
      let bytes = Array((text + LastSearch.checksum(text) + "\n").utf8)
      let file = FilePath(LastSearch.file)
      if (try? SmallFile.overwrite(file, bytes)) != nil { return }
      try? POSIX.makeDirectories(FilePath(LastSearch.folder))
      try? SmallFile.overwrite(file, bytes)
    }
  }

  package static func result(_ place: Int) throws -> (id: Int64, archive: String) {
    var (lines, isWhole) = contents
    if lines.last?.hasPrefix(queryMark) == true { lines.removeLast() }
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

  /// Empty where there is none, or it cannot be read.
  package static var query: String {
    let (lines, isWhole) = contents
    guard isWhole, let last = lines.last, last.hasPrefix(queryMark) else { return "" }
    return String(last.dropFirst(queryMark.count))
  }

  /// What no line of a message begins with.
  private static let queryMark = "?\t"

  /// The lines but the checksum, and whether that is theirs.
  private static var contents: (lines: [Substring], isWhole: Bool) {
    let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    var lines = text.split(separator: "\n")
    let sum = lines.popLast()
    return (lines, sum.map { $0 == checksum(lines.map { $0 + "\n" }.joined()) } ?? true)
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
