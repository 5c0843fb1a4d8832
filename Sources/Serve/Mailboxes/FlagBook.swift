import Bytes
import Mail

/// The flags of messages: tags as mail programs know them. All messages are seen, or programs would count
/// everything as unread.
struct FlagBook {
  /// Each set of flags that occurs, as FETCH writes it.
  private var texts: [[UInt8]] = []
  /// The places of a set's tags in `names`.
  private var tags: [[Int]] = []
  private(set) var names: [String] = []
  /// The set of each message that has other flags than most.
  private var sets: [Int64: Int32] = [:]

  private static let system: [String: StaticString] = [
    "answered": "\\Answered", "flagged": "\\Flagged", "draft": "\\Draft",
  ]
  /// Told of every message, or of none: a program would hide what it takes for deleted.
  private static let untold: Set<String> = ["seen"]

  init(_ rows: ArchiveRows) throws {
    let (names, pairs) = try rows.taggings()
    self.names = names
    var known: [[Int]: Int32] = [:]
    add(set: [], &known)
    var current: [Int] = []
    var message: Int64?
    func end(_ book: inout FlagBook) {
      guard let message else { return }
      book.sets[message] = book.add(set: current.sorted(), &known)
    }
    for pair in pairs {
      if pair.message != message {
        end(&self)
        (message, current) = (pair.message, [])
      }
      if !Self.untold.contains(names[pair.tag]) { current.append(pair.tag) }
    }
    end(&self)
  }

  @discardableResult
  private mutating func add(set: [Int], _ known: inout [[Int]: Int32]) -> Int32 {
    if let place = known[set] { return place }
    let place = Int32(clamping: tags.count)
    known[set] = place
    tags.append(set)
    let words = [Array("\\Seen".utf8)] + set.compactMap { Self.word(for: names[$0]) }
    texts.append(Array(words.joined(separator: [Byte.space])))
    return place
  }

  /// Nil for a tag that no keyword can be called by (RFC 3501 section 9, flag-keyword).
  private static func word(for tag: String) -> [UInt8]? {
    if let flag = system[tag] { return Array(flag.description.utf8) }
    let word = Array(tag.utf8)
    return word.allSatisfy(CommandCursor.isAtomCharacter) && !untold.contains(tag) ? word : nil
  }

  /// All flags that messages may have.
  var allFlags: [[UInt8]] {
    [
      Array("\\Answered".utf8), Array("\\Flagged".utf8), Array("\\Draft".utf8),
      Array("\\Seen".utf8),
    ]
      + names.filter { Self.system[$0] == nil }.compactMap(Self.word).prefix(Limits.keywords)
  }

  /// Between the parentheses.
  func text(of message: Int64) -> [UInt8] { texts[Int(sets[message] ?? 0)] }

  /// Messages are told apart by a tag; case is ignored.
  func has(_ tag: String, _ message: Int64) -> Bool {
    guard let set = sets[message] else { return false }
    return tags[Int(set)].contains { names[$0].lowercased() == tag.lowercased() }
  }
}
