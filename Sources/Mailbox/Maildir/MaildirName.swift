import Files
internal import Mail

/// The name of a message in a Maildir: a unique part and, after ":2,", its flags.
struct MaildirName: Equatable {
  static let letters: [(letter: UInt8, flag: MessageFlags)] = [
    (UInt8(ascii: "D"), .draft), (UInt8(ascii: "F"), .flagged), (UInt8(ascii: "P"), .passed),
    (UInt8(ascii: "R"), .answered), (UInt8(ascii: "S"), .seen), (UInt8(ascii: "T"), .deleted),
  ]

  var unique: [UInt8]
  var flags: MessageFlags = []
  /// Dovecot's letters a to z: indexes into its list of keywords.
  var keywords: [Int] = []

  /// ";" and "!" replace ":" on file systems that do not allow colons in names.
  init(_ name: [UInt8]) {
    let marks = [UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "!")]
    let info = name.indices.last {
      marks.contains(name[$0]) && name[$0...].dropFirst().starts(with: "2,".utf8)
    }
    guard let info else {
      unique = name
      return
    }
    unique = Array(name[..<info])
    let small = UInt8(ascii: "a")...UInt8(ascii: "z")
    let capital = UInt8(ascii: "A")...UInt8(ascii: "Z")
    // Text that other programs append, such as ".sync-conflict-…", contains no flags.
    for letter in name[(info + 3)...].prefix(while: { small.contains($0) || capital.contains($0) })
    {
      if let known = Self.letters.first(where: { $0.letter == letter }) {
        flags.insert(known.flag)
      } else if small.contains(letter) {
        keywords.append(Int(letter - UInt8(ascii: "a")))
      }
    }
  }

  /// Writes the flags' letters in ASCII order, as the format requires.
  static func text(unique: String, flags: MessageFlags) -> String {
    let set = letters.filter { flags.contains($0.flag) }.map(\.letter)
    return unique + ":2," + String(decoding: set, as: UTF8.self)
  }
}

/// Finds messages of a Maildir that are no longer where they were listed. A mail program renames
/// many at once, so all names are listed together, and again only if something has changed since.
final class MaildirPlaces {
  private let directories: [FilePath]
  private var places: [[UInt8]: FilePath] = [:]
  /// st_ctime of the directories when they were listed, in nanoseconds since 1970.
  private var seen: [Int64] = []
  private var time: Int64 = 0

  init(_ maildir: FilePath) {
    directories = ["cur", "new"].map { maildir / Array($0.utf8) }
  }

  /// Finds a message whatever its flags are now.
  func find(_ name: MaildirName) -> FilePath? {
    if !isCurrent { lookThrough() }
    return places[name.unique]
  }

  /// File systems have a time resolution of some milliseconds: after a recent change there may have
  /// been another one with the same time.
  private var isCurrent: Bool {
    let changed = changes
    return changed == seen && changed.allSatisfy { time - $0 > 1_000_000_000 }
  }

  private var changes: [Int64] { directories.map { (try? POSIX.status($0))?.changed ?? 0 } }

  private func lookThrough() {
    time = POSIX.now()
    seen = changes
    places = [:]
    for directory in directories {
      guard let names = try? POSIX.list(directory, sorted: false) else { continue }
      for index in 0..<names.count {
        places[MaildirName(Array(names[index])).unique] = directory / names[index]
      }
    }
  }
}
