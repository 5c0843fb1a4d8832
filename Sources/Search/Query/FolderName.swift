import Text

/// Some levels of a folder's path, folded, as a query has them.
struct FolderName {
  private let levels: [Substring]
  private let letters: [UInt32]

  init(_ name: String) {
    levels = name.split { $0 == "/" || $0 == "*" || $0 == "?" }
    letters = Self.letters(levels)
  }

  /// The folder whose last levels are spelled most like this name, otherwise a folder that contains
  /// it. Between equals the one with most messages wins.
  func nearest(among folders: [(path: String, messages: Int)]) -> String? {
    let limit = max(2, letters.count / 3)
    var best: (path: String, distance: Int, messages: Int)?
    for folder in folders {
      guard let distance = distance(to: folder.path, limit: limit) else { continue }
      if (distance, -folder.messages) < (best?.distance ?? .max, -(best?.messages ?? 0)) {
        best = (folder.path, distance, folder.messages)
      }
    }
    return best?.path
  }

  /// Nil for what is nothing like it.
  private func distance(to path: String, limit: Int) -> Int? {
    let other = Self.letters(path.split(separator: "/").suffix(max(1, levels.count)))
    if let distance = editDistance(letters, other, limit: limit) { return distance }
    let name = levels.joined(separator: "/")
    guard name.utf8.count > 2 else { return nil }
    return path.contains(name) || hasLevels(path) ? limit + 1 : nil
  }

  /// Whether a path has all levels in order, perhaps with others between them.
  private func hasLevels(_ path: String) -> Bool {
    var rest = levels[...]
    for level in path.split(separator: "/") where level == rest.first { rest.removeFirst() }
    return rest.isEmpty
  }

  private static func letters(_ levels: some Collection<Substring>) -> [UInt32] {
    levels.joined(separator: "/").unicodeScalars.map(\.value)
  }
}
