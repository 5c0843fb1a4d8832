package import Fetch
import Text

/// The folders of a server as a tree, a line each.
package struct FolderTree {
  private let folders: [RemoteFolder]

  package init(_ folders: [RemoteFolder]) { self.folders = folders }

  /// "  Sent (sent)   1,200 messages, 3.4 MB, 12 to fetch"; fit for a terminal.
  package var lines: [String] {
    let sorted = folders.sorted { Self.levels($0).lexicographicallyPrecedes(Self.levels($1)) }
    var above: [Substring] = []
    let names = sorted.map { folder in
      let levels = Self.levels(folder)
      let shared = zip(levels, above).prefix { $0 == $1 }.count
      above = levels
      let depth = min(shared, levels.count - 1)
      let indent = String(repeating: "  ", count: depth)
      return indent + terminalSafe(levels.dropFirst(depth).joined(separator: "/"))
    }
    let width = names.map(displayWidth).max() ?? 0
    return zip(names, sorted).map { name, folder in
      let facts = Self.facts(folder).joined(separator: ", ")
      let gap = String(repeating: " ", count: width - displayWidth(name) + 2)
      return facts.isEmpty ? name : name + gap + facts
    }
  }

  private static func levels(_ folder: RemoteFolder) -> [Substring] {
    folder.name.split(separator: "/", omittingEmptySubsequences: false)
  }

  private static func facts(_ folder: RemoteFolder) -> [String] {
    guard let messages = folder.messages else { return [] }
    var facts = [counted(messages, "message")]
    if let size = folder.size { facts.append(humanSize(size)) }
    if !folder.isFetched {
      facts.append("not fetched")
    } else if let new = folder.new {
      facts.append(new == 0 ? "nothing new" : "\(grouped(new)) to fetch")
    }
    if let use = folder.specialUse { facts.append(use) }
    return facts
  }
}

/// A folder on a server, as `mailcask account folders --json` prints it.
package struct FolderReport: Encodable {
  let name: String
  let specialUse: String?
  let messages: Int?
  let size: Int?
  let new: Int?
  let fetched: Bool

  package init(_ folder: RemoteFolder) {
    name = folder.name
    specialUse = folder.specialUse
    messages = folder.messages
    size = folder.size
    new = folder.isFetched ? folder.new : nil
    fetched = folder.isFetched
  }
}
