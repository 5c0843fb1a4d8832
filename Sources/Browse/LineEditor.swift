/// One line of text being typed, with the editing keys of shells.
struct LineEditor: Equatable, Sendable {
  private(set) var characters: [Character]
  /// Number of characters before the cursor.
  private(set) var cursor: Int

  init(_ text: String = "") {
    characters = Array(text)
    cursor = characters.count
  }

  var text: String { String(characters) }

  /// Returns true if the key was an editing key.
  mutating func handle(_ key: Key) -> Bool {
    switch key {
    case .character(let character): insert(String(character))
    case .paste(let text): insert(String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 }))
    case .backspace: erase(from: cursor - 1, to: cursor)
    case .delete, .control("d"): erase(from: cursor, to: cursor + 1)
    case .control("u"): erase(from: 0, to: cursor)
    case .control("k"): erase(from: cursor, to: characters.count)
    case .control("w"), .alt("\u{7F}"): erase(from: startOfWord, to: cursor)
    case .left, .control("b"): cursor = max(0, cursor - 1)
    case .right, .control("f"): cursor = min(characters.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = characters.count
    default: return false
    }
    return true
  }

  /// Characters can merge: a combining mark joins the letter before it.
  private mutating func insert(_ text: String) {
    let before = Array(String(characters[..<cursor]) + text)
    characters = before + characters[cursor...]
    cursor = before.count
    guard characters.count > Self.limit else { return }
    characters.removeLast(characters.count - Self.limit)
    cursor = min(cursor, characters.count)
  }

  private static let limit = 4_000

  private mutating func erase(from start: Int, to end: Int) {
    let range = (max(0, start)..<max(0, end)).clamped(to: characters.indices)
    characters.removeSubrange(range)
    cursor = min(range.lowerBound, characters.count)
  }

  private var startOfWord: Int {
    let before = characters[..<cursor]
    let end = before.lastIndex { $0 != " " } ?? 0
    return (before[..<end].lastIndex(of: " ") ?? -1) + 1
  }
}
