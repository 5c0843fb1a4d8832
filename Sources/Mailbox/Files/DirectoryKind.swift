import Bytes
import Files
internal import Mail

/// What the names in a directory reveal about it.
struct DirectoryFacts {
  var hasCur = false
  var hasNew = false
  /// cur contains a name with flags. A copy may lack directories that were empty.
  var hasFlags = false
  /// cur contains names that end in ".eml", as in Thunderbird's Maildir store.
  var hasEML = false
  /// Contains a file that MH, or a program with MH-like folders, keeps in each folder.
  var hasMarkOfMH = false
  var hasSequences = false

  /// Records a name in the directory.
  mutating func note(_ name: some Collection<UInt8>) {
    hasCur = hasCur || name.elementsEqual("cur".utf8)
    hasNew = hasNew || name.elementsEqual("new".utf8)
    hasMarkOfMH =
      hasMarkOfMH || (name.first == UInt8(ascii: ".") && MHSequences.isMark(name))
    hasSequences = hasSequences || name.elementsEqual(MHSequences.fileName.utf8)
  }

  /// Records a name in its cur.
  mutating func noteInCur(_ name: some Collection<UInt8>) {
    hasFlags = hasFlags || name.suffix(40).contains(UInt8(ascii: ":"))
    hasEML = hasEML || FileKind.hasSuffix(Array(name.suffix(4)), ".eml")
  }

  var isMaildir: Bool { hasCur && (hasNew || hasFlags || hasEML) }
  var isThunderbird: Bool { hasCur && !hasNew && hasEML }
}

/// The kind of a directory, determined from the names in it; for containers the same as on disk.
enum DirectoryKind {
  case plain
  /// Has cur and new; there may be more Maildirs below it (Maildir++).
  case maildir(Maildir)
  /// The cur or new of a Maildir.
  case messages(Maildir)
  case mh(MHSequences)

  /// - Parameters:
  ///   - places: finds messages that have been renamed.
  ///   - read: returns the text of a small file in the directory, or an empty string if it does not
  ///     exist.
  init(
    _ name: some Collection<UInt8>, _ facts: DirectoryFacts, parent: DirectoryKind,
    places: @autoclosure () -> MaildirPlaces?, read: (String) -> String
  ) {
    if case .maildir(let maildir) = parent,
      name.elementsEqual("cur".utf8) || name.elementsEqual("new".utf8)
    {
      self = .messages(maildir)
    } else if facts.isMaildir {
      self = .maildir(
        Maildir(
          places: places(), keywords: Maildir.keywords(read(Maildir.keywordsFile)),
          isThunderbird: facts.isThunderbird))
    } else if facts.hasMarkOfMH {
      self = .mh(MHSequences(facts.hasSequences ? read(MHSequences.fileName) : nil))
    } else {
      self = .plain
    }
  }

  /// Whether an entry is not offered as mail: unfinished deliveries in a Maildir's tmp, and
  /// messages that MH has marked as deleted with a comma, or with "#" where it was built so.
  func leavesOut(_ name: [UInt8]) -> Bool {
    if Clutter.isDirectory(name) { return true }
    switch self {
    case .maildir: return name == Array("tmp".utf8)
    case .mh:
      return (name.first == UInt8(ascii: ",") || name.first == UInt8(ascii: "#"))
        && isNumber(name.dropFirst())
    case .plain, .messages: return false
    }
  }

  /// Whether a file was left here by another program. No message in a Maildir or MH folder has a
  /// name that begins with a dot.
  func isClutter(_ name: [UInt8]) -> Bool {
    if Clutter.isFile(name) { return true }
    guard name.first == UInt8(ascii: ".") else { return false }
    return switch self {
    case .messages, .mh: true
    case .plain, .maildir: false
    }
  }

