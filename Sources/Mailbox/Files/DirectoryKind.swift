import Bytes
import Files

/// What a directory holds, seen from the names in it.
enum DirectoryKind {
  case plain
  /// Has cur and new; below it there may be more Maildirs (Maildir++).
  case maildir(Maildir)
  /// The cur or new of a Maildir.
  case messages(Maildir)
  case mh(MHSequences)

  init(
    _ path: FilePath, _ components: [[UInt8]], _ names: NameList, parent: DirectoryKind,
    _ context: ReadContext
  ) {
    let name = Array(path.name)
    if case .maildir(let maildir) = parent,
      ["cur", "new"].contains(where: { name == Array($0.utf8) })
    {
      self = .messages(maildir)
    } else if names.contains("cur"), names.contains("new") || Self.holdsMaildirNames(path) {
      self = .maildir(Maildir(path, context))
    } else if names.contains(".mh_sequences") {
      self = .mh(MHSequences(SideFile.read(path / Array(".mh_sequences".utf8), context)))
    } else {
      self = .plain
    }
  }

  /// A copy may lack the directories that were empty.
  private static func holdsMaildirNames(_ path: FilePath) -> Bool {
    guard let names = try? POSIX.list(path / Array("cur".utf8), sorted: false) else { return false }
    return (0..<names.count).contains { names[$0].suffix(40).contains(UInt8(ascii: ":")) }
  }

  /// Entries that are not offered as mail: deliveries under way in a Maildir's tmp, and messages
  /// that MH has marked as deleted by a comma.
  func leavesOut(_ name: [UInt8]) -> Bool {
    switch self {
    case .maildir: name == Array("tmp".utf8)
    case .mh: name.first == UInt8(ascii: ",") && isNumber(name.dropFirst())
    case .plain, .messages: false
    }
  }

  func identity(path: String, _ components: [[UInt8]], name: [UInt8]) -> FileIdentity {
    switch self {
    case .messages(let maildir):
      var identity = FileIdentity(path: path, components: components, setting: .maildir)
      let parsed = MaildirName(name)
      identity.flags = parsed.flags
      identity.tags = parsed.keywords.compactMap { maildir.keywords[$0] }
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
  let places: MaildirPlaces
  /// Dovecot's file of lines "0 name".
  let keywords: [Int: String]

  init(_ path: FilePath, _ context: ReadContext) {
    places = MaildirPlaces(path)
    let file = SideFile.read(path / Array("dovecot-keywords".utf8), context)
    keywords = file.split(separator: "\n").reduce(into: [:]) { keywords, line in
      let parts = line.split(separator: " ", maxSplits: 1)
      if parts.count == 2, let index = Int(parts[0]) { keywords[index] = String(parts[1]) }
    }
  }
}

/// The sequences of an MH folder: lines "name: 1-3 7".
struct MHSequences {
  private var sequences: [(name: String, ranges: [ClosedRange<Int>])] = []

  init(_ file: String) {
    for line in file.split(separator: "\n") {
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
    guard let number = Int(String(decoding: name, as: UTF8.self)) else { return ([], []) }
    let inside = sequences.filter { $0.ranges.contains { $0.contains(number) } }.map(\.name)
    let meanings: [String: MessageFlags] = ["flagged": .flagged, "replied": .answered]
    var flags: MessageFlags = inside.contains("unseen") ? [] : .seen
    for name in inside { flags.formUnion(meanings[name] ?? []) }
    return (flags, inside.filter { $0 != "unseen" && meanings[$0] == nil })
  }
}

/// A small text file that a format keeps beside the messages.
enum SideFile {
  /// Empty where there is none that can be read.
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