  /// - Parameter components: the directories from the source's root to this one.
  func identity(path: String, _ components: [[UInt8]], name: [UInt8]) -> FileIdentity {
    switch self {
    case .messages(let maildir):
      var identity = FileIdentity(path: path, components: components, setting: .maildir)
      let parsed = MaildirName(name)
      identity.name = name
      identity.flags = parsed.flags
      identity.tags = parsed.keywords.compactMap { maildir.keywords[$0] }
      identity.isThunderbird = maildir.isThunderbird
      return identity
    case .mh(let sequences) where isNumber(name[...]):
      var identity = FileIdentity(path: path, components: components + [name], setting: .mh)
      (identity.flags, identity.tags) = sequences.notes(of: name)
      return identity
    case .plain, .maildir, .mh:
      return FileIdentity(path: path, components: components + [name], setting: .found)
    }
  }
}

/// A Maildir that is being read.
struct Maildir {
  /// Dovecot's file with lines "0 name".
  static let keywordsFile = "dovecot-keywords"

  /// Nil in a container, where names do not change.
  let places: MaildirPlaces?
  let keywords: [Int: String]
  /// Names have no flags; the messages contain them.
  let isThunderbird: Bool

  static func keywords(_ file: String) -> [Int: String] {
    file.split(separator: "\n").reduce(into: [:]) { keywords, line in
      let parts = line.split(separator: " ", maxSplits: 1)
      if parts.count == 2, let index = Int(parts[0]) { keywords[index] = String(parts[1]) }
    }
  }
}

/// The sequences of an MH folder: lines such as "name: 1-3 7".
struct MHSequences {
  static let fileName = ".mh_sequences"

  /// Files of programs with MH-like folders: Claws Mail, Sylpheed, exmh.
  private static let otherMarks = [
    ".claws_mark", ".claws_cache", ".sylpheed_mark", ".sylpheed_cache", ".xmhcache",
  ]

  private var sequences: [(name: String, ranges: [ClosedRange<Int>])] = []
  /// Whether there is a file that lists unread messages.
  private let isKnown: Bool

  /// Whether a file of this name marks an MH folder.
  static func isMark(_ name: some Collection<UInt8>) -> Bool {
    name.elementsEqual(fileName.utf8) || otherMarks.contains { name.elementsEqual($0.utf8) }
  }

  /// - Parameter file: contents of the file; nil if there is none.
  init(_ file: String?) {
    isKnown = file != nil
    for line in (file ?? "").split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0] != "cur" else { continue }
      let ranges = parts[1].split(separator: " ").compactMap { word -> ClosedRange<Int>? in
        let ends = word.split(separator: "-").compactMap { Int($0) }
        guard let first = ends.first, let last = ends.last, first <= last else { return nil }
        return first...last
      }
      sequences.append((String(parts[0]), ranges))
    }
  }

  func notes(of name: [UInt8]) -> (flags: MessageFlags, tags: [String]) {
    guard isKnown, let number = Int(String(decoding: name, as: UTF8.self)) else { return ([], []) }
    let inside = sequences.filter { $0.ranges.contains { $0.contains(number) } }.map(\.name)
    let meanings: [String: MessageFlags] = ["flagged": .flagged, "replied": .answered]
    var flags: MessageFlags = inside.contains("unseen") ? [] : .seen
    for name in inside { flags.formUnion(meanings[name] ?? []) }
    return (flags, inside.filter { $0 != "unseen" && meanings[$0] == nil })
  }
}

/// A small text file that a format keeps beside the messages.
enum SideFile {
  /// The file's text; empty if it does not exist or cannot be read.
  static func read(_ path: FilePath, _ context: ReadContext) -> String {
    guard let stream = try? FileStream(path, context), stream.status.type == .regular,
      stream.status.size <= UInt64(Limits.sideFile)
    else { return "" }
    var bytes = [UInt8](zeros: Int(stream.status.size))
    var held = 0
    while held < bytes.count, let got = try? stream.read(into: &bytes, from: held), got > 0 {
      held += got
    }
    return String(decoding: bytes[..<held], as: UTF8.self)
  }
}
